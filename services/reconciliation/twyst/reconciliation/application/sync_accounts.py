"""Read payouts and balance lines at Stripe, so that a webhook that never came costs time and nothing else.

Each connected account is read at an interval: its payouts of the last weeks, and its balance lines since the last
reading. Payouts go through the same door as their events; orders that no payout ever held are found by their deadline.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from twyst.reconciliation.application.news import News, Sighting, Touched
from twyst.reconciliation.application.ports import (
    Clock,
    Stripe,
    StripeRefused,
    StripeUnavailable,
    Transactions,
)
from twyst.reconciliation.application.reconcile import reconcile
from twyst.reconciliation.application.record_news import record_news
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.outcome import Policy

log = logging.getLogger(__name__)

PAYOUTS_BACK = timedelta(days=45)
"""How far back payouts are read; longer than any schedule, and than a payout can fail after it was paid."""
_OVERLAP = timedelta(days=1)


class SyncAccounts:
    """One pass over the accounts that are due."""

    def __init__(
        self, transactions: Transactions, stripe: Stripe, clock: Clock, policy: Policy, *, every: timedelta
    ) -> None:
        self._transactions = transactions
        self._stripe = stripe
        self._clock = clock
        self._policy = policy
        self._every = every

    async def __call__(self, *, at_once: bool = False) -> int:
        """Sync what is due, or every account `at_once`; how many were read to the end. One that fails stays due."""
        now = self._clock()
        async with self._transactions.begin() as desk:
            due = await desk.accounts.due_for_sync(now if at_once else now - self._every)
        done = 0
        for account_id, lines_since in due:
            try:
                await self._sync(account_id, lines_since or now - PAYOUTS_BACK)
            except (StripeUnavailable, StripeRefused) as error:
                log.warning("account was not synced", extra={"account_id": account_id, "error": repr(error)})
            else:
                done += 1
        return done

    async def _sync(self, account_id: str, lines_since: datetime) -> None:
        began_at = self._clock()
        async for page in self._stripe.payouts(account_id, began_at - PAYOUTS_BACK):
            items: list[tuple[str, News]] = [
                (f"sync of {account_id}", Sighting(payout, "sync", self._clock())) for payout in page
            ]
            async with self._transactions.begin() as desk:
                await record_news(desk, items, now=self._clock(), policy=self._policy)
        async for lines in self._stripe.lines_since(account_id, lines_since):
            await self._save_lines(account_id, lines)
        async with self._transactions.begin() as desk:
            # Newest first: until the last page was saved, the next reading begins where this one did.
            await desk.accounts.synced(account_id, began_at, began_at - _OVERLAP)

    async def _save_lines(self, account_id: str, lines: list[Line]) -> None:
        async with self._transactions.begin() as desk:
            await desk.accounts.lock([account_id])
            new = await desk.lines.save(lines)
            touched = Touched(lines=dict.fromkeys(new, "sync"))
            await reconcile(desk, touched, now=self._clock(), policy=self._policy)
