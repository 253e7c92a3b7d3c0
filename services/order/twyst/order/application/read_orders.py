"""What diners and venues read of orders. Nothing here locks or changes anything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from twyst.order.domain.holds import Hold, HoldStatus, holds_of
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Order
from twyst.order.domain.venue import Seller


class OrderNotFound(Exception):
    """The venue has no such order."""


@dataclass(frozen=True, slots=True)
class FoundOrder:
    """An order as it stands, with what its venue is called now, the zone of its clocks and which firm stands behind it."""

    order: Order
    venue_name: str
    timezone: str
    created_at: datetime
    updated_at: datetime
    seller: Seller | None = None

    @property
    def position(self) -> Position:
        return Position(self.created_at, UUID(self.order.terms.order_id))


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a venue's orders, newest first. The id decides between orders of one instant."""

    created_at: datetime
    order_id: UUID


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which orders are looked for: all that is given must hold, and None asks for nothing.

    `text` is a table's label, or how an order's number begins; `since` belongs to it and `until` does not.
    """

    states: Collection[State] = frozenset()
    text: str | None = None
    amount_minor: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order's derived events have come; `found` only when that is further than was asked."""

    seq: int
    found: FoundOrder | None


@dataclass(frozen=True, slots=True)
class JournaledInput:
    """A journal row without its payload; `event_type` names a Stripe event's type."""

    input_seq: int
    input_id: str
    kind: str
    event_type: str | None
    source: str | None
    actor: str
    decision: str
    because: str
    recorded_at: datetime
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Transition:
    """A lifecycle step, and the input that caused it."""

    version: int
    from_state: str | None
    to_state: str
    trigger: str
    input_seq: int


@dataclass(frozen=True, slots=True)
class CallRecord:
    """A call to Stripe and what became of it."""

    stripe_key: str
    kind: str
    status: str
    attempts: int
    created_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answer: str | None
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """An order's history: inputs in the order in which they were judged, their steps, and all calls to Stripe."""

    inputs: Sequence[JournaledInput]
    transitions: Sequence[Transition]
    calls: Sequence[CallRecord]


class Orders(Protocol):
    """Reads of one venue's orders; one transaction for each."""

    async def find(self, venue_id: UUID, order_id: UUID, /) -> FoundOrder | None: ...

    async def progress(self, venue_id: UUID, order_id: UUID, after: int, /) -> Progress | None:
        """The order if its `seq` is above `after`; None when there is no such order."""
        ...

    async def page(
        self, venue_id: UUID, wanted: Wanted, /, *, before: Position | None, limit: int
    ) -> Sequence[FoundOrder]:
        """Orders that are wanted (no state: in any), newest first, after the position."""
        ...

    async def maybe_held(
        self, venue_id: UUID, /, *, only_open: bool, before: Position | None, limit: int
    ) -> Sequence[FoundOrder]:
        """Every order that has holds is among these, newest first; some may have none."""
        ...

    async def timeline(self, venue_id: UUID, order_id: UUID, /, *, after: int, limit: int) -> Timeline:
        """The history from the input after `after`; empty when there is no such order."""
        ...


async def require_order(orders: Orders, venue_id: UUID, order_id: UUID) -> FoundOrder:
    """The order, or `OrderNotFound`."""
    found = await orders.find(venue_id, order_id)
    if found is None:
        raise OrderNotFound
    return found


@dataclass(frozen=True, slots=True)
class HeldMoney:
    """A hold and the order that it belongs to."""

    order: Order
    hold: Hold


async def read_holds(
    orders: Orders, venue_id: UUID, *, status: HoldStatus | None, before: Position | None, limit: int
) -> tuple[list[HeldMoney], Position | None]:
    """Holds of a venue's orders, newest order first, and where to read on; None at the end.

    At most `limit` orders are looked at, so a page may hold fewer than that, even none before the end.
    """
    found = await orders.maybe_held(
        venue_id, only_open=status is HoldStatus.OPEN, before=before, limit=limit + 1
    )
    held = [
        HeldMoney(each.order, hold)
        for each in found[:limit]
        for hold in holds_of(each.order.standing)
        if status is None or hold.status is status
    ]
    return held, found[limit - 1].position if len(found) > limit else None
