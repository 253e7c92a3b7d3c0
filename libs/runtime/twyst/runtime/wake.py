"""Wake-ups: a hint that there may be something new to read, never the news itself.

A lost or spurious wake-up changes latency and nothing else, because whoever waits reads its table by cursor
afterwards and looks again when the time-out passes.
"""

import asyncio
from typing import Protocol
from weakref import WeakValueDictionary


class Wake(Protocol):
    """One waiter's view of a source of wake-ups."""

    async def wait(self, timeout_seconds: float) -> bool:
        """Wait for a wake-up or the time-out; True when woken."""
        ...


class LocalWake:
    """A source of wake-ups inside one process; any number of waiters, each with `subscribe`.

    A waiter subscribes to everything or to one key (an order, a venue), so that a change wakes those who look at it
    and not every phone. Call `notify` on the event loop's thread.
    """

    def __init__(self) -> None:
        self._everything = _Count()
        # A key is known as long as somebody waits for it.
        self._keys: WeakValueDictionary[str, _Count] = WeakValueDictionary()

    def notify(self, key: str | None = None) -> None:
        """Wake the key's waiters and those for everything, or without a key all; those that are busy now included."""
        self._everything.add()
        if key is None:
            for count in list(self._keys.values()):
                count.add()
        elif key in self._keys:
            self._keys[key].add()

    def subscribe(self, key: str | None = None) -> Wake:
        """A waiter that misses no wake-up from now on; it needs no unsubscribing."""
        return _Subscription(self._everything if key is None else self._keys.setdefault(key, _Count()))

    async def wait(self, timeout_seconds: float) -> bool:
        """Wait for the next wake-up, as a waiter that subscribes now."""
        return await self.subscribe().wait(timeout_seconds)


class _Count:
    """How many wake-ups there have been.

    A count and not a flag, so that a waiter which was busy reading when the wake-up came returns at once from its
    next wait.
    """

    def __init__(self) -> None:
        self.value = 0
        self._next = asyncio.Event()

    def add(self) -> None:
        self.value += 1
        self._next.set()
        self._next = asyncio.Event()

    async def beyond(self, seen: int, timeout_seconds: float) -> int:
        """Wait until more than `seen` were counted or the time-out passed; answer the count."""
        if self.value == seen:
            try:
                async with asyncio.timeout(timeout_seconds):
                    await self._next.wait()
            except TimeoutError:
                return self.value
        return self.value


class _Subscription:
    def __init__(self, count: _Count) -> None:
        self._count = count
        self._seen = count.value

    async def wait(self, timeout_seconds: float) -> bool:
        before = self._seen
        self._seen = await self._count.beyond(before, timeout_seconds)
        return self._seen != before
