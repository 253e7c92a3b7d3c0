"""Wake-ups from PostgreSQL: one LISTEN connection per process and channel, any number of waiters."""

from __future__ import annotations

import logging
from typing import Any

from twyst.mailbox.backoff import delays
from twyst.mailbox.connection import dedicated, first_of
from twyst.mailbox.errors import CONNECTION_ERRORS
from twyst.runtime.shutdown import Stop
from twyst.runtime.wake import LocalWake, Wake

log = logging.getLogger(__name__)

_COMMAND_TIMEOUT_SECONDS = 10.0
_PROBE_SECONDS = 15.0
_BACKOFF_SECONDS = (0.2, 5.0)


class PgWake:
    """A source of wake-ups that follows `NOTIFY` on one channel. The payload is the key; without one it concerns all.

    While the connection is away nothing wakes, which costs latency and no content: whoever waits has a floor, the
    time-out of its wait. A new connection wakes everyone once, for what was missed.
    """

    def __init__(self, dsn: str, channel: str, *, application_name: str) -> None:
        self._dsn = dsn
        self._channel = channel
        self._application_name = application_name
        self._source = LocalWake()
        self.connected = False

    def subscribe(self, key: str | None = None) -> Wake:
        """A waiter for one key or for everything, that misses no wake-up from now on, those during its own work included."""
        return self._source.subscribe(key)

    async def wait(self, timeout_seconds: float) -> bool:
        """Wait for the next wake-up; False when the time-out passed instead."""
        return await self._source.wait(timeout_seconds)

    async def run(self, stop: Stop) -> None:
        """Listen until stopped; reconnects for ever."""
        waits = delays(*_BACKOFF_SECONDS)
        while not stop.requested:
            try:
                await self._listen(stop)
            except CONNECTION_ERRORS as error:
                if self.connected:
                    waits = delays(*_BACKOFF_SECONDS)
                log.warning("wake-ups are away", extra={"channel": self._channel, "error": repr(error)})
            finally:
                self.connected = False
            await stop.sleep(next(waits))

    async def _listen(self, stop: Stop) -> None:
        async with dedicated(
            self._dsn,
            application_name=self._application_name,
            command_timeout_seconds=_COMMAND_TIMEOUT_SECONDS,
        ) as (connection, lost):
            await connection.add_listener(self._channel, self._on_notify)
            self.connected = True
            self._source.notify()
            while not await first_of(stop.wait(), lost.wait(), timeout_seconds=_PROBE_SECONDS):
                await connection.execute("SELECT 1")  # finds a server that went away without a word

    def _on_notify(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        self._source.notify(payload or None)
