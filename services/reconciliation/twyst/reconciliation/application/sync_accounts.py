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
LINES_OVERLAP = timedelta(days=1)
"""So much of what was read is read again: a line may appear later than it was made."""


class SyncAccounts:
    """Reads the accounts that are due, some at a time."""

    def __init__(
        self,
        transactions: Transactions,
        stripe: Stripe,
        clock: Clock,
        policy: Policy,
        *,
        every: timedelta,
        limit: int = 20,
    ) -> None:
        self._transactions = transactions
        self._stripe = stripe
        self._clock = clock
        self._policy = policy
        self._every = every
        self._limit = limit

    async def __call__(self) -> int:
        """Sync accounts that are due, at most the limit; how many were tried. What fails is tried at the next interval."""
        return len(await self._pass(self._clock() - self._every))

    async def everything(self) -> tuple[list[str], list[str]]:
        """Sync every account now. Answers the accounts that were read to the end, and those that were not."""
        began_at = self._clock()
        good: list[str] = []
        bad: list[str] = []
        while tried := await self._pass(began_at):
            good += [account_id for account_id, is_done in tried if is_done]
            bad += [account_id for account_id, is_done in tried if not is_done]
        return good, bad

    async def _pass(self, before: datetime) -> list[tuple[str, bool]]:
        async with self._transactions.begin() as desk:
            due = await desk.accounts.due_for_sync(before, self._limit)
        return [(account_id, await self._try(account_id, lines_since)) for account_id, lines_since in due]

    async def _try(self, account_id: str, lines_since: datetime | None) -> bool:
        began_at = self._clock()
        try:
            await self._sync(account_id, lines_since or began_at - PAYOUTS_BACK, began_at)
        except (StripeUnavailable, StripeRefused) as error:
            log.warning("account was not synced", extra={"account_id": account_id, "error": repr(error)})
            async with self._transactions.begin() as desk:
                await desk.accounts.synced(account_id, began_at, None)
            return False
        return True

    async def _sync(self, account_id: str, lines_since: datetime, began_at: datetime) -> None:
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
            await desk.accounts.synced(account_id, began_at, began_at - LINES_OVERLAP)

    async def _save_lines(self, account_id: str, lines: list[Line]) -> None:
        async with self._transactions.begin() as desk:
            await desk.accounts.lock([account_id])
            new = await desk.lines.save(lines)
            touched = Touched(lines=dict.fromkeys(new, "sync"))
            await reconcile(desk, touched, now=self._clock(), policy=self._policy)
