"""What a newcomer reads when the stack is up: what to open, with which code, and where the rest is."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import segno

from twyst.devstack.stack_file import StackFile, stack_file_path

_NAME_WIDTH = 10
_LINK_WIDTH = 38


def welcome(stack: StackFile, state: Path, *, qr: bool) -> list[str]:
    """Lines for a terminal. `qr` draws the diner's link, as a tag on the table would open it."""
    lines = ["Twyst is up.", ""]
    web = stack.urls.get("web")
    for number, venue in enumerate(stack.venues):
        lines += _venue(venue, web, qr=qr and number == 0)
    lines += _stripe(stack.urls.get("sandbox"))
    services = [f"{name} {url}" for name, url in stack.urls.items() if url and name not in {"web", "sandbox"}]
    lines += [_row("Services", "   ".join(services))] if services else []
    lines += [_row("Files", f"{stack_file_path(state)}; logs in {state / 'logs'}")]
    return [*lines, _row("Next", "make links: this again, with new codes   make status   make down")]


def _venue(venue: Mapping[str, Any], web: str | None, *, qr: bool) -> Iterator[str]:
    """Without the web app there is nothing to open, and the codes are for whoever calls the API."""
    yield f"{venue.get('name', venue['venue_id'])}"
    codes = venue.get("pairing_codes", {})
    if web is None:
        yield _row("Codes", "   ".join(f"{role} {code}" for role, code in codes.items()))
        yield ""
        return
    page = venue.get("table_url") or f"{web}/venues/{venue['venue_id']}/tables/{venue['table_id']}"
    tables = venue.get("tables", ())
    if qr:
        yield from _qr(page)
    label = f" {tables[0]['label']}" if tables else ""
    yield _row("Order", f"{page}  (table{label}; a tag opens it)")
    if "kitchen" in codes:
        yield _row("Cook", _with_code(f"{web}/dashboard", codes["kitchen"], "the live board"))
    if "owner" in codes:
        yield _row(
            "Manage", _with_code(f"{web}/dashboard", codes["owner"], "orders, menu, tables, payouts, staff")
        )
    yield ""


def _stripe(sandbox: str | None) -> Iterator[str]:
    if sandbox:
        yield "Stripe, made up"
        yield _row("Clock", f"{sandbox + '/':<{_LINK_WIDTH}} move time on, pay out, lose webhooks")
        yield _row(
            "Card",
            f"{'4242 4242 4242 4242':<{_LINK_WIDTH}} any expiry and code; 4000 0025 0000 3155 asks the bank",
        )
        yield ""


def _with_code(link: str, code: str, what: str) -> str:
    return f"{link:<{_LINK_WIDTH}} code {code} (once): {what}"


def _row(name: str, text: str) -> str:
    return f"  {name:<{_NAME_WIDTH}} {text}"


def _qr(link: str) -> list[str]:
    """Half blocks: small enough to stay on the screen with what follows."""
    drawn = io.StringIO()
    segno.make_qr(link, error="L").terminal(drawn, border=2, compact=True)
    return [f"  {line}" for line in drawn.getvalue().splitlines()]
