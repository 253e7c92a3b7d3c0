"""Judge orders again whose deadline has passed: time alone makes a missing line or a missing reversal a difference."""

from __future__ import annotations

from twyst.reconciliation.application.news import Touched
from twyst.reconciliation.application.ports import Clock, Transactions
from twyst.reconciliation.application.reconcile import reconcile
from twyst.reconciliation.domain.outcome import Policy


class LookAgain:
    """One pass over orders that are due."""

    def __init__(self, transactions: Transactions, clock: Clock, policy: Policy, *, limit: int = 500) -> None:
        self._transactions = transactions
        self._clock = clock
        self._policy = policy
        self._limit = limit

    async def __call__(self) -> int:
        """Judge at most `limit` orders; how many it were."""
        now = self._clock()
        async with self._transactions.begin() as desk:
            due = await desk.facts.due(now, self._limit)
            if due:
                await desk.accounts.lock({account_id for _, account_id in due})
                touched = Touched(orders={order_id: "time has passed" for order_id, _ in due})
                await reconcile(desk, touched, now=now, policy=self._policy)
        return len(due)
