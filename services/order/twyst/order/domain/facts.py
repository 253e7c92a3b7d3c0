"""What is known of an order. Facts only grow: `join` is commutative, associative and idempotent.

So duplicates change nothing and no delivery order is special. Intents of ours are no facts: only what Stripe says
(an answer, an event, a read) and what the kitchen acknowledged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")
Entries = tuple[tuple[str, T], ...]
"""A small immutable map: pairs, sorted by key. Hashable, and the same for every order of insertion."""


class RefundStatus(StrEnum):
    """Stripe's statuses of a refund, in the order in which they may replace one another."""

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"
    FAILED = "failed"


_REFUND_RANK = {status: rank for rank, status in enumerate(RefundStatus)}
MOVING = frozenset({RefundStatus.PENDING, RefundStatus.REQUIRES_ACTION})
NOT_REFUNDED = frozenset({RefundStatus.CANCELED, RefundStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Payment:
    """What is known of one PaymentIntent. Amounts in minor units."""

    seen: bool = False
    verified: bool = False
    mismatched: bool = False
    canceled: bool = False
    amount_received_minor: int = 0
    charge_refunded_minor: int = 0

    @property
    def succeeded(self) -> bool:
        return self.verified or self.mismatched


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as Stripe reports it; `refund_id` links it to an intent of ours."""

    payment_intent: str
    amount_minor: int
    status: RefundStatus
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute; `marks` is sorted, for example `("closed:won", "funds_withdrawn", "opened")`."""

    payment_intent: str | None
    amount_minor: int
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Attempt:
    """The last payment attempt; advice for the diner, never a trigger. The largest one is the last."""

    created: int
    rank: int
    event_id: str
    kind: str
    decline_code: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known of an order."""

    payments: Entries[Payment] = ()
    refunds: Entries[Refund] = ()
    disputes: Entries[Dispute] = ()
    attempts: Entries[Attempt] = ()
    charges: tuple[str, ...] = field(default=())
    kitchen_seen: bool = False

    def payment(self, payment_intent: str | None) -> Payment | None:
        """What is known of one PaymentIntent, or None."""
        return get(self.payments, payment_intent)


NOTHING = Facts()


def get(entries: Entries[T], key: str | None) -> T | None:
    for name, value in entries:
        if name == key:
            return value
    return None


def join(left: Facts, right: Facts) -> Facts:
    """The least facts that hold both. `left` itself comes back when `right` adds nothing."""
    if right is NOTHING:
        return left
    payments = _join_entries(left.payments, right.payments, _join_payment)
    refunds = _join_entries(left.refunds, right.refunds, _join_refund)
    disputes = _join_entries(left.disputes, right.disputes, _join_dispute)
    attempts = _join_entries(left.attempts, right.attempts, max)
    charges = _union(left.charges, right.charges)
    kitchen_seen = left.kitchen_seen or right.kitchen_seen
    joined = Facts(payments, refunds, disputes, attempts, charges, kitchen_seen)
    return left if joined == left else joined


def _union(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    if not left or not right:
        return left or right
    return tuple(sorted({*left, *right}))


def _join_entries(left: Entries[T], right: Entries[T], join_value: Callable[[T, T], T]) -> Entries[T]:
    if not left or not right:
        return left or right
    merged = dict(left)
    for key, value in right:
        merged[key] = join_value(merged[key], value) if key in merged else value
    return tuple(sorted(merged.items(), key=_key))


def _key(entry: tuple[str, object]) -> str:
    return entry[0]


def _join_payment(left: Payment, right: Payment) -> Payment:
    return Payment(
        seen=left.seen or right.seen,
        verified=left.verified or right.verified,
        mismatched=left.mismatched or right.mismatched,
        canceled=left.canceled or right.canceled,
        amount_received_minor=max(left.amount_received_minor, right.amount_received_minor),
        charge_refunded_minor=max(left.charge_refunded_minor, right.charge_refunded_minor),
    )


def _join_refund(left: Refund, right: Refund) -> Refund:
    return Refund(
        payment_intent=max(left.payment_intent, right.payment_intent),
        amount_minor=max(left.amount_minor, right.amount_minor),
        status=max(left.status, right.status, key=_REFUND_RANK.__getitem__),
        refund_id=max(left.refund_id or "", right.refund_id or "") or None,
    )


def _join_dispute(left: Dispute, right: Dispute) -> Dispute:
    return Dispute(
        payment_intent=max(left.payment_intent or "", right.payment_intent or "") or None,
        amount_minor=max(left.amount_minor, right.amount_minor),
        marks=_union(left.marks, right.marks),
    )
