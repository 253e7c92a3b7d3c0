"""Place an order: commit it, then ask Stripe for its PaymentIntent, then attach the answer.

The order, its first journal row, its first event and the frozen call are one transaction; the call comes after it. A retry
with the same key resumes wherever the first attempt was cut off, with the same Stripe key, so there is one order and one
PaymentIntent whatever is repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from twyst.order.application.calls import create_call
from twyst.order.application.catalog_ports import Catalog
from twyst.order.application.fold import create
from twyst.order.application.load_venue import NoSuchTable, NotOrdering, OrderingContext, load_for_ordering
from twyst.order.application.make_calls import LEASE, MakeCalls
from twyst.order.application.ports import (
    Batch,
    Clock,
    Desk,
    PaymentReading,
    Stripe,
    StripeUnavailable,
    Transactions,
)
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Order, Terms
from twyst.order.domain.pricing import PricedOrder, Refused, RequestedOrder, price

# Whoever makes the call has its answer soon, or died, and then looking often is of no use. Five seconds in all.
_LOOK_AFTER_SECONDS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.5, 2.0)


class Counter(Protocol):
    """Where orders are placed: a venue's catalog and the order desk, in one transaction."""

    def open(self, venue_id: UUID, /) -> AbstractAsyncContextManager[tuple[Desk, Catalog]]: ...


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """What a diner asks for. `key` is the diner's idempotency key, `fingerprint` a digest of everything else."""

    venue_id: UUID
    table_id: UUID
    key: str
    fingerprint: str
    requested: RequestedOrder
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that waits for its payment. `client_secret` pays this one PaymentIntent; it is never stored."""

    order: Order
    client_secret: str | None
    resumed: bool


class KeyReused(Exception):
    """The idempotency key belongs to a request with another body."""


class InFlight(Exception):
    """The first request with this key is still at work."""


class PaymentRefused(Exception):
    """The order is canceled and has no PaymentIntent: Stripe refused it, or nobody waited. A new order may be placed."""

    def __init__(self, order_id: str, reason: str) -> None:
        super().__init__(reason)
        self.order_id = order_id
        self.reason = reason


class PaymentUnavailable(Exception):
    """Stripe did not answer; the order is kept, and the same request may be repeated."""

    def __init__(self, order_id: str, because: str) -> None:
        super().__init__(because)
        self.order_id = order_id


@dataclass(frozen=True, slots=True)
class Installation:
    """What this installation writes into every order."""

    environment: str
    livemode: bool
    encode_terms: Callable[[Terms], str]
    new_order_id: Callable[[], str]
    order_number: Callable[[str], str]
    instant: Callable[..., str]


class OrderPlacing:
    """The use case, with what it needs."""

    def __init__(
        self,
        counter: Counter,
        transactions: Transactions,
        stripe: Stripe,
        calls: MakeCalls,
        clock: Clock,
        installation: Installation,
    ) -> None:
        self._counter = counter
        self._transactions = transactions
        self._stripe = stripe
        self._calls = calls
        self._clock = clock
        self._installation = installation

    async def place(self, asked: PlaceOrder) -> Placed | NoSuchTable | NotOrdering | Refused:
        """Place or resume. Raises KeyReused, InFlight, PaymentRefused, PaymentUnavailable."""
        stored = await self._store(asked)
        if not isinstance(stored, tuple):
            return stored
        order_id, resumed = stored
        reading = await self._pay(order_id, str(asked.venue_id), mine=not resumed)
        order = await self._order(order_id, str(asked.venue_id))
        if order.standing.own is None and order.standing.state is State.CANCELED:
            raise PaymentRefused(order_id, order.standing.reason or "")
        over = order.standing.state is State.CANCELED or order.standing.abandoned
        if reading is None and order.standing.own is not None and not over:
            reading = await self.fresh_secret(order)
        # Nobody is handed the means to pay for an order that was given up meanwhile.
        return Placed(order, reading.client_secret if reading and not over else None, resumed)

    async def fresh_secret(self, order: Order) -> PaymentReading:
        """The order's PaymentIntent as it is at Stripe now. Raises PaymentUnavailable."""
        assert order.standing.own is not None
        try:
            return await self._stripe.read_payment_intent(order.standing.own)
        except StripeUnavailable as error:
            raise PaymentUnavailable(order.terms.order_id, str(error)) from error

    async def _store(self, asked: PlaceOrder) -> tuple[str, bool] | NoSuchTable | NotOrdering | Refused:
        """The order's id, and whether an earlier request with this key had placed it."""
        now = self._clock()
        async with self._counter.open(asked.venue_id) as (desk, catalog):
            claim = await desk.claim_request(
                str(asked.venue_id),
                f"table:{asked.table_id}",
                asked.key,
                fingerprint=asked.fingerprint,
                order_id=self._installation.new_order_id(),
                at=now,
            )
            if claim.fingerprint != asked.fingerprint:
                raise KeyReused
            if not claim.new:
                return claim.order_id, True
            context = await load_for_ordering(catalog, asked.table_id, now)
            priced = _price(context, asked.requested)
            if not isinstance(context, OrderingContext) or not isinstance(priced, PricedOrder):
                # Nothing was placed: the key stays free for the diner's next try.
                await desk.drop_request(str(asked.venue_id), f"table:{asked.table_id}", asked.key)
                assert not isinstance(priced, PricedOrder)
                return priced
            terms = self._terms(claim.order_id, priced, context)
            creation = create(
                terms,
                self._installation.encode_terms(terms),
                actor="diner",
                recorded_at=now,
                traceparent=asked.traceparent,
            )
            await desk.write(Batch(creations=[creation], calls=[create_call(terms, due_at=now + LEASE)]))
        return claim.order_id, False

    def _terms(self, order_id: str, priced: PricedOrder, context: OrderingContext) -> Terms:
        return Terms(
            order_id=order_id,
            venue_id=str(context.venue.venue_id),
            table_id=str(context.table.table_id),
            table_label=context.table.label,
            order_number=self._installation.order_number(order_id),
            environment=self._installation.environment,
            livemode=self._installation.livemode,
            created_at=self._installation.instant(self._clock()),
            currency=context.venue.currency,
            lines=priced.lines,
            items_minor=priced.items_minor,
            tip_minor=priced.tip_minor,
            total_minor=priced.total_minor,
            application_fee_minor=priced.application_fee_minor,
            destination=context.destination,
            hold_owner=context.venue.contact,
            diner_note=priced.note,
            allergy=priced.allergy,
        )

    async def _pay(self, order_id: str, venue_id: str, *, mine: bool) -> PaymentReading | None:
        """Make the create call, or wait for whoever makes it. None when the call was answered before."""
        key = f"pi:{order_id}"
        for pause_seconds in _LOOK_AFTER_SECONDS:
            await asyncio.sleep(pause_seconds)
            now = self._clock()
            async with self._transactions.begin(venue_id) as desk:
                call = (
                    await desk.call(key) if mine else await desk.lease_call(key, now=now, until=now + LEASE)
                )
                pending = call or await desk.call(key)
            if pending is None:
                return None
            if call is not None:
                applied, reading = await self._calls.make(call, venue_id)
                if applied is None:
                    raise PaymentUnavailable(order_id, "Stripe did not answer")
                return reading
        raise InFlight

    async def _order(self, order_id: str, venue_id: str) -> Order:
        async with self._transactions.begin(venue_id) as desk:
            return (await desk.lock([order_id]))[order_id]


def _price(
    context: OrderingContext | NoSuchTable | NotOrdering, requested: RequestedOrder
) -> PricedOrder | NoSuchTable | NotOrdering | Refused:
    if not isinstance(context, OrderingContext):
        return context
    return price(context.menu, requested, context.venue.fee, context.currency, context.minute_of_week)
