"""The commands that a person gives: list, redrive, discard; against a real database, as processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from twyst.messaging.records import Record
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import STRIPE, read_stripe
from twyst.order.application.take_deliveries import TakeDeliveries

pytestmark = pytest.mark.integration


def command(dsn: str, *words: str) -> str:
    environment = {**os.environ, "TWYST_DATABASE_URL": dsn}
    done = subprocess.run(
        [sys.executable, "-m", "twyst.order", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout


async def test_what_nobody_can_read_is_listed_and_discarded_for_good(
    book: Any, transactions: PostgresTransactions, database: Callable[..., Any]
) -> None:
    dsn = (await database("order")).worker
    odd = Record("t", 0, book.offset(), b"no order", b"\xff", {"ce_id": f"evt_odd_{book.terms().order_id}"})
    take = TakeDeliveries(transactions, book.now, STRIPE)
    assert (await take([read_stripe(odd)])).parked == 1
    mine = [
        row for row in json.loads(command(dsn, "parked", "--json")) if row["event_id"] == odd.headers["ce_id"]
    ]
    assert [(row["reason"], row["key"]) for row in mine] == [("undecodable", None)]
    said = command(dsn, "discard", str(mine[0]["id"]), "--by", "ops", "--reason", "a test of ours")
    assert said == "1 of 1 records discarded\n"
    await take([read_stripe(odd)])
    assert odd.headers["ce_id"] not in command(dsn, "parked")


async def test_redrive_of_an_order_that_is_not_parked_says_so(
    database: Callable[..., Any], book: Any
) -> None:
    dsn = (await database("order")).worker
    said = command(dsn, "redrive", book.terms().order_id, "--by", "ops")
    assert said == "nothing is parked for this order\n"
