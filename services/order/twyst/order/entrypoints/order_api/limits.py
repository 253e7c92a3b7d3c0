"""How much may be asked: token buckets by client address, table and venue, and one for the Stripe account behind all.

Every bucket keeps a share for what gives an order up or its money back, which must not wait behind new orders.
"""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from twyst.runtime.ratelimit import Limit, TokenBuckets

_RESERVED_SHARE = 4
"""One token in so many is kept back."""
_STRIPE = "stripe"


@dataclass(frozen=True, slots=True)
class OrderRates:
    """How many orders are taken in the long run. A burst of one minute's worth is let through at once."""

    per_address_per_minute: int = 60
    per_table_per_minute: int = 12
    per_venue_per_minute: int = 240
    stripe_calls_per_second: int = 20


GENEROUS = OrderRates(
    per_address_per_minute=60_000,
    per_table_per_minute=60_000,
    per_venue_per_minute=60_000,
    stripe_calls_per_second=1_000,
)
"""For a laptop, where load tests and demonstrations come from one address."""


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """The buckets. Whoever asks too much is stopped by the narrowest one first, before others feel it."""

    address: TokenBuckets
    table: TokenBuckets
    venue: TokenBuckets
    stripe: TokenBuckets

    @classmethod
    def of(cls, rates: OrderRates) -> Self:
        return cls(
            address=_per_minute(rates.per_address_per_minute),
            table=_per_minute(rates.per_table_per_minute),
            venue=_per_minute(rates.per_venue_per_minute),
            stripe=_buckets(rates.stripe_calls_per_second, burst=2 * rates.stripe_calls_per_second),
        )

    def place(self, address: str, venue_id: UUID, table_id: UUID) -> None:
        """Before an order is placed. Raises the 429 problem."""
        self.address.require(address)
        self.table.require(f"{venue_id}/{table_id}")
        self.venue.require(str(venue_id))
        self.stripe.require(_STRIPE)

    def pay(self, address: str, venue_id: UUID) -> None:
        """Before a payment's secret is read. Raises the 429 problem."""
        self.address.require(address)
        self.venue.require(str(venue_id))
        self.stripe.require(_STRIPE)

    def give_up(self, address: str, venue_id: UUID) -> None:
        """Before a diner gives an order up. Raises the 429 problem."""
        self.address.require(address, reserved=True)
        self.give_back(venue_id)

    def give_back(self, venue_id: UUID) -> None:
        """Before staff cancel or refund. Raises the 429 problem."""
        self.venue.require(str(venue_id), reserved=True)
        self.stripe.require(_STRIPE, reserved=True)


def _per_minute(rate: int) -> TokenBuckets:
    return _buckets(rate / 60, burst=rate)


def _buckets(rate_per_second: float, *, burst: int) -> TokenBuckets:
    return TokenBuckets(Limit(rate_per_second, burst, reserved=burst // _RESERVED_SHARE))
