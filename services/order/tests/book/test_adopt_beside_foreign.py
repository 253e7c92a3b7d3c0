"""Records on the order topic that are no events of ours: whose key they have is not adopted, and everybody else is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from twyst.mailbox.database import Database, fetch
from twyst.messaging.records import Record
from twyst.ops.eyes import Failed
from twyst.ops.run import Item
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.ops import adopt
from twyst.verify.seen import Seen

pytestmark = pytest.mark.integration
_EVENTS = "SELECT key, ce_time, body FROM outbox ORDER BY id"


@pytest.fixture
async def databases(fresh_database: Callable[..., Any]) -> AsyncIterator[list[Database]]:
    """The one that was lost, and the backup, which is empty."""
    opened = [
        Database((await fresh_database("order")).worker, pool_size=2, application_name="adopt")
        for _ in range(2)
    ]
    yield opened
    for database in opened:
        await database.close()


async def topic_of(database: Database) -> list[Record]:
    async with database.transaction() as connection:
        rows = await fetch(connection, _EVENTS)
    return [
        Record("t", 0, number, row["key"].encode(), row["body"].encode(), {"ce_time": row["ce_time"].isoformat()})
        for number, row in enumerate(rows)
    ]  # fmt: skip


@pytest.mark.parametrize("value", [b"\xff\xfe", b"garbage", b'{"seq":"x"}', None])
async def test_an_order_with_a_foreign_record_fails_alone(
    databases: list[Database], book: Any, monkeypatch: pytest.MonkeyPatch, value: bytes | None
) -> None:
    lost, backup = databases
    foreign, ours = [await book.place(PostgresTransactions(lost), book.terms()) for _ in range(2)]
    told = await topic_of(lost)
    odd = replace(
        next(each for each in told if (each.key or b"").decode() == foreign), value=value, offset=90
    )
    strange = replace(odd, key=b"\xff", offset=91)

    async def read_all(*_where: Any, **_bounds: Any) -> AsyncIterator[Record]:
        for record in (strange, odd, *told):
            yield record

    async def start_offsets(*_where: Any) -> dict[int, int]:
        return {0: 0}

    monkeypatch.setattr(adopt, "read_all", read_all)
    monkeypatch.setattr(adopt, "start_offsets", start_offsets)
    hands: Any = SimpleNamespace(
        database=lambda _service: backup,
        eyes=SimpleNamespace(kafka_address=lambda: "k:1"),
        targets=SimpleNamespace(read=SimpleNamespace(namespace="twyst")),
    )
    run: Any = SimpleNamespace(run_id="r", actor="ada")
    item = Item("partition 0", "", {"partition": 0, "end": 92, "orders": {foreign: "owner", ours: "owner"}})
    with pytest.raises(Failed, match=rf"1 of 2 orders were not adopted: {foreign}: 0/90 is no event"):
        await adopt._adopt_partition(hands, item, run)
    assert {(each.key or b"").decode() for each in await topic_of(backup)} == {ours}


async def test_planning_leaves_foreign_records_out() -> None:
    async def rows(*_sql: Any) -> list[Any]:
        return []

    async def records(topic: str) -> AsyncIterator[Seen]:
        for offset, value in enumerate((b'{"seq":"x"}', b"[]", b"\xff", None, b'{"seq":2}')):
            yield Seen(topic, Record(topic, 0, offset, b"o" if value == b'{"seq":2}' else b"p", value))

    eyes: Any = SimpleNamespace(rows=rows, records=records)
    (item,) = (await adopt.plan(eyes)).items
    assert item.data == {"partition": 0, "end": 5, "orders": {"o": None}}
