"""Poison, bad releases and unreadable bytes: parked with everything behind them, redriven in order."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from twyst.mailbox.database import Database, fetch
from twyst.messaging.records import Record
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import STRIPE, read_parked, read_stripe
from twyst.order.application.fold import Arrival
from twyst.order.application.ports import Batch
from twyst.order.application.redrive import redrive
from twyst.order.application.take_deliveries import TakeDeliveries, TooManyFailures

pytestmark = pytest.mark.integration
VENUE = str(uuid4())
CONTRACTS = Path(__file__).parents[3] / "contracts"


class _Broken(PostgresTransactions):
    """Fails for some orders, as a bug in this release would."""

    def __init__(self, database: Database, broken: set[str]) -> None:
        super().__init__(database)
        self.broken = broken

    def begin(self, venue_id: str | None = None) -> Any:
        opened = super().begin(venue_id)
        broken = self.broken

        class Breaking:
            async def __aenter__(self) -> Any:
                desk = await opened.__aenter__()
                write = desk.write

                async def fail_for_some(batch: Batch) -> list[Arrival]:
                    if broken & set(batch.orders):
                        raise ZeroDivisionError("a bug")
                    return await write(batch)

                desk.write = fail_for_some  # type: ignore[method-assign]
                return desk

            async def __aexit__(self, *error: object) -> Any:
                return await opened.__aexit__(*error)

        return Breaking()


async def test_a_poison_order_parks_alone_and_is_redriven_in_order(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    poison, neighbours = book.terms(), [book.terms() for _ in range(6)]
    for agreed in (poison, *neighbours):
        await book.place(transactions, agreed)
    records = [each for agreed in (poison, *neighbours) for each in book.history(agreed)]
    random.Random(4).shuffle(records)
    breaking = _Broken(database_of_worker, {poison.order_id})
    taken = await TakeDeliveries(breaking, book.now, STRIPE)([read_stripe(each) for each in records[:20]])
    assert taken.parked > 0
    rest = await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(each) for each in records[20:]])
    assert taken.parked + rest.queued == 4  # what came later queued behind, although it would not have failed
    for agreed in neighbours:
        assert (await book.stored(database_of_worker, agreed.order_id))["state"] == "PAYMENT_SUCCEEDED"
    assert (await book.stored(database_of_worker, poison.order_id))["state"] == "CREATED"
    applied = await redrive(transactions, book.now, read_parked, poison.order_id, by="ops")
    assert len(applied) == 4
    assert (await book.stored(database_of_worker, poison.order_id))["state"] == "PAYMENT_SUCCEEDED"
    assert not await redrive(transactions, book.now, read_parked, poison.order_id, by="ops")


async def test_a_bad_release_stops_before_it_parks_everything(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    orders = [book.terms() for _ in range(6)]
    for agreed in orders:
        await book.place(transactions, agreed)
    breaking = _Broken(database_of_worker, {agreed.order_id for agreed in orders})
    records = [read_stripe(book.history(agreed)[0]) for agreed in orders]
    with pytest.raises(TooManyFailures):
        await TakeDeliveries(breaking, book.now, STRIPE)(records)
    taken = await TakeDeliveries(transactions, book.now, STRIPE)(records)
    assert taken.applied == 6


async def test_bytes_that_nobody_can_read_are_parked_whole(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    odd = [
        Record("t", 0, book.offset(), str(uuid4()).encode(), b"\xff\x00{", {}),
        Record("t", 0, book.offset(), None, None, {}),
        Record("t", 0, book.offset(), b"no-uuid", book.history(book.terms())[0].value, {}),
        Record("t", 0, book.offset(), str(uuid4()).encode(), book.history(book.terms())[0].value, {}),
    ]
    taken = await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(each) for each in odd])
    assert taken.parked == 4
    async with database_of_worker.transaction() as connection:
        rows = await fetch(connection, "SELECT value FROM parked WHERE key IS NULL ORDER BY id DESC LIMIT 4")
    assert [row["value"] for row in reversed(rows)] == [each.value for each in odd]
