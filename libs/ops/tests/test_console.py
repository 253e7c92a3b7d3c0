"""What an operator reads: a table where it fits, else one field per line with ids that can be copied."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from twyst.ops.console import Told


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    monkeypatch.setenv("COLUMNS", "80")
    return Told(as_json=False)


def test_narrow_rows_are_a_table(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    told.rows("lag", [{"group": "order.stripe", "records": 0, "oldest_seconds": None}], empty="none")
    title, head, _, row = capsys.readouterr().out.splitlines()
    assert (title.split(), head.replace("┃", " ").split()) == (
        ["lag"],
        ["group", "records", "oldest", "seconds"],
    )
    assert row.replace("│", " ").split() == ["order.stripe", "0"]


def test_wide_rows_keep_their_ids_whole(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"order_id": str(uuid4()), "payout_id": str(uuid4()), "note": None} for _ in range(2)]
    told.rows("open differences", rows, empty="none")
    said = capsys.readouterr().out
    assert said.startswith("open differences\n")
    for row in rows:
        assert f"order id   {row['order_id']}" in said
        assert f"payout id  {row['payout_id']}" in said
    assert "note" not in said


def test_data_is_no_markup_and_times_are_utc(told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    at = datetime(2026, 5, 1, 20, 30, 15, 99, tzinfo=timezone(timedelta(hours=2)))
    told.rows("parked", [{"error": "no [/red] here", "at": at, "headers": {"a": 1}}], empty="none")
    said = capsys.readouterr().out
    for part in ("no [/red] here", "2026-05-01 18:30:15Z", '{"a": 1}'):
        assert part in said


def test_programs_get_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    Told(as_json=True).rows("x", [{"at": datetime(2026, 5, 1, tzinfo=UTC), "note": None}], empty="none")
    assert json.loads(capsys.readouterr().out) == [{"at": "2026-05-01 00:00:00+00:00", "note": None}]
