"""Create a venue's connected account: key first, then the call, then what came of it, each on its own."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from twyst.order.application.catalog_ports import Accounts, Clock, NewAccount, Transactions
from twyst.order.application.load_venue import require_venue
from twyst.order.application.refresh_account import keep_account
from twyst.order.domain.account import Account, Onboarding

_KEY_HOLDS = timedelta(hours=23)
"""Stripe forgets an idempotency key after a day; from then on the account is looked for before another is made."""


async def open_account(transactions: Transactions, accounts: Accounts, venue_id: UUID, now: Clock) -> Account:
    """The venue's account, created if it has none. Asking again continues where an earlier call broke off.

    Raises `VenueNotFound`, `StripeUnavailable` or `StripeRefused`.
    """
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog, lock=True)
        onboarding = await catalog.onboarding.begin(f"account:{venue_id}")
        read_at = await catalog.onboarding.clock()
    if onboarding.account is not None:
        return onboarding.account
    new = NewAccount(venue_id, venue.country, venue.currency)
    found = None
    if read_at - onboarding.requested_at > _KEY_HOLDS:
        found = await accounts.find(venue_id, onboarding.requested_at)
    created = found or await accounts.create(new, onboarding.key)
    return await keep_account(transactions, venue_id, created, read_at, now)


async def read_onboarding(transactions: Transactions, venue_id: UUID) -> Onboarding | None:
    """How far the venue has come; None when nobody asked for an account. Raises `VenueNotFound`."""
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog)
        return await catalog.onboarding.current()
