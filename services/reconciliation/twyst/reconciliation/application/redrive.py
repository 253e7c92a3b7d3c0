"""Take what was parked through the same door once its cause is mended; or give it up, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from twyst.reconciliation.application.news import Delivery
from twyst.reconciliation.application.ports import Clock, ParkedRecord, Transactions
from twyst.reconciliation.application.record_news import record_news
from twyst.reconciliation.domain.outcome import Policy

Readers = Mapping[str, Callable[[ParkedRecord], Delivery]]
"""How each group's records are read."""


class StillUnreadable(Exception):
    """A parked record cannot be read by this release either; nothing was taken."""


class Redrive:
    """What a person does with parked records."""

    def __init__(self, transactions: Transactions, clock: Clock, policy: Policy, readers: Readers) -> None:
        self._transactions = transactions
        self._clock = clock
        self._policy = policy
        self._readers = readers

    async def __call__(self, key: str, *, by: str) -> Counter[str]:
        """Take all that is parked under a key, in one transaction. If anything fails, everything stays parked.

        Raises `StillUnreadable`, or what the records failed with when they were parked.
        """
        counts: Counter[str] = Counter()
        async with self._transactions.begin() as desk:
            waiting = await desk.intake.take_parked(key)
            for consumer in dict.fromkeys(record.consumer for record in waiting):
                read = self._readers[consumer]
                deliveries = [read(record) for record in waiting if record.consumer == consumer]
                for each in deliveries:
                    if each.error is not None:
                        raise StillUnreadable(each.error)
                fresh = await desk.intake.claim(consumer, deliveries)
                items = [(each.event_id or "", each.news) for each in fresh if each.news is not None]
                counts += await record_news(desk, items, now=self._clock(), policy=self._policy)
                counts["duplicate"] += len(deliveries) - len(fresh)
            await desk.intake.resolve_parked(
                [record.id for record in waiting], redriven=True, by=by, resolution="redriven"
            )
        return counts

    async def discard(self, ids: Sequence[int], *, by: str, reason: str) -> int:
        """Give parked records up for good; how many were still waiting. They stay visible with the reason."""
        async with self._transactions.begin() as desk:
            return await desk.intake.resolve_parked(ids, redriven=False, by=by, resolution=reason)
