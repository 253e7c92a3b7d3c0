"""What the catalog's routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from fastapi import Request

from twyst.access.staff import StaffIssuer
from twyst.order.application.catalog_ports import Accounts, Clock, Transactions
from twyst.order.domain.venue import table_path
from twyst.runtime.ratelimit import Limit, TokenBuckets
from twyst.runtime.wake import Wake


def peer_address(request: Request) -> str:
    """Who is connected; right where no proxy stands between."""
    return request.client.host if request.client else "unknown"


@dataclass(frozen=True, slots=True)
class CatalogLimits:
    """Token buckets of what can be guessed or flooded: sessions by client address, codes by venue."""

    sessions: TokenBuckets = field(default_factory=lambda: TokenBuckets(Limit(rate_per_second=0.5, burst=20)))
    codes: TokenBuckets = field(default_factory=lambda: TokenBuckets(Limit(rate_per_second=0.5, burst=20)))


@dataclass(frozen=True, slots=True)
class CatalogPorts:
    """Everything outside. `wake` gives a live stream its own waiter for its venue.

    `web_base_url` is where the web app is, without a slash at its end: tags and Stripe lead there. `client_address` is
    by whom sessions are limited; behind a proxy it is not the peer's.
    """

    transactions: Transactions
    accounts: Accounts
    issuer: StaffIssuer
    clock: Clock
    wake: Callable[[str], Wake]
    publishable_key: str
    livemode: bool
    web_base_url: str
    limits: CatalogLimits = field(default_factory=CatalogLimits)
    client_address: Callable[[Request], str] = peer_address

    def table_url(self, venue_id: UUID, table_id: UUID) -> str:
        """What a table's tags hold."""
        return f"{self.web_base_url}{table_path(venue_id, table_id)}"

    def account_page(self, venue_id: UUID) -> str:
        """Where Stripe's onboarding leads back to."""
        return f"{self.web_base_url}/dashboard/{venue_id}/account"
