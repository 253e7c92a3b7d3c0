"""Wake-ups: a hint that there may be something new to read, never the news itself.

A lost or spurious wake-up changes latency and nothing else, because whoever waits reads its table by cursor
afterwards and looks again when the time-out passes.
"""

import asyncio
from typing import Protocol


class Wake(Protocol):
    """One waiter's view of a source of wake-ups."""

    async def wait(self, timeout_seconds: float) -> bool:
        """Wait for a wake-up or the time-out; True when woken."""
        ...


class LocalWake:
    """A source of wake-ups inside one process; any number of waiters, each with `subscribe`.

    It counts wake-ups instead of setting a flag, so that a waiter which was busy reading when the wake-up came
    returns at once from its next wait. Call `notify` on the event loop's thread.
    """

    def __init__(self) -> None:
        self._count = 0
        self._next = asyncio.Event()

    def notify(self) -> None:
        """Wake every waiter, those that are busy now included."""
        self._count += 1
        self._next.set()
        self._next = asyncio.Event()

    def subscribe(self) -> Wake:
        """A waiter that misses no wake-up from now on; it needs no unsubscribing."""
        return _Subscription(self)

    async def wait(self, timeout_seconds: float) -> bool:
        """Wait for the next wake-up, as a waiter that subscribes now."""
        return await self.subscribe().wait(timeout_seconds)

    async def wait_beyond(self, seen: int, timeout_seconds: float) -> int:
        """Wait until more than `seen` wake-ups were counted or the time-out passed; answer the count."""
        if self._count == seen:
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._next.wait()
            except TimeoutError:
                return self._count
        return self._count

    @property
    def count(self) -> int:
        """How many wake-ups there have been."""
        return self._count


class _Subscription:
    def __init__(self, source: LocalWake) -> None:
        self._source = source
        self._seen = source.count

    async def wait(self, timeout_seconds: float) -> bool:
        before = self._seen
        self._seen = await self._source.wait_beyond(before, timeout_seconds)
        return self._seen != before
