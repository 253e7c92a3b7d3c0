"""Orders as the order service tells them, and the service's parts wired to a real or an in-memory database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import prometheus_client
import pytest

from twyst.contracts import topics
from twyst.fulfillment.adapters import heartbeat
from twyst.fulfillment.adapters.boards import PostgresBoards
from twyst.fulfillment.adapters.desk import PostgresTransactions, PostgresVenueTransactions
from twyst.fulfillment.adapters.migrate import upgrade
from twyst.fulfillment.application.follow_orders import FollowOrders
from twyst.fulfillment.application.intake import Intake
from twyst.fulfillment.application.ports import SILENCE
from twyst.fulfillment.application.record_venues import RecordVenues
from twyst.fulfillment.entrypoints.consumers import handler
from twyst.fulfillment.entrypoints.records import read_order_event, read_venue
from twyst.mailbox.breaker import Breaker
from twyst.mailbox.database import Database, execute, fetch_value
from twyst.messaging.headers import CloudEvent, decode_text, encode
from twyst.messaging.records import Record
from twyst.testing.stack import register_service_migrations

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
QUOTE_SECONDS = 480
_STATES = {
    "created": "CREATED",
    "payment_pending": "PAYMENT_PENDING",
    "payment_succeeded": "PAYMENT_SUCCEEDED",
    "fulfilling": "FULFILLING",
    "completed": "COMPLETED",
    "canceled": "CANCELED",
}


@pytest.fixture(scope="session", autouse=True)
def _migrations():
    register_service_migrations("fulfillment", upgrade)


def _line(number: int, **changes) -> dict:
    line = {
        "line_id": f"line-{number}",
        "item_id": "00000000-0000-4000-8000-00000000000a",
        "name": "Pad Thai",
        "quantity": 2,
        "unit_amount_minor": 1000,
        "amount_minor": 2000,
        "modifiers": [{"modifier_id": "hot", "name": "Extra hot", "amount_minor": 0}],
        "allergens": ["nuts", "fish"],
        "note": "no coriander",
        "station": "wok",
    }
    return {**line, **changes}


@dataclass
class ToldOrder:
    """An order, event by event; each method answers the record of one more event."""

    venue_id: UUID
    order_id: UUID = field(default_factory=uuid4)
    lines: list[dict] = field(default_factory=lambda: [_line(1), _line(2, name="Tea", allergens=[])])
    paid_at: datetime = NOON
    seq: int = 0
    version: int = 0
    state: str = "CREATED"
    refunded_minor: int = 0
    kitchen_seen: bool = False
    reason: str | None = None
    diner_note: str | None = "birthday"

    def tell(self, kind: str, **changes) -> Record:
        self.seq += 1
        if kind in _STATES:
            self.state = _STATES[kind]
            self.version += 1
        if kind == "canceled":
            self.reason = "the kitchen is closed"
        if kind == "kitchen_seen":
            self.kitchen_seen = True
        body = msgspec.json.encode({**self._body(kind), **changes})
        event = CloudEvent(f"{self.order_id}:{self.seq}", f"twyst.order.{kind}", "twyst/order", NOON)
        return Record(
            topics.ORDERS_EVENTS.name,
            0,
            self.seq,
            str(self.order_id).encode(),
            body,
            decode_text(encode(event)),
        )

    def until(self, kind: str) -> list[Record]:
        """Everything up to and including that lifecycle event."""
        paths = {
            "payment_pending": ["created", "payment_pending"],
            "payment_succeeded": ["created", "payment_pending", "payment_succeeded"],
            "fulfilling": ["created", "payment_pending", "payment_succeeded", "fulfilling"],
            "completed": ["created", "payment_pending", "payment_succeeded", "fulfilling", "completed"],
            "canceled": ["created", "payment_pending", "payment_succeeded", "canceled"],
            "abandoned": ["created", "payment_pending", "canceled"],
        }
        return [self.tell(each) for each in paths[kind]]

    def _body(self, kind: str) -> dict:
        at = self.paid_at + timedelta(seconds=self.seq)
        paid = self.state in {"PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED"}
        payment = {
            "payment_intent": "pi_1",
            "own": True,
            "seen": True,
            "verified": paid,
            "mismatched": False,
            "canceled": False,
            "amount_received_minor": 4000 if paid else 0,
            "charge_refunded_minor": self.refunded_minor,
            "money": "kept" if paid else "none",
            "refunded_minor": self.refunded_minor,
            "moving_minor": 0,
            "rest_minor": 4000 - self.refunded_minor,
        }
        return {
            "order_id": str(self.order_id),
            "state": self.state,
            "version": self.version,
            "seq": self.seq,
            "type": f"twyst.order.{kind}",
            "occurred_at": at.isoformat(),
            "reason": self.reason,
            "environment": "test",
            "livemode": False,
            "venue_id": str(self.venue_id),
            "table_id": "00000000-0000-4000-8000-000000000007",
            "table_label": "7",
            "order_number": "A42",
            "created_at": self.paid_at.isoformat(),
            "currency": "eur",
            "lines": self.lines,
            "items_minor": 4000,
            "tip_minor": 0,
            "total_minor": 4000,
            "application_fee_minor": None,
            "destination": "acct_1",
            "diner_note": self.diner_note,
            "payment_intent": "pi_1",
            "attempt": None,
            "payments": [payment],
            "refunds": [],
            "refund_intents": [],
            "disputes": [],
            "holds": [],
            "kitchen_seen": self.kitchen_seen,
        }


@pytest.fixture(scope="session")
def tell_order() -> type[ToldOrder]:
    """`tell_order(venue_id).until("fulfilling")` answers the records of an order's events."""
    return ToldOrder


