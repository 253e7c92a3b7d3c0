"""An order's money as its last snapshot says it: payments with their custody, refunds, disputes. Minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Custody(StrEnum):
    """What the rest of a payment is, after its refunds; the order service decides it."""

    NONE = "none"
    WAITING = "waiting"
    KEPT = "kept"
    REFUND_OWED = "refund_owed"
    HELD = "held"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Payment:
    """One PaymentIntent that names the order: received = refunded + moving + rest."""

    payment_intent: str
    own: bool
    verified: bool
    custody: Custody
    received_minor: int
    refunded_minor: int
    moving_minor: int
    rest_minor: int


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund at Stripe; `went_through` unless it failed or was canceled."""

    refund: str
    payment_intent: str
    amount_minor: int
    went_through: bool


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute. `withdrawn` once the bank took the money, `reinstated` once it gave it back."""

    dispute: str
    amount_minor: int
    withdrawn: bool
    reinstated: bool


@dataclass(frozen=True, slots=True)
class Order:
    """What an order should bring. `paid_at` is the first event with money in it; `occurred_at` the last event.

    `fee_minor` is the platform's fee on the order's own PaymentIntent, 0 for none.
    """

    order_id: str
    venue_id: str
    account_id: str
    currency: str
    seq: int
    occurred_at: datetime
    paid_at: datetime | None
    fee_minor: int
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def received_minor(self) -> int:
        """What diners paid for the order, over all its PaymentIntents."""
        return sum(payment.received_minor for payment in self.payments)

    def refund_named(self, refund: str | None) -> Refund | None:
        """The refund of that `re_` id."""
        return next((each for each in self.refunds if each.refund == refund), None)

    @property
    def withdrawn_minor(self) -> int:
        """What banks ever took back."""
        return sum(dispute.amount_minor for dispute in self.disputes if dispute.withdrawn)

    @property
    def reinstated_minor(self) -> int:
        """What banks gave back of it."""
        return sum(
            dispute.amount_minor for dispute in self.disputes if dispute.withdrawn and dispute.reinstated
        )
