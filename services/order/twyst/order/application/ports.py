"""What the use cases need of the world. The composition root passes the real ones; the simulation passes its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from twyst.order.application.fold import Arrival, Creation, Entry
from twyst.order.domain.decide import Decision
from twyst.order.domain.inputs import Observation
from twyst.order.domain.order import Order

Clock = Callable[[], datetime]
"""Now, aware and in UTC. Used for deadlines and for what the journal records, never for ordering."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the journal already says about an input."""

    decision: Decision
    because: str
    kind: str
    payload: str


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A call to Stripe that must follow: kind, frozen parameters, stable key. Without `due_at` it is due at once."""

    stripe_key: str
    order_id: str
    venue_id: str
    kind: str
    parameters: Mapping[str, object]
    due_at: datetime | None = None


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

    async def write(self, batch: Batch, /) -> list[Arrival]:
        """Journal, orders, transitions, references, calls and outbox; then as `take_unrouted` of its references."""
        ...


@dataclass(frozen=True, slots=True)
class Unrouted:
    """A Stripe event that no order of this database can take yet."""

    event_id: str
    type: str
    payload: str
    references: tuple[str, ...]
    named_order_id: str | None
    source: str
    traceparent: str | None
    because: str


@dataclass(frozen=True, slots=True)
class ToPark:
    """A record that failed, or that queues behind one that did. `order_id` None: nobody can tell whose it is."""

    order_id: str | None
    event_id: str | None
    record: object
    reason: str
    error: str | None = None


class ParkedRecord(Protocol):
    """A parked record as it came, with the group that it came for."""

    @property
    def id(self) -> int: ...
    @property
    def consumer(self) -> str: ...
    @property
    def event_id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def record_key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class LookedUp:
    """Orders that are parked, events that a person discarded for good, and what the journal already holds."""

    parked_orders: frozenset[str]
    discarded_events: frozenset[str]
    earlier: dict[tuple[str, str], Earlier]


@dataclass(frozen=True, slots=True)
class DueCall:
    """A leased call: nobody else makes it before the lease ends."""

    stripe_key: str
    order_id: str
    venue_id: str
    kind: str
    parameters: Mapping[str, object]
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """An order that the sweep looks at."""

    order: Order
    created_at: datetime
    updated_at: datetime
    create_call_pending: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """An idempotency key's row: `new` when this request wrote it."""

    order_id: str
    fingerprint: str
    new: bool


class Desk(Book, Protocol):
    """Everything that one transaction of the order service may read and write."""

    async def look_up(self, consumer: str, inputs: Sequence[tuple[str, str]], /) -> LookedUp:
        """Which (order_id, input_id) must not be applied now; asked after the orders were locked."""
        ...

    async def park(self, consumer: str, records: Sequence[ToPark], /) -> None: ...

    async def take_parked(self, order_id: str, /) -> Sequence[ParkedRecord]:
        """All that waits for an order, in the order of arrival, locked."""
        ...

    async def resolve_parked(
        self, ids: Sequence[int], /, *, redriven: bool, by: str, resolution: str
    ) -> int: ...

    async def owners(self, references: Sequence[str], /) -> dict[str, str]:
        """Reference → order_id, of those that an order knows."""
        ...

    async def keep_unrouted(self, events: Sequence[Unrouted], /) -> None: ...

    async def unrouted_waiting(self, *, looked_before: datetime, limit: int) -> list[Unrouted]:
        """Waiting events that were not looked at since, locked for this transaction."""
        ...

    async def close_old_unrouted(self, before: datetime, at: datetime, /) -> int:
        """Close what has waited since `before`: not ours, or, where money names an order that never came, held."""
        ...

    async def look_at_unrouted(self, event_ids: Sequence[str], at: datetime, /) -> None: ...

    async def claim_request(
        self, venue_id: str, scope: str, key: str, /, *, fingerprint: str, order_id: str, at: datetime
    ) -> Claim:
        """Write an idempotency key, or find who wrote it first; waits for a transaction that is about to."""
        ...

    async def drop_request(self, venue_id: str, scope: str, key: str, /) -> None: ...

    async def call(self, stripe_key: str, /) -> DueCall | None:
        """A call that still waits for its answer."""
        ...

    async def lease_calls(self, *, now: datetime, until: datetime, limit: int) -> list[DueCall]: ...

    async def lease_call(self, stripe_key: str, /, *, now: datetime, until: datetime) -> DueCall | None:
        """One pending call that is due, or None."""
        ...

    async def complete_parameters(self, stripe_key: str, parameters: Mapping[str, object], /) -> None: ...

    async def postpone_call(self, stripe_key: str, /, *, due_at: datetime, error: str) -> None: ...

    async def close_call(self, stripe_key: str, /, *, status: str, answer: str, at: datetime) -> None: ...

    async def watch(
        self, *, swept_before: datetime, quiet_since: datetime, now: datetime, limit: int
    ) -> list[Watched]:
        """Unfinished orders that the sweep has not looked at lately; marks them as looked at."""
        ...


class Transactions(Protocol):
    """Opens transactions: committed when the block ends, rolled back when it raises."""

    def begin(self, venue_id: str | None = None) -> AbstractAsyncContextManager[Desk]:
        """One transaction; `venue_id` is the scope of an API request, None is the worker's."""
        ...

    def is_transient(self, error: Exception) -> bool:
        """May the same work succeed later? Then nothing is parked."""
        ...


class StripeUnavailable(Exception):
    """Stripe did not answer, or not for good: whether it did what was asked is unknown. The same key asks again."""


class StripeRefused(Exception):
    """Stripe refused for good; `code` is its error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


@dataclass(frozen=True, slots=True)
class PaymentReading:
    """A PaymentIntent as Stripe answered it now. The secret is never stored."""

    payment_intent: str
    status: str
    client_secret: str | None
    observations: tuple[Observation, ...]
    has_transfer: bool
    has_fee: bool

    @property
    def is_over(self) -> bool:
        """Can nobody pay it any more, because it is paid or canceled?"""
        return self.status in {"succeeded", "canceled"}


@dataclass(frozen=True, slots=True)
class RefundReading:
    """A refund as Stripe answered it now."""

    refund: str
    observations: tuple[Observation, ...]


class Stripe(Protocol):
    """The calls that the order service makes. Every method raises `StripeUnavailable` or `StripeRefused`."""

    async def create_payment_intent(
        self, parameters: Mapping[str, object], key: str, /
    ) -> PaymentReading: ...

    async def cancel_payment_intent(
        self, parameters: Mapping[str, object], key: str, /
    ) -> PaymentReading: ...

    async def read_payment_intent(self, payment_intent: str, /) -> PaymentReading:
        """The PaymentIntent with its charge, refunds and disputes."""
        ...

    async def find_payment_intent(self, order_id: str, /) -> PaymentReading | None:
        """By our metadata; for when a create call's key no longer protects."""
        ...

    async def refund(self, parameters: Mapping[str, object], key: str, /) -> RefundReading: ...

    async def find_refund(self, payment_intent: str, refund_id: str, /) -> RefundReading | None:
        """By our metadata."""
        ...
