"""The one door on real PostgreSQL: order of delivery, duplicates, waiting events, parking, redrive, roles."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import msgspec
import pytest

from twyst.mailbox.database import Database, execute, fetch
from twyst.mailbox.rls import audit_rls
from twyst.messaging.records import Record
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.migrate import differences
from twyst.order.adapters.records import STRIPE, UNROUTED, read_parked, read_stripe, read_unrouted
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.calls import create_call
from twyst.order.application.fold import create
from twyst.order.application.ports import Batch
from twyst.order.application.redrive import redrive
from twyst.order.application.take_deliveries import TakeDeliveries, TooManyFailures
from twyst.order.domain.inputs import Attach, RefundOrder, Start
from twyst.order.domain.order import Line, Terms

pytestmark = pytest.mark.integration
VENUE = str(uuid4())


def now() -> datetime:
    return datetime.now(UTC)


def terms(venue_id: str = VENUE) -> Terms:
    return Terms(
        order_id=str(uuid4()), venue_id=venue_id, table_id=str(uuid4()), table_label="7", order_number="A1",
        environment="test", livemode=False, created_at="2026-01-01T12:00:00.000000Z", currency="eur",
        lines=(Line("1", str(uuid4()), "Soup", 1, 1000, 1000),), items_minor=1000, tip_minor=0, total_minor=1000,
        application_fee_minor=50, destination="acct_venue", hold_owner="owner",
    )  # fmt: skip


@pytest.fixture(scope="module")
async def database_of_worker(database: Callable[..., Any]) -> AsyncIterator[Database]:
    service = await database("order")
    opened = Database(service.worker, pool_size=4, application_name="test")
    yield opened
    await opened.close()


@pytest.fixture(scope="module")
def transactions(database_of_worker: Database) -> PostgresTransactions:
    return PostgresTransactions(database_of_worker)


async def place(transactions: PostgresTransactions, agreed: Terms, *, attach: bool = True) -> str:
    async with transactions.begin() as desk:
        creation = create(
            agreed, codec.encode_terms(agreed), actor="diner", recorded_at=now(), traceparent=None
        )
        call = create_call(agreed, due_at=now() + timedelta(hours=1))
        await desk.write(Batch(creations=[creation], calls=[call]))
        if attach:
            own = pi_of(agreed)
            await apply_inputs(
                desk, [arrival_of(agreed.order_id, Attach(f"attach:{own}", own), actor="stripe")], now()
            )
    return agreed.order_id


def pi_of(agreed: Terms) -> str:
    return f"pi_{agreed.order_id[:8]}"


_offsets = itertools.count()


def record(agreed: Terms, name: str, thing: dict[str, Any], type_: str, *, routed: bool = True) -> Record:
    metadata = (
        {"order_id": agreed.order_id, "venue_id": agreed.venue_id, "twyst_env": "test"} if routed else {}
    )
    event = {
        "id": f"evt_{agreed.order_id[:8]}_{name}", "type": type_, "account": None, "livemode": False, "created": 1,
        "api_version": None, "body_sha256": "0" * 64, "metadata": metadata, "object": thing,
    }  # fmt: skip
    key = agreed.order_id if routed else "pi"
    return Record("t", 0, next(_offsets), key.encode(), msgspec.json.encode(event), {})


def intent(agreed: Terms, status: str) -> dict[str, Any]:
    return {
        "object": "payment_intent", "id": pi_of(agreed), "amount": 1000, "currency": "eur", "status": status,
        "amount_received": 1000 if status == "succeeded" else 0, "destination": "acct_venue",
        "application_fee_amount": 50, "latest_charge": "ch_" + agreed.order_id[:8], "cancellation_reason": None,
        "last_error_code": None, "last_decline_code": None,
    }  # fmt: skip


def history(agreed: Terms) -> list[Record]:
    charge = {
        "object": "charge", "id": "ch_" + agreed.order_id[:8], "payment_intent": pi_of(agreed), "amount": 1000,
        "amount_refunded": 0, "currency": "eur", "status": "succeeded",
    }  # fmt: skip
    return [
        record(agreed, "created", intent(agreed, "requires_payment_method"), "payment_intent.created"),
        record(agreed, "failed", intent(agreed, "requires_payment_method"), "payment_intent.payment_failed"),
        record(agreed, "succeeded", intent(agreed, "succeeded"), "payment_intent.succeeded"),
        record(agreed, "charged", charge, "charge.succeeded"),
    ]


async def stored(database: Database, order_id: str) -> asyncpg.Record:
    async with database.transaction() as connection:
        rows = await fetch(connection, "SELECT * FROM orders WHERE order_id = $1", order_id)
        return rows[0]


async def lifecycle(database: Database, order_id: str) -> list[tuple[str, int]]:
    sql = "SELECT to_state, version FROM transitions WHERE order_id = $1 ORDER BY version"
    async with database.transaction() as connection:
        return [(row["to_state"], row["version"]) for row in await fetch(connection, sql, order_id)]


async def test_every_order_of_delivery_ends_alike(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    take = TakeDeliveries(transactions, now, STRIPE)
    orders = []
    records: list[Record] = []
    for arrangement in itertools.permutations(range(4)):
        agreed = terms()
        await place(transactions, agreed)
        orders.append(agreed.order_id)
        said = history(agreed)
        records += [said[place_] for place_ in arrangement] + random.Random(1).sample(said, 2)
    for start in range(0, len(records), 7):  # batches that split orders anywhere
        await take([read_stripe(each) for each in records[start : start + 7]])
    expected = [("CREATED", 1), ("PAYMENT_PENDING", 2), ("PAYMENT_SUCCEEDED", 3)]
    for order_id in orders:
        assert await lifecycle(database_of_worker, order_id) == expected
        row = await stored(database_of_worker, order_id)
        assert (row["state"], row["version"]) == ("PAYMENT_SUCCEEDED", 3)
        assert row["input_seq"] == 6  # create, attach and each event once


async def test_derived_events_are_contiguous_and_carry_their_own_step(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = terms()
    await place(transactions, agreed)
    await TakeDeliveries(transactions, now, STRIPE)([read_stripe(each) for each in reversed(history(agreed))])
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


async def test_an_event_without_a_name_waits_for_its_order(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = terms()
    refund = {
        "object": "refund", "id": "re_" + agreed.order_id[:8], "payment_intent": pi_of(agreed), "charge": None,
        "amount": 1000, "currency": "eur", "status": "succeeded", "failure_reason": None,
    }  # fmt: skip
    early = record(agreed, "refund", refund, "refund.created", routed=False)
    taken = await TakeDeliveries(transactions, now, UNROUTED)([read_unrouted(early)])
    assert taken.unrouted == 1
    await place(transactions, agreed)  # the attach learns the PaymentIntent, and with it what waited
    row = await stored(database_of_worker, agreed.order_id)
    assert row["standing"]["facts"]["refunds"][0][0] == "re_" + agreed.order_id[:8]
    again = await TakeDeliveries(transactions, now, UNROUTED)([read_unrouted(early)])
    assert again.duplicates == 1


async def test_a_venue_that_is_not_the_orders_is_rejected(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = terms()
    await place(transactions, agreed)
    foreign = record(
        replace(agreed, venue_id=str(uuid4())),
        "succeeded",
        intent(agreed, "succeeded"),
        "payment_intent.succeeded",
    )
    taken = await TakeDeliveries(transactions, now, STRIPE)([read_stripe(foreign)])
    assert taken.rejected == 1
    row = await stored(database_of_worker, agreed.order_id)
    assert row["state"] == "CREATED"
    async with database_of_worker.transaction() as connection:
        journal = await fetch(
            connection,
            "SELECT decision, because FROM journal WHERE order_id = $1 ORDER BY input_seq DESC",
            agreed.order_id,
        )
    assert (journal[0]["decision"], journal[0]["because"]) == ("rejected", "the event names another venue")


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

                async def fail_for_some(batch: Batch) -> None:
                    if broken & set(batch.orders):
                        raise ZeroDivisionError("a bug")
                    await write(batch)

                desk.write = fail_for_some  # type: ignore[method-assign]
                return desk

            async def __aexit__(self, *error: object) -> Any:
                return await opened.__aexit__(*error)

        return Breaking()


async def test_a_poison_order_parks_alone_and_is_redriven_in_order(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    poison, neighbours = terms(), [terms() for _ in range(6)]
    for agreed in (poison, *neighbours):
        await place(transactions, agreed)
    records = [each for agreed in (poison, *neighbours) for each in history(agreed)]
    random.Random(4).shuffle(records)
    breaking = _Broken(database_of_worker, {poison.order_id})
    taken = await TakeDeliveries(breaking, now, STRIPE)([read_stripe(each) for each in records[:20]])
    assert taken.parked > 0
    rest = await TakeDeliveries(transactions, now, STRIPE)([read_stripe(each) for each in records[20:]])
    assert taken.parked + rest.queued == 4  # what came later queued behind, although it would not have failed
    for agreed in neighbours:
        assert (await stored(database_of_worker, agreed.order_id))["state"] == "PAYMENT_SUCCEEDED"
    assert (await stored(database_of_worker, poison.order_id))["state"] == "CREATED"
    applied = await redrive(transactions, now, read_parked, poison.order_id, by="ops")
    assert len(applied) == 4
    assert (await stored(database_of_worker, poison.order_id))["state"] == "PAYMENT_SUCCEEDED"
    assert not await redrive(transactions, now, read_parked, poison.order_id, by="ops")


async def test_a_bad_release_stops_before_it_parks_everything(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    orders = [terms() for _ in range(6)]
    for agreed in orders:
        await place(transactions, agreed)
    breaking = _Broken(database_of_worker, {agreed.order_id for agreed in orders})
    records = [read_stripe(history(agreed)[0]) for agreed in orders]
    with pytest.raises(TooManyFailures):
        await TakeDeliveries(breaking, now, STRIPE)(records)
    taken = await TakeDeliveries(transactions, now, STRIPE)(records)
    assert taken.applied == 6


async def test_bytes_that_nobody_can_read_are_parked_whole(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    odd = [
        Record("t", 0, next(_offsets), str(uuid4()).encode(), b"\xff\x00{", {}),
        Record("t", 0, next(_offsets), None, None, {}),
        Record("t", 0, next(_offsets), b"no-uuid", history(terms())[0].value, {}),
        Record("t", 0, next(_offsets), str(uuid4()).encode(), history(terms())[0].value, {}),
    ]
    taken = await TakeDeliveries(transactions, now, STRIPE)([read_stripe(each) for each in odd])
    assert taken.parked == 4
    async with database_of_worker.transaction() as connection:
        rows = await fetch(connection, "SELECT value FROM parked WHERE key IS NULL ORDER BY id DESC LIMIT 4")
    assert [row["value"] for row in reversed(rows)] == [each.value for each in odd]


async def test_an_event_of_an_unknown_order_is_kept(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = terms()
    taken = await TakeDeliveries(transactions, now, STRIPE)([read_stripe(history(agreed)[2])])
    assert taken.unrouted == 1
    async with database_of_worker.transaction() as connection:
        rows = await fetch(
            connection,
            "SELECT because, named_order_id::text FROM unrouted WHERE named_order_id = $1",
            agreed.order_id,
        )
    assert [tuple(row) for row in rows] == [("unknown order", agreed.order_id)]


async def test_refund_intents_become_calls_and_a_retry_is_told_from_another_request(
    transactions: PostgresTransactions, database_of_worker: Database
) -> None:
    agreed = terms()
    await place(transactions, agreed)
    await TakeDeliveries(transactions, now, STRIPE)([read_stripe(each) for each in history(agreed)])
    refund = RefundOrder("cmd:1", "ref_1", "cold", amount_minor=400)
    async with transactions.begin() as desk:
        first, again, other = await apply_inputs(
            desk,
            [
                arrival_of(agreed.order_id, each, actor="staff")
                for each in (refund, refund, replace(refund, amount_minor=500))
            ],
            now(),
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
    database: Callable[..., Any], database_of_worker: Database
) -> None:
    service = await database("order")
    assert await differences(service.migrator) == []
    async with database_of_worker.transaction() as connection:
        assert await audit_rls(connection) == []


async def test_the_api_role_sees_one_venue(
    database: Callable[..., Any], transactions: PostgresTransactions
) -> None:
    service = await database("order")
    mine, other = terms(), terms(str(uuid4()))
    await place(transactions, mine)
    await place(transactions, other)
    api = Database(service.api, pool_size=2, application_name="test")
    try:
        in_scope = PostgresTransactions(api)
        async with in_scope.begin(mine.venue_id) as desk:
            assert set(await desk.lock([mine.order_id, other.order_id])) == {mine.order_id}
            arrival = arrival_of(other.order_id, Start("cmd:x"), actor="staff")
            (answer,) = await apply_inputs(desk, [arrival], now())
            assert answer.order is None
        async with in_scope.begin() as desk:
            assert not await desk.lock([mine.order_id])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with api.transaction() as connection:
                await execute(connection, "DELETE FROM journal")
    finally:
        await api.close()
