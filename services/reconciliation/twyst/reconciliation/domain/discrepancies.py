"""What can differ between Twyst and Stripe, in words for people, and how a difference lives.

A *finding* is a difference as one look at the facts sees it. A *discrepancy* is its record: it opens with the first
finding, closes by itself when the finding goes away, and comes back when it returns or changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """Every kind of discrepancy."""

    AMOUNT_DIFFERS = "amount_differs"
    FEE_DIFFERS = "fee_differs"
    CURRENCY_DIFFERS = "currency_differs"
    DUPLICATE = "duplicate"
    UNKNOWN_LINE = "unknown_line"
    MISSING_ORDER = "missing_order"
    MISSING_LINE = "missing_line"
    UNEXPECTED_REVERSAL = "unexpected_reversal"
    REFUND_WITHOUT_REVERSAL = "refund_without_reversal"
    UNCLASSIFIED_LINE = "unclassified_line"
    PAYOUT_SUM_DIFFERS = "payout_sum_differs"


WORDS: Final = MappingProxyType(
    {
        Kind.AMOUNT_DIFFERS: "Stripe moved another amount than the order says.",
        Kind.FEE_DIFFERS: "Stripe took another platform fee than the order says.",
        Kind.CURRENCY_DIFFERS: "Stripe moved the order's money in another currency.",
        Kind.DUPLICATE: "Stripe moved the same money twice.",
        Kind.UNKNOWN_LINE: "Stripe moved money, and nothing says what for.",
        Kind.MISSING_ORDER: "Stripe moved money for an order that Twyst does not know as paid.",
        Kind.MISSING_LINE: "The order was paid long ago, and no payout has held it.",
        Kind.UNEXPECTED_REVERSAL: "Stripe took money back from the venue, and neither a refund nor a dispute explains it.",
        Kind.REFUND_WITHOUT_REVERSAL: "The diner was refunded, and the venue still has the money.",
        Kind.UNCLASSIFIED_LINE: "Stripe moved money under a name that Twyst does not know.",
        Kind.PAYOUT_SUM_DIFFERS: "The payout is not the sum of its lines.",
    },
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference. `difference_minor` = Stripe − Twyst, as it acts on the venue's balance.

    `subject` is what differs: `order:{order_id}`, `line:{txn_ id}` or `payout:{po_ id}`; one finding per kind and subject.
    """

    kind: Kind
    subject: str
    currency: str
    twyst_minor: int
    stripe_minor: int
    order_id: str | None = None
    line_id: str | None = None
    payout_id: str | None = None

    @property
    def difference_minor(self) -> int:
        return self.stripe_minor - self.twyst_minor


class Status(StrEnum):
    """Where a discrepancy stands."""

    OPEN = "open"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class Action(StrEnum):
    """What happened to a discrepancy; its history is a list of these."""

    OPENED = "opened"
    CHANGED = "changed"
    CLEARED = "cleared"
    RETURNED = "returned"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Known:
    """A recorded discrepancy as the next look finds it. `present` says whether the last look saw the difference."""

    finding: Finding
    status: Status
    present: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What a look does to a record."""

    action: Action
    status: Status
    present: bool
    finding: Finding


def judge(known: Known | None, found: Finding | None) -> Change | None:
    """What to record, if anything. The same look twice changes nothing the second time.

    A person's resolution stands as long as the difference stays as it was; a difference that goes away resolves the
    record by itself.
    """
    if known is None:
        return None if found is None else Change(Action.OPENED, Status.OPEN, present=True, finding=found)
    if found is None:
        if not known.present:
            return None
        return Change(Action.CLEARED, Status.RESOLVED, present=False, finding=known.finding)
    if not known.present:
        return Change(Action.RETURNED, Status.REOPENED, present=True, finding=found)
    if found == known.finding:
        return None
    status = Status.REOPENED if known.status is Status.RESOLVED else known.status
    return Change(Action.CHANGED, status, present=True, finding=found)


def act(status: Status, action: Action) -> Status | None:
    """The status after a person resolves, reopens or notes; None when it is so already."""
    if action is Action.NOTED:
        return status
    target = Status.RESOLVED if action is Action.RESOLVED else Status.REOPENED
    closed = status is Status.RESOLVED
    return None if closed == (target is Status.RESOLVED) else target
