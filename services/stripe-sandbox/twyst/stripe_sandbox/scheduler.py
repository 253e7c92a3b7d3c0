"""Timers in virtual time: what is due runs in the order of its due time, each in its own transaction."""

import asyncio

from twyst.runtime.shutdown import Stop
from twyst.stripe_sandbox.store import from_json
from twyst.stripe_sandbox.waiting import first_of
from twyst.stripe_sandbox.world import Timers, World

_IDLE_SECONDS = 5.0


class Scheduler:
    """Runs timers as virtual time passes, by itself or by a jump."""

    def __init__(self, world: World, timers: Timers) -> None:
        self._world = world
        self._handlers = dict(timers)
        self._changed = asyncio.Event()
        world.on_change(self._changed.set)

    async def advance(self, seconds: float) -> int:
        """Jump forward. On the way every timer sees the moment at which it was due. Answers how many ran."""
        clock = self._world.clock
        clock.advance(seconds)
        self._world.store.set_setting("clock_offset_seconds", clock.offset_seconds)
        return await self._run_until(clock.now())

    async def run(self, stop: Stop) -> None:
        """Run timers until the stop."""
        while not stop.requested:
            await self._run_until(self._world.clock.now())
            self._changed.clear()
            await self._sleep_until_due(stop)

    async def _sleep_until_due(self, stop: Stop) -> None:
        row = self._world.store.row("SELECT due FROM timers ORDER BY due LIMIT 1")
        wait = _IDLE_SECONDS if row is None else min(_IDLE_SECONDS, row["due"] - self._world.clock.now())
        if wait <= 0:
            return
        await first_of(stop.wait(), self._changed.wait(), timeout_seconds=wait)

    async def _run_until(self, until: float) -> int:
        """Run everything that is due, also what becomes due by it."""
        count = 0
        query = "SELECT * FROM timers WHERE due <= ? ORDER BY due, id LIMIT 1"
        while row := self._world.store.row(query, (until,)):
            with self._world.work(at_seconds=row["due"]) as work:
                work.store.execute("DELETE FROM timers WHERE id = ?", (row["id"],))
                self._handlers[row["kind"]](work, from_json(row["payload"]))
            count += 1
            # A long jump does not keep the others waiting.
            await asyncio.sleep(0)
        return count