@pytest.fixture(scope="session")
def order_line() -> Callable[..., dict]:
    """A line of an order as its events carry it: `order_line(number, **changes)`."""
    return _line


@pytest.fixture(scope="session")
def tell_venue() -> Callable[..., Record]:
    """`tell_venue(venue_id, revision=1, **changes)` answers the record of a venue."""

    def tell(venue_id: UUID, revision: int = 1, **changes) -> Record:
        body = {
            "venue_id": str(venue_id),
            "revision": revision,
            "name": "Chez Twyst",
            "currency": "eur",
            "country": "FR",
            "timezone": "Europe/Paris",
            "account_id": "acct_1",
            "can_be_paid": True,
            "paused": False,
            "fee_basis_points": 100,
            "fee_fixed_minor": 0,
            "contact": "manager",
            "tables": [],
            **changes,
        }
        event = CloudEvent(f"venue:{venue_id}:{revision}", "twyst.venue.changed", "twyst/order", NOON)
        return Record(
            topics.VENUES.name,
            0,
            revision,
            str(venue_id).encode(),
            msgspec.json.encode(body),
            decode_text(encode(event)),
        )

    return tell


class Kitchen:
    """The service on a real database, without Kafka and HTTP: records in, boards out."""

    def __init__(self, worker: Database, api: Database) -> None:
        self.worker, self.api = worker, api
        self.transactions = PostgresTransactions(worker)
        self.venue_transactions = PostgresVenueTransactions(api)
        self.boards = PostgresBoards(api)
        self.registry = prometheus_client.CollectorRegistry()
        self._outcomes = prometheus_client.Counter(
            "records", "By outcome.", ("consumer", "outcome"), registry=self.registry
        )
        self.restart()

    def restart(self) -> None:
        orders = Intake(self.transactions, FollowOrders(QUOTE_SECONDS), Breaker())
        venues = Intake(self.transactions, RecordVenues(), Breaker())
        self.take_orders = handler("fulfillment.orders", read_order_event, orders, self._outcomes)
        self.take_venues = handler("fulfillment.venues", read_venue, venues, self._outcomes)

    def count(self, outcome: str, consumer: str = "fulfillment.orders") -> float:
        labels = {"consumer": consumer, "outcome": outcome}
        return self.registry.get_sample_value("records_total", labels) or 0.0

    async def board(self, venue_id: UUID):
        # The orders of the tests were paid long ago, so that "recent" has to reach far.
        return await self.boards.read(venue_id, recent=timedelta(days=36500))

    async def feed(self, venue_id: UUID, after: int = 0) -> list:
        return [
            (entry.kind, msgspec.json.decode(entry.body))
            for entry in (await self.boards.feed(venue_id, after, 10_000)).entries
        ]

    async def waiting_backend(self) -> int | None:
        """The process id of a backend of the worker that waits for a lock."""
        async with self.worker.transaction() as tx:
            return await fetch_value(
                tx,
                "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                "AND datname = current_database() AND usename = current_user",
            )


async def say_followed(worker: Database) -> None:
    """Orders are followed for the length of any test, though no worker runs."""
    await heartbeat.beat(worker, heartbeat.ORDERS, SILENCE)
    async with worker.transaction() as tx:
        await execute(tx, "UPDATE heartbeats SET beat_at = beat_at + interval '1 day' WHERE name = 'orders'")


@pytest.fixture(scope="session")
async def kitchen(database):
    """One kitchen for all tests; each works in venues of its own."""
    dsns = await database("fulfillment")
    worker = Database(dsns.worker, pool_size=4, application_name="tests-worker")
    api = Database(dsns.api, pool_size=4, application_name="tests-api")
    await say_followed(worker)
    yield Kitchen(worker, api)
    await worker.close()
    await api.close()


@pytest.fixture
async def kitchen_of(fresh_database):
    """Makes kitchens for one test, for what concerns all venues."""
    async with AsyncExitStack() as closing:

        async def make() -> Kitchen:
            dsns = await fresh_database("fulfillment")
            worker = Database(dsns.worker, pool_size=4, application_name="tests-worker")
            api = Database(dsns.api, pool_size=4, application_name="tests-api")
            closing.push_async_callback(worker.close)
            closing.push_async_callback(api.close)
            await say_followed(worker)
            return Kitchen(worker, api)

        yield make


@pytest.fixture
async def fresh_kitchen(kitchen_of):
    return await kitchen_of()


@pytest.fixture
def venue_id() -> UUID:
    return uuid4()
