"""The worker's loops beside its consumers: fetching payouts, asking, looking again, syncing. Each survives an outage."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from twyst.reconciliation.application.ports import Transactions
from twyst.reconciliation.entrypoints import worker_metrics as names
from twyst.runtime.background import BackgroundTask
from twyst.runtime.chores import failed, succeeded
from twyst.runtime.health import Health
from twyst.runtime.metrics import Metrics
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)

_OUTAGE_PAUSE_SECONDS = 1.0
# Longer than any pause: a chore that is silent for so long hangs, and the process is not live.
_MAXIMUM_SILENCE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do again and again. `work` answers how much it did; while it does any, it is called at once again."""

    name: str
    work: Callable[[], Awaitable[int]]
    every_seconds: float


def chore_tasks(
    chores: list[Chore], transactions: Transactions, health: Health, metrics: Metrics
) -> list[BackgroundTask]:
    """A supervised task for each chore."""
    return [BackgroundTask(chore.name, _Loop(chore, transactions, health, metrics).run) for chore in chores]


class _Loop:
    def __init__(self, chore: Chore, transactions: Transactions, health: Health, metrics: Metrics) -> None:
        self._chore = chore
        self._transactions = transactions
        self._component = health.component(chore.name, max_silence_seconds=_MAXIMUM_SILENCE_SECONDS)
        self._metrics = metrics

    async def run(self, stop: Stop) -> None:
        while not stop.requested:
            if not await self._once(stop):
                await self._rest(stop)

    async def _once(self, stop: Stop) -> bool:
        """Work once; whether there may be more to do at once."""
        name = self._chore.name
        try:
            done = await self._chore.work()
        except Exception as error:
            if not self._transactions.is_transient(error):
                raise
            log.warning("chore waits for the database", extra={"chore": name, "error": repr(error)})
            self._component.not_ready("the database is away")
            failed(self._metrics, name)
            await stop.sleep(_OUTAGE_PAUSE_SECONDS)
            return True
        self._component.ready()
        self._metrics.counter(names.CHORES_DONE).labels(name).inc(done)
        succeeded(self._metrics, name)
        return done > 0

    async def _rest(self, stop: Stop) -> None:
        """Sleep until the next round, with a heartbeat meanwhile."""
        left_seconds = self._chore.every_seconds
        while left_seconds > 0 and not stop.requested:
            step_seconds = min(left_seconds, _MAXIMUM_SILENCE_SECONDS / 3)
            await stop.sleep(step_seconds)
            self._component.beat()
            left_seconds -= step_seconds
