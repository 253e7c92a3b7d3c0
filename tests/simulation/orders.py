"""Orders and topic records for tests of the ports: made by production code, as an order's own history would make them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from simulation.platform import ENVIRONMENT
from simulation.stripe_world import Event, PaymentIntent, StripeWorld

from twyst.messaging.records import Record
from twyst.order.adapters.book import codec
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.calls import create_call
from twyst.order.application.fold import create
from twyst.order.application.ports import Batch, CallRequest
from twyst.order.domain.inputs import Attach
from twyst.order.domain.order import Line, Terms
from twyst.webhook_gateway.project import Event as Envelope
from twyst.webhook_gateway.project import encode, project, read_envelope
from twyst.webhook_gateway.route import Endpoint, Rule, address, admit

VENUE_ID = "00000000-0000-0000-0000-0000000000a1"
_offsets = itertools.count()


def new_terms() -> Terms:
    """An order of one soup."""
    return Terms(
        order_id=str(uuid4()), venue_id=VENUE_ID, table_id=str(uuid4()), table_label="7", order_number="A1",
        environment=ENVIRONMENT, livemode=False, created_at="2026-01-02T18:00:00.000000Z", currency="eur",
        lines=(Line("1", str(uuid4()), "Soup", 1, 1000, 1000),), items_minor=1000, tip_minor=0, total_minor=1000,
        application_fee_minor=50, destination="acct_a1", hold_owner="owner",
    )  # fmt: skip


class Histories:
    """A Stripe that only records what it would send. Ids are unique among all tests that share a database."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._prefix = uuid4().hex[:8]
        self.stripe = StripeWorld(lambda: 1.0, self.events.append)
        self.stripe._id = self._new_id
        self._numbers = itertools.count(1)

    def _new_id(self, prefix: str) -> str:
        return f"{prefix}_{self._prefix}_{next(self._numbers):04d}"

    def intent_of(self, terms: Terms) -> PaymentIntent:
        return self.stripe.create(create_call(terms, due_at=datetime.max).parameters)

    def records(self, *types: str) -> list[Record]:
        """What the gateway would publish of the events so far, of these types or all."""
        return [record_of(event) for event in self.events if not types or event.type in types]


def record_of(event: Event) -> Record:
    envelope = read_envelope(event.body)
    assert isinstance(envelope, Envelope)
    rule = admit(
        Endpoint(event.endpoint), envelope.type, envelope.account, livemode=False, our_livemode=False
    )
    assert isinstance(rule, Rule)
    projected = project(envelope, event.body, rule.objects)
    where = address(rule, projected, environment=ENVIRONMENT)
    return Record(
        where.topic.name, 0, next(_offsets), where.key.encode(), encode(projected), {"ce_id": event.id}
    )


async def write_creation(desk: Any, terms: Terms, at: datetime, *more: CallRequest) -> None:
    """The order with its create call, and calls of other orders that are asked for at the same time."""
    creation = create(terms, codec.encode_terms(terms), actor="diner", recorded_at=at, traceparent=None)
    call = create_call(terms, due_at=at + timedelta(seconds=60))
    await desk.write(Batch(creations=[creation], calls=[call, *more]))


async def place(transactions: Any, terms: Terms, clock: Callable[[], datetime]) -> None:
    """Place an order with its create call, as the API does."""
    async with transactions.begin() as desk:
        await write_creation(desk, terms, clock())


async def attach(
    transactions: Any, terms: Terms, intent: PaymentIntent, clock: Callable[[], datetime]
) -> None:
    """Attach the order's PaymentIntent, as the answer of its create call does."""
    arrival = arrival_of(terms.order_id, Attach(f"attach:{intent.id}", intent.id), actor="stripe")
    async with transactions.begin() as desk:
        await apply_inputs(desk, [arrival], clock())
