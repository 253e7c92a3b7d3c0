"""What the use cases need of the world. The composition root passes the real ones; the simulation passes its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from twyst.order.application.fold import Arrival, Creation, Entry
from twyst.order.domain.decide import Decision
from twyst.order.domain.order import Order


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the journal already says about an input."""

    decision: Decision
    because: str


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A call to Stripe that must follow: kind, frozen parameters, stable key."""

    stripe_key: str
    order_id: str
    venue_id: str
    kind: str
    parameters: Mapping[str, object]


@dataclass(slots=True)
class Batch:
    """Everything one transaction writes, in the order in which it was decided."""

    creations: list[Creation] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    orders: dict[str, Entry] = field(default_factory=dict)
    references: dict[str, Order] = field(default_factory=dict)
    calls: list[CallRequest] = field(default_factory=list)


class Book(Protocol):
    """The order book within one transaction. Locks are taken in id order and held until commit."""

    async def lock(self, order_ids: Sequence[str], /) -> dict[str, Order]:
        """The orders that exist, locked."""
        ...

    async def earlier(self, inputs: Sequence[tuple[str, str]], /) -> dict[tuple[str, str], Earlier]:
        """Which (order_id, input_id) the journal already holds."""
        ...

    async def take_unrouted(self, references: Mapping[str, str], recorded_at: datetime, /) -> list[Arrival]:
        """Waiting events of these references (reference → order_id), marked as applied, in the order of arrival."""
        ...

    async def write(self, batch: Batch, /) -> None:
        """Journal, orders, transitions, references, calls and outbox, one statement each."""
        ...
