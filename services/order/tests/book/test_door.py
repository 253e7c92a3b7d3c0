"""The one door on real PostgreSQL: order of delivery, duplicates, waiting events, roles."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import jsonschema
import msgspec
import pytest

from twyst.mailbox.database import Database, execute, fetch
from twyst.mailbox.rls import audit_rls
from twyst.messaging.records import Record
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.migrate import differences
from twyst.order.adapters.records import STRIPE, UNROUTED, read_stripe, read_unrouted
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.take_deliveries import TakeDeliveries
from twyst.order.domain.inputs import RefundOrder, Start

pytestmark = pytest.mark.integration
VENUE = str(uuid4())
CONTRACTS = Path(__file__).parents[4] / "contracts"


async def test_every_order_of_delivery_ends_alike(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    take = TakeDeliveries(transactions, book.now, STRIPE)
    orders = []
    records: list[Record] = []
    for arrangement in itertools.permutations(range(4)):
        agreed = book.terms()
        await book.place(transactions, agreed)
        orders.append(agreed.order_id)
        said = book.history(agreed)
        records += [said[place_] for place_ in arrangement] + random.Random(1).sample(said, 2)
    for start in range(0, len(records), 7):  # batches that split orders anywhere
        await take([read_stripe(each) for each in records[start : start + 7]])
    expected = [("CREATED", 1), ("PAYMENT_PENDING", 2), ("PAYMENT_SUCCEEDED", 3)]
    for order_id in orders:
        assert await book.lifecycle(database_of_worker, order_id) == expected
        row = await book.stored(database_of_worker, order_id)
        assert (row["state"], row["version"]) == ("PAYMENT_SUCCEEDED", 3)
        assert row["input_seq"] == 6  # create, attach and each event once


async def test_derived_events_are_contiguous_and_carry_their_own_step(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = book.terms()
    await book.place(transactions, agreed)
    await TakeDeliveries(transactions, book.now, STRIPE)(
        [read_stripe(each) for each in reversed(book.history(agreed))]
    )
    async with database_of_worker.transaction() as connection:
        rows = await fetch(
            connection, "SELECT ce_id, ce_type, body FROM outbox WHERE key = $1 ORDER BY id", agreed.order_id
        )
    bodies = [msgspec.json.decode(row["body"]) for row in rows]
    assert [row["ce_id"] for row in rows] == [
        f"{agreed.order_id}:{number}" for number in range(1, len(rows) + 1)
    ]
    assert [(body["state"], body["version"]) for body in bodies] == [
        ("CREATED", 1), ("PAYMENT_PENDING", 2), ("PAYMENT_SUCCEEDED", 3),
    ]  # fmt: skip
    assert bodies[-1]["payments"][0]["money"] == "kept"
    schema = msgspec.json.decode((CONTRACTS / "messages" / "order-event.v1.json").read_bytes())
    for body in bodies:
        jsonschema.Draft202012Validator(schema).validate(body)


async def test_an_event_without_a_name_waits_for_its_order(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = book.terms()
    refund = {
        "object": "refund", "id": "re_" + agreed.order_id[:8], "payment_intent": book.pi_of(agreed), "charge": None,
        "amount": 1000, "currency": "eur", "status": "succeeded", "failure_reason": None,
    }  # fmt: skip
    early = book.record(agreed, "refund", refund, "refund.created", routed=False)
    taken = await TakeDeliveries(transactions, book.now, UNROUTED)([read_unrouted(early)])
    assert taken.unrouted == 1
    await book.place(transactions, agreed)  # the attach learns the PaymentIntent, and with it what waited
    row = await book.stored(database_of_worker, agreed.order_id)
    assert row["standing"]["facts"]["refunds"][0][0] == "re_" + agreed.order_id[:8]
    again = await TakeDeliveries(transactions, book.now, UNROUTED)([read_unrouted(early)])
    assert again.duplicates == 1


async def test_a_venue_that_is_not_the_orders_is_rejected(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = book.terms()
    await book.place(transactions, agreed)
    foreign = book.record(
        replace(agreed, venue_id=str(uuid4())),
        "succeeded",
        book.intent(agreed, "succeeded"),
        "payment_intent.succeeded",
    )
    taken = await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(foreign)])
    assert taken.misfit == 1
    row = await book.stored(database_of_worker, agreed.order_id)
    assert row["state"] == "CREATED"
    async with database_of_worker.transaction() as connection:
        journal = await fetch(
            connection,
            "SELECT decision, because FROM journal WHERE order_id = $1 ORDER BY input_seq DESC",
            agreed.order_id,
        )
    assert (journal[0]["decision"], journal[0]["because"]) == ("rejected", "the event names another venue")


async def test_an_event_of_an_unknown_order_is_kept(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = book.terms()
    taken = await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(book.history(agreed)[2])])
    assert taken.unrouted == 1
    async with database_of_worker.transaction() as connection:
        rows = await fetch(
            connection,
            "SELECT because, named_order_id::text FROM unrouted WHERE named_order_id = $1",
            agreed.order_id,
        )
    assert [tuple(row) for row in rows] == [("unknown order", agreed.order_id)]


async def test_refund_intents_become_calls_and_a_retry_is_told_from_another_request(
    book: Any, transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = book.terms()
    await book.place(transactions, agreed)
    await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(each) for each in book.history(agreed)])
    refund = RefundOrder("cmd:1", "ref_1", "cold", amount_minor=400)
    async with transactions.begin() as desk:
        first, again, other = await apply_inputs(
            desk,
            [
                arrival_of(agreed.order_id, each, actor="staff")
                for each in (refund, refund, replace(refund, amount_minor=500))
            ],
            book.now(),
        )
    assert (first.duplicate, again.duplicate, again.conflicting, other.conflicting) == (
        False,
        True,
        False,
        True,
    )
    async with database_of_worker.transaction() as connection:
        calls = await fetch(
            connection,
            "SELECT stripe_key, parameters FROM calls WHERE order_id = $1 AND kind = 'refund'",
            agreed.order_id,
        )
    assert [row["stripe_key"] for row in calls] == ["refund:ref_1"]
    assert calls[0]["parameters"]["reverse_transfer"] is True
    assert calls[0]["parameters"]["refund_application_fee"] is True
    assert calls[0]["parameters"]["amount"] == 400


async def test_the_schema_is_what_the_code_says_and_every_venues_table_is_protected(
    book: Any, database: Callable[..., Any], database_of_worker: Database
) -> None:
    service = await database("order")
    assert await differences(service.migrator) == []
    async with database_of_worker.transaction() as connection:
        assert await audit_rls(connection) == []


async def test_the_api_role_sees_one_venue(
    book: Any, database: Callable[..., Any], transactions: PostgresTransactions
) -> None:
    service = await database("order")
    mine, other = book.terms(), book.terms(str(uuid4()))
    await book.place(transactions, mine)
    await book.place(transactions, other)
    api = Database(service.api, pool_size=2, application_name="test")
    try:
        in_scope = PostgresTransactions(api)
        async with in_scope.begin(mine.venue_id) as desk:
            assert set(await desk.lock([mine.order_id, other.order_id])) == {mine.order_id}
            arrival = arrival_of(other.order_id, Start("cmd:x"), actor="staff")
            (answer,) = await apply_inputs(desk, [arrival], book.now())
            assert answer.order is None
        async with in_scope.begin() as desk:
            assert not await desk.lock([mine.order_id])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with api.transaction() as connection:
                await execute(connection, "DELETE FROM journal")
    finally:
        await api.close()
