"""Topic records on their way into the books: one transaction per batch; what fails for good is parked.

A transient fault raises, and the whole batch comes again. A data error takes the batch apart, record by record, and
parks the records that fail. Others go on, also those of the same order or account: a snapshot holds all that was
before it, and everything else is joined, so nothing can overtake.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from twyst.mailbox.breaker import Breaker
from twyst.reconciliation.application.news import Delivery
from twyst.reconciliation.application.ports import Clock, Transactions
from twyst.reconciliation.application.record_news import record_news
from twyst.reconciliation.domain.outcome import Policy

log = logging.getLogger(__name__)


class TakeDeliveries:
    """The handler of one consumer group; its replay topic goes through the same handler and the same inbox."""

    def __init__(self, transactions: Transactions, clock: Clock, policy: Policy, consumer: str) -> None:
        self.consumer = consumer
        self._transactions = transactions
        self._clock = clock
        self._policy = policy
        self._breaker = Breaker()

    async def __call__(self, deliveries: Sequence[Delivery]) -> Counter[str]:
        """Take a batch. Raises what is transient, and `TooManyParked`. Answers what happened, by name."""
        good = [each for each in deliveries if each.error is None]
        bad = [each for each in deliveries if each.error is not None]
        try:
            counts = await self._take(good)
        except Exception as error:
            if self._transactions.is_transient(error):
                raise
            log.warning("a batch failed; its records are taken one by one", exc_info=True)
            counts, failed = await self._one_by_one(good)
            bad += failed
        self._breaker.check(len(deliveries), len(bad))
        if bad:
            async with self._transactions.begin() as desk:
                await desk.intake.park(self.consumer, bad, reason="failed")
            counts["parked"] += len(bad)
        self._breaker.note(len(deliveries), len(bad))
        return counts

    async def _take(self, deliveries: Sequence[Delivery]) -> Counter[str]:
        async with self._transactions.begin() as desk:
            fresh = await desk.intake.claim(self.consumer, deliveries)
            items = [(each.event_id or "", each.news) for each in fresh if each.news is not None]
            counts: Counter[str] = Counter(duplicate=len(deliveries) - len(fresh))
            counts["ignored"] += len(fresh) - len(items)
            if items:
                counts += await record_news(desk, items, now=self._clock(), policy=self._policy)
            return counts

    async def _one_by_one(self, deliveries: Sequence[Delivery]) -> tuple[Counter[str], list[Delivery]]:
        counts: Counter[str] = Counter()
        failed: list[Delivery] = []
        for each in deliveries:
            try:
                counts += await self._take([each])
            except Exception as error:
                if self._transactions.is_transient(error):
                    raise
                log.exception("record parked", extra={"event_id": each.event_id})
                failed.append(replace(each, error=repr(error)))
        return counts, failed
