"""What is printed when the stack is up: every link of the venue's people, and the diner's as a picture."""

from __future__ import annotations

from pathlib import Path

import segno

from twyst.devstack.stack_file import StackFile
from twyst.devstack.welcome import welcome

WEB = "http://127.0.0.1:3000"
PAGE = f"{WEB}/venues/8978fccb-f8ad-5062-8c43-4a52c716ead7/tables/845a272e-e658-5a0d-80f2-0474f59c7fd4"
VENUE = {
    "venue_id": "8978fccb-f8ad-5062-8c43-4a52c716ead7",
    "table_id": "845a272e-e658-5a0d-80f2-0474f59c7fd4",
    "name": "Bistro",
    "table_url": PAGE,
    "tables": [{"label": "7"}],
    "pairing_codes": {"kitchen": "AAAA-BBBB-CCCC", "owner": "DDDD-EEEE-FFFF"},
}
# Which of the two modules of a printed character are light: the terminal's ink is light, its ground dark.
HALVES = {" ": (1, 1), "\u2580": (0, 1), "\u2584": (1, 0), "\u2588": (0, 0)}


def lines_of(*, web: str | None = WEB, qr: bool = False) -> list[str]:
    urls = {"web": web, "sandbox": "http://127.0.0.1:12111", "order": "http://127.0.0.1:8082"}
    stack = StackFile(urls, {}, {}, {}, {}, [VENUE, {**VENUE, "name": "Pub"}], [])
    return welcome(stack, Path("state"), qr=qr)


def test_everything_that_a_newcomer_opens_is_named_with_its_code():
    text = "\n".join(lines_of())
    assert f"{PAGE}  (table 7" in text
    assert text.count(f"{WEB}/dashboard") == 4
    assert text.count("AAAA-BBBB-CCCC") == text.count("DDDD-EEEE-FFFF") == 2
    assert "http://127.0.0.1:12111/ " in text
    assert "order http://127.0.0.1:8082" in text
    assert "make links" in text


def test_the_picture_is_the_link_of_the_first_venues_table():
    drawn = [line[2:] for line in lines_of(qr=True) if set(line) <= set(HALVES) and line.strip()]
    rows = [[HALVES[character][half] for character in line] for line in drawn for half in (0, 1)]
    code = segno.make_qr(PAGE, error="L")
    wanted = [list(row) for row in code.matrix_iter(border=2)]
    assert [row[: len(wanted[0])] for row in rows[: len(wanted)]] == wanted


def test_without_the_web_app_there_is_no_page_to_open():
    text = "\n".join(lines_of(web=None, qr=True))
    assert "dashboard" not in text
    assert "/tables/" not in text
    assert "kitchen AAAA-BBBB-CCCC" in text
