"""Keep what is known of venues' accounts true.

Stripe's `account.updated` comes in any order, so that its content is not used: it only says that the account has to
be read again. A venue that is not able to be paid takes no orders from then on.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from twyst.order.application.catalog_ports import (
    Accounts,
    Clock,
    StripeRefused,
    StripeUnavailable,
    Transactions,
    WorkerView,
)
from twyst.order.application.load_venue import require_venue
from twyst.order.application.revise_venue import revise
from twyst.order.domain.account import Account

log = logging.getLogger(__name__)


class NoAccount(Exception):
    """The venue has no account yet."""


async def refresh_account(
    transactions: Transactions, accounts: Accounts, venue_id: UUID, now: Clock
) -> Account:
    """Read the venue's account at Stripe and keep what it says.

    Raises `NoAccount`, `VenueNotFound`, `StripeUnavailable` or `StripeRefused`.
    """
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog)
        read_at = await catalog.onboarding.clock()
    if venue.account is None:
        raise NoAccount
    account = await accounts.read(venue.account.account_id) or _gone(venue.account)
    return await keep_account(transactions, venue_id, account, read_at, now)


def _gone(account: Account) -> Account:
    """Nobody can be paid through an account that Stripe does not show us any more."""
    return replace(
        account,
        charges_enabled=False,
        payouts_enabled=False,
        transfers_active=False,
        disabled_reason="disconnected",
    )


async def keep_account(
    transactions: Transactions, venue_id: UUID, account: Account, read_at: datetime, now: Clock
) -> Account:
    """Store a reading that began at `read_at`, unless a later one is stored; the account as it is stored then."""
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog, lock=True)
        if not await catalog.onboarding.record(account, read_at):
            return venue.account or account
        after = replace(venue, account=account)
        # Requirements and the like are not in the record: only what other services see makes a revision.
        seen_before = (venue.account and venue.account.account_id, venue.can_be_paid)
        if seen_before != (account.account_id, after.can_be_paid):
            await revise(catalog, venue, after, now())
    return account


async def refresh_stale_accounts(
    view: WorkerView, transactions: Transactions, accounts: Accounts, now: Clock, *, limit: int = 20
) -> int:
    """Read again what Stripe said has changed; how many were read. One that fails waits for the next round."""
    read = 0
    for venue_id in await view.stale_accounts(limit=limit):
        try:
            await refresh_account(transactions, accounts, venue_id, now)
            read += 1
        except (StripeUnavailable, StripeRefused) as error:
            log.warning("account was not read", extra={"venue_id": str(venue_id), "error": str(error)})
    return read
