"""The relay publishes the outbox in order: one is active per database, the others wait for its lock.

The advisory lock is held by the connection that selects and marks, so whoever lost the lock can neither read nor
mark. It can still have sends on their way; those are rows that the next relay publishes again, since nothing is marked
before the broker acknowledged it. Each relay publishes from the first unmarked row without a hole, so the topic
ascends per key once exact duplicates are dropped, however many relays believe to be active.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from twyst.mailbox.backoff import delays
from twyst.mailbox.connection import first_of
from twyst.mailbox.errors import CONNECTION_ERRORS
from twyst.mailbox.outbox import OutboxRow
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)


class Outlet(Protocol):
    """The outbox as the holder of its lock sees it."""

    @property
    def lost(self) -> asyncio.Event:
        """Set when the lock is gone; nothing can be read or marked any more."""
        ...

    @property
    def woken(self) -> asyncio.Event:
        """Set when something may have been appended; a hint, cleared by whoever reads."""
        ...

    async def unpublished(self, limit: int, /) -> list[OutboxRow]:
        """The first rows that are not marked, in the order of their ids."""
        ...

    async def mark(self, ids: Sequence[int], /) -> None:
        """They were published."""
        ...


class Outbox(Protocol):
    """The one outbox of a service."""

    def hold(self, stop: Stop, /) -> AbstractAsyncContextManager[Outlet | None]:
        """Wait for the lock, and hold it as long as the block lasts; None when the stop came first."""
        ...


class Publisher(Protocol):
    """Publishes rows in order, and returns when all of them were acknowledged; raises otherwise."""

    async def publish(self, rows: Sequence[OutboxRow], /) -> None: ...


@dataclass(slots=True)
class RelayCounters:
    """Totals since the start, for metrics; `active` is 1 while this relay holds the lock."""

    published: int = 0
    failures: int = 0
    active: int = 0


class OutletLost(Exception):
    """The relay's session, and with it the lock, is gone."""


class Relay:
    """Moves the rows of an outbox to a publisher, in order."""

    def __init__(
        self,
        outbox: Outbox,
        publisher: Publisher,
        *,
        batch_size: int = 500,
        poll_seconds: float = 0.2,
        backoff_seconds: tuple[float, float] = (0.2, 5.0),
    ) -> None:
        self._outbox = outbox
        self._publisher = publisher
        self._batch_size = batch_size
        self._poll_seconds = poll_seconds
        self._backoff_seconds = backoff_seconds
        self._counters = RelayCounters()

    def counters(self) -> RelayCounters:
        """A copy of the totals."""
        return replace(self._counters)

    async def run(self, stop: Stop) -> None:
        """Relay until stopped. A lost database is waited for; only errors of this program end the loop."""
        waits = delays(*self._backoff_seconds)
        while not stop.requested:
            try:
                await self._hold_and_relay(stop)
            except (OutletLost, *CONNECTION_ERRORS) as error:
                if self._counters.active:
                    waits = delays(*self._backoff_seconds)
                self._counters.failures += 1
                log.warning("relay lost the database", extra={"error": repr(error)})
                await stop.sleep(next(waits))
            finally:
                self._counters.active = 0

    async def _hold_and_relay(self, stop: Stop) -> None:
        """One life of the session: wait for the lock, then relay until stop or loss."""
        async with self._outbox.hold(stop) as outlet:
            if outlet is not None:
                self._counters.active = 1
                await self._relay(outlet, stop)

    async def _relay(self, outlet: Outlet, stop: Stop) -> None:
        waits = delays(*self._backoff_seconds)
        while not stop.requested:
            outlet.woken.clear()
            rows = await outlet.unpublished(self._batch_size)
            if rows and not await self._publish(rows, outlet.lost):
                await stop.sleep(next(waits))
                continue
            waits = delays(*self._backoff_seconds)
            if rows:
                await outlet.mark([row.id for row in rows])
                self._counters.published += len(rows)
            if len(rows) < self._batch_size:
                await first_of(
                    outlet.woken.wait(),
                    outlet.lost.wait(),
                    stop.wait(),
                    timeout_seconds=self._poll_seconds,
                )
            if outlet.lost.is_set():
                raise OutletLost

    async def _publish(self, rows: Sequence[OutboxRow], lost: asyncio.Event) -> bool:
        """Whether all rows were acknowledged; gives up at once when the connection is lost."""
        publishing = asyncio.create_task(self._publisher.publish(rows))
        watching = asyncio.create_task(lost.wait())
        try:
            await asyncio.wait({publishing, watching}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watching.cancel()
            publishing.cancel()
            outcome, _ = await asyncio.gather(publishing, watching, return_exceptions=True)
        if lost.is_set():
            raise OutletLost
        if isinstance(
            outcome, BaseException
        ):  # a cancellation that came from within is no acknowledgement either
            self._counters.failures += 1
            log.warning("outbox rows were not published", extra={"rows": len(rows), "error": repr(outcome)})
            return False
        return True
