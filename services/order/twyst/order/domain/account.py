"""A venue's connected account at Stripe, which its orders are paid to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A venue's connected account as it was last read at Stripe.

    `currency` is the one it settles in; `requirements` names what Stripe still wants to know.
    """

    account_id: str
    charges_enabled: bool
    payouts_enabled: bool
    transfers_active: bool
    details_submitted: bool
    currency: str
    disabled_reason: str | None = None
    requirements: tuple[str, ...] = ()

    def can_be_paid(self, currency: str) -> bool:
        """Whether orders in a currency may be charged for this account.

        An account that settles in another currency would turn every sum into one that no order ever had.
        """
        able = self.charges_enabled and self.payouts_enabled and self.transfers_active
        return able and self.currency == currency


@dataclass(frozen=True, slots=True)
class Onboarding:
    """How far a venue has come with its account.

    `key` is the idempotency key of the one create call; it is stored before the call is made. `read_at` is when the
    reading of `account` began, so that it can be told from what Stripe said later. All times are the database's.
    """

    key: str
    requested_at: datetime
    account: Account | None = None
    read_at: datetime | None = None
    invalidated_at: datetime | None = None

    @property
    def is_stale(self) -> bool:
        """Whether Stripe said that the account changed, and it was not read since."""
        if self.read_at is None or self.invalidated_at is None:
            return False
        return self.invalidated_at >= self.read_at
