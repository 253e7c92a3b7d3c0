"""Record what `docs/webhook-sequencing-example.md` shows: one order's webhooks, out of order, through production code.

Stripe's recorded bodies are signed and posted to the gateway's own app; what it publishes is read and applied by the
order service's own handlers, in a real PostgreSQL. Only the broker between the two is a list, so that the order of
arrival is the story's. Ids and times are the story's too, and so a second recording is the same text.

`python tests/docs/record_sequencing.py` writes the page's blocks anew.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
from pydantic import SecretStr

from twyst.contracts import topics
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.mailbox.database import Database, fetch
from twyst.messaging.producer import Position, ProducerCounters
from twyst.messaging.records import Record
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.migrate import upgrade
from twyst.order.adapters.records import KITCHEN, READERS, STRIPE, UNROUTED
from twyst.order.application.calls import create_call
from twyst.order.application.fold import create
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.ports import Batch, PaymentReading
from twyst.order.application.take_deliveries import TakeDeliveries
from twyst.order.domain.order import Line, Terms
from twyst.testing.backend import choose_backend
from twyst.testing.run import TestRun
from twyst.testing.stripe_events import sign_stripe_event
from twyst.webhook_gateway.main import build_app
from twyst.webhook_gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "webhook-sequencing-example.md"
BODIES = ROOT / "services" / "webhook-gateway" / "tests" / "bodies"
BLOCK = re.compile(r"(<!-- recorded:(?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

ORDER_ID, VENUE_ID, TABLE_ID = (
    "0198a6f2-7c31-7d54-9b1e-2f60c3a4d581",
    "0198a6f0-1111-7aaa-8bbb-0c0c0c0c0c01",
    "0198a6f0-2222-7aaa-8bbb-0c0c0c0c0c02",
)  # as the recorded bodies name them
PAYMENT_INTENT = "pi_3TwAa1LkdIwHu7ix0S1m5Dn2"
SECRET = "whsec_documentation"
PLACED_AT = datetime(2026, 10, 26, 7, 33, 20, tzinfo=UTC)
TERMS = Terms(
    order_id=ORDER_ID, venue_id=VENUE_ID, table_id=TABLE_ID, table_label="7", order_number="A1",
    environment="local", livemode=False, created_at="2026-10-26T07:33:20.000000Z", currency="eur",
    lines=(Line("1", str(TABLE_ID), "Ossobuco", 1, 2590, 2590),), items_minor=2590, tip_minor=0, total_minor=2590,
    application_fee_minor=155, destination="acct_1TwystVenueOsteria", hold_owner="the venue",
)  # fmt: skip
GROUPS = {
    topics.STRIPE_ORDER_EVENTS.name: STRIPE,
    topics.STRIPE_UNROUTED.name: UNROUTED,
    topics.FULFILLMENT_EVENTS.name: KITCHEN,
}
BECAME = {"duplicates": "a duplicate: no row"}
SEEN = "the kitchen saw the ticket"
AS_MADE = (
    "payment_intent_created",
    "payment_intent_declined",
    "charge_succeeded",
    "payment_intent_succeeded",
    SEEN,
    "refund_from_dashboard",
    "charge_refunded",
)
AS_ARRIVED = (
    "payment_intent_succeeded",
    "payment_intent_succeeded",
    "payment_intent_created",
    "payment_intent_declined",
    "charge_succeeded",
    SEEN,
    "refund_from_dashboard",
    "charge_refunded",
    "refund_from_dashboard",
)


@dataclass
class Shelf:
    """Where the gateway's producer would be: keeps what it is given, in order."""

    records: list[Record] = field(default_factory=list)
    connected: bool = True

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def counters(self) -> ProducerCounters:
        return ProducerCounters()

    async def send(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]] = ()
    ) -> Position:
        given = {name: text.decode() for name, text in headers}
        self.records.append(Record(topic, 0, len(self.records), key, value, given))
        return Position(topic, 0, len(self.records) - 1)


class AnsweringStripe:
    """Stripe, as far as placing the order asks it."""

    async def create_payment_intent(self, _parameters: Any, _key: str) -> PaymentReading:
        return PaymentReading(PAYMENT_INTENT, "requires_payment_method", None, (), True, True)


def body(name: str) -> bytes:
    """A recorded body; here the Dashboard's refund is of the whole amount, and before the charge's news of it."""
    event = json.loads((BODIES / f"{name}.json").read_text())
    if name == "refund_from_dashboard":
        event["data"]["object"].update(amount=2590, status="succeeded")
        event["created"] = 1793000900
    return json.dumps(event).encode()


def seen_record() -> Record:
    """What fulfillment tells about the ticket."""
    value = FulfillmentEvent(
        event_id=f"seen:{ORDER_ID}",
        type="twyst.fulfillment.ticket_seen",
        order_id=ORDER_ID,
        venue_id=VENUE_ID,
        occurred_at="2026-10-26T07:35:00.000000Z",
        actor="kitchen",
    )
    return Record(topics.FULFILLMENT_EVENTS.name, 0, 0, ORDER_ID.encode(), msgspec.json.encode(value))


async def published(names: Sequence[str]) -> list[Record]:
    """The records that the gateway makes of the deliveries, in their order."""
    shelf = Shelf()
    settings = GatewaySettings(
        environment="local", kafka_bootstrap="unused:1", webhook_secrets_platform=(SecretStr(SECRET),)
    )
    transport = httpx.ASGITransport(app=build_app(settings, shelf, now=PLACED_AT.timestamp))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
        for name in names:
            if name == SEEN:
                shelf.records.append(seen_record())
                continue
            signed = sign_stripe_event(body(name), SECRET, int(PLACED_AT.timestamp()))
            answer = await client.post(
                "/webhooks/stripe/platform", content=signed.body, headers=signed.headers
            )
            answer.raise_for_status()
    return shelf.records


