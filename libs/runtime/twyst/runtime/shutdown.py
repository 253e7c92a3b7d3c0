"""Cooperative stop: loops ask whether to go on, and sleep in a way that a stop ends at once."""

import asyncio
import logging
from collections.abc import Callable

logger = logging.getLogger(__name__)


class Stop:
    """A request to stop one task; it is never taken back."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def request(self) -> None:
        self._event.set()

    async def wait(self) -> None:
        """Return when the stop is requested."""
        await self._event.wait()

    async def sleep(self, timeout_seconds: float) -> bool:
        """Sleep, but not past a stop. True when the stop is requested: `while not await stop.sleep(5): …`."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._event.wait()
        except TimeoutError:
            return self._event.is_set()
        return True


class Shutdown(Stop):
    """The stop of the whole process, with the exit code that its supervisor will see."""

    def __init__(self) -> None:
        super().__init__()
        self.exit_code = 0
        self._listeners: list[Callable[[], None]] = []

    def on_request(self, listener: Callable[[], None]) -> None:
        """Call the listener once, when the shutdown is requested; at once if it was already."""
        if self.requested:
            listener()
        else:
            self._listeners.append(listener)

    def begin(self, reason: str, *, exit_code: int = 0) -> None:
        """Request the shutdown. The first reason is logged; the highest exit code wins."""
        self.exit_code = max(self.exit_code, exit_code)
        if self.requested:
            return
        logger.info("shutdown begins", extra={"reason": reason, "exit_code": exit_code})
        self.request()
        for listener in self._listeners:
            listener()
        self._listeners.clear()