@dataclass(frozen=True)
class Recording:
    """Deliveries with what became of each, and the journal with the derived events of each row."""

    deliveries: list[tuple[Record, str]]
    journal: list[Any]

    def ending(self) -> tuple[object, ...]:
        """What no delivery order may change: state, version and the path through the states."""
        steps = [each["ce_type"] for row in self.journal for each in row["events"] if each["is_step"]]
        return self.journal[-1]["state"], self.journal[-1]["version"], *steps


async def play(database: Database, names: Sequence[str]) -> Recording:
    """Place the order, then hand every record to the handler of its consumer group."""
    seconds = itertools.count()

    def clock() -> datetime:
        return PLACED_AT + timedelta(seconds=next(seconds))

    transactions = PostgresTransactions(database)
    async with transactions.begin() as desk:
        at = clock()
        creation = create(TERMS, codec.encode_terms(TERMS), actor="diner", recorded_at=at, traceparent=None)
        await desk.write(Batch(creations=[creation], calls=[create_call(TERMS, due_at=at)]))
    await MakeCalls(transactions, AnsweringStripe(), clock).run_due()
    deliveries = []
    for record in await published(names):
        group = GROUPS[record.topic]
        taken = await TakeDeliveries(transactions, clock, group)([READERS[group](record)])
        (became,) = [name for name in taken.__dataclass_fields__ if getattr(taken, name)]
        deliveries.append((record, BECAME.get(became, became)))
    return Recording(deliveries, await journal_of(database))


_JOURNAL = """
SELECT j.input_seq, j.input_id, j.decision, j.because, t.to_state AS state, t.version,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
                   'seq', (o.body::jsonb)->'seq', 'ce_type', o.ce_type,
                   'is_step', o.ce_type = 'twyst.order.' || lower((o.body::jsonb)->>'state')) ORDER BY o.id)
                 FROM outbox o WHERE o.key = j.order_id::text AND o.ce_time = j.recorded_at), '[]')::text AS events
FROM journal j
CROSS JOIN LATERAL (SELECT to_state, version FROM transitions t WHERE t.order_id = j.order_id
                    AND t.input_seq <= j.input_seq ORDER BY version DESC LIMIT 1) t
WHERE j.order_id = $1 ORDER BY j.input_seq
"""


async def journal_of(database: Database) -> list[Any]:
    """The order's journal; derived events are found by the time that they share with their row."""
    async with database.transaction() as connection:
        rows = await fetch(connection, _JOURNAL, ORDER_ID)
    return [{**row, "events": json.loads(row["events"])} for row in rows]


def type_of(record: Record) -> str:
    """The event's type, and for the kitchen's, which has no Stripe type, that of its message."""
    value = json.loads(record.value or b"{}")
    return str(value["type"])


def arrivals_table(recording: Recording) -> str:
    lines = ["| arrival | type | made by Stripe at | topic | key | became |", "|---|---|---|---|---|---|"]
    for number, (record, became) in enumerate(recording.deliveries, start=1):
        value = json.loads(record.value or b"{}")
        made = f"{value['created'] - 1793000000} s" if "created" in value else ""
        key = "the order's id" if record.key == ORDER_ID.encode() else "the PaymentIntent's id"
        lines.append(f"| {number} | `{value['type']}` | {made} | `{record.topic}` | {key} | {became} |")
    return "\n".join(lines)


def journal_table(recording: Recording) -> str:
    types = {
        json.loads(record.value or b"{}").get("id"): type_of(record) for record, _ in recording.deliveries
    }
    lines = [
        "| input_seq | input | decision | because | state after | version | derived events (seq) |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in recording.journal:
        given = types.get(row["input_id"]) or row["input_id"].replace(PAYMENT_INTENT, "pi_…").replace(
            ORDER_ID, "…"
        )
        events = ", ".join(
            f"`{each['ce_type'].removeprefix('twyst.order.')}` ({each['seq']})" for each in row["events"]
        )
        lines.append(
            f"| {row['input_seq']} | `{given}` | {row['decision']} | {row['because']} "
            f"| {row['state']} | {row['version']} | {events or 'none'} |"
        )
    return "\n".join(lines)


async def record(arrived: Database, made: Database) -> dict[str, str]:
    """The page's blocks by name; each order of delivery has a database of its own."""
    as_arrived, as_made = await play(arrived, AS_ARRIVED), await play(made, AS_MADE)
    assert as_arrived.ending() == as_made.ending(), "the delivery order showed in the result"
    return {
        "arrivals": arrivals_table(as_arrived),
        "journal": journal_table(as_arrived),
        "journal-as-made": journal_table(as_made),
    }


def filled(text: str, blocks: dict[str, str]) -> str:
    """The page with its recorded blocks."""
    return BLOCK.sub(lambda found: f"{found.group(1)}{blocks[found.group('name')]}\n{found.group(3)}", text)


async def record_on_scratch_databases(run: TestRun) -> dict[str, str]:
    opened = []
    try:
        for _ in range(2):
            service = await run.clone("order", upgrade, f"t{run.token}_order_{secrets.token_hex(3)}")
            opened.append(Database(service.worker, pool_size=2, application_name="record-sequencing"))
        return await record(*opened)
    finally:
        for database in opened:
            await database.close()


def main() -> int:
    run = TestRun.begin(choose_backend())
    try:
        blocks = asyncio.run(record_on_scratch_databases(run))
    finally:
        run.end()
    PAGE.write_text(filled(PAGE.read_text(), blocks))
    return 0


if __name__ == "__main__":
    sys.exit(main())
