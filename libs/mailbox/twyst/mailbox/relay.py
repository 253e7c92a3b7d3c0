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
from dataclasses import dataclass, replace
from typing import Any, Protocol

import asyncpg
import msgspec

from twyst.mailbox.backoff import delays
from twyst.mailbox.connection import dedicated, first_of
from twyst.mailbox.errors import CONNECTION_ERRORS
from twyst.mailbox.outbox import CHANNEL, OutboxRow
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)

# The key of the lock within the database; each service has a database of its own.
_LOCK_KEY = 0x7457_5953_5452_4C59
_STANDBY_SECONDS = 0.5
_COMMAND_TIMEOUT_SECONDS = 30.0

_NEXT = """
SELECT id, topic, key, ce_id, ce_type, ce_source, ce_subject, ce_time, body, headers::text
FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT $1
"""
_MARK = "UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1::bigint[])"


class Publisher(Protocol):
    """Publishes rows in order, and returns when all of them were acknowledged; raises otherwise."""

    async def publish(self, rows: Sequence[OutboxRow], /) -> None: ...


@dataclass(slots=True)
class RelayCounters:
    """Totals since the start, for metrics; `active` is 1 while this relay holds the lock."""

    published: int = 0
    failures: int = 0
    active: int = 0


class _ConnectionLost(Exception):
    """The relay's connection, and with it the lock, is gone."""


class Relay:
    """Moves outbox rows to a publisher. `dsn` is plain; its role may select from and update `outbox`.

    A relay whose process hangs still has its connection, so the server takes lock and connection from it after
    `frozen_seconds` without a word. That must be longer than publishing and a pause may take.
    """

    def __init__(
        self,
        dsn: str,
        publisher: Publisher,
        *,
        application_name: str,
        batch_size: int = 500,
        poll_seconds: float = 0.2,
        backoff_seconds: tuple[float, float] = (0.2, 5.0),
        frozen_seconds: float = 20.0,
    ) -> None:
        self._dsn = dsn
        self._publisher = publisher
        self._application_name = application_name
        self._batch_size = batch_size
        self._poll_seconds = poll_seconds
        self._backoff_seconds = backoff_seconds
        self._frozen_seconds = frozen_seconds
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
            except (_ConnectionLost, *CONNECTION_ERRORS) as error:
                if self._counters.active:
                    waits = delays(*self._backoff_seconds)
                self._counters.failures += 1
                log.warning("relay lost the database", extra={"error": repr(error)})
                await stop.sleep(next(waits))
            finally:
                self._counters.active = 0

    async def _hold_and_relay(self, stop: Stop) -> None:
        """One life of the connection: wait for the lock, then relay until stop or loss."""
        async with dedicated(
            self._dsn,
            application_name=self._application_name,
            command_timeout_seconds=_COMMAND_TIMEOUT_SECONDS,
            idle_seconds=self._frozen_seconds,
        ) as (connection, lost):
            # Asked for again and again: a waiting `pg_advisory_lock` would hold back vacuum with its snapshot.
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY):
                if await stop.sleep(_STANDBY_SECONDS):
                    return
            self._counters.active = 1
            await self._relay(connection, lost, stop)

    async def _relay(self, connection: asyncpg.Connection, lost: asyncio.Event, stop: Stop) -> None:
        woken = asyncio.Event()

        def on_notify(*_arguments: Any) -> None:
            woken.set()

        await connection.add_listener(CHANNEL, on_notify)
        waits = delays(*self._backoff_seconds)
        while not stop.requested:
            woken.clear()
            rows = [_row(record) for record in await connection.fetch(_NEXT, self._batch_size)]
            if rows and not await self._publish(rows, lost):
                await stop.sleep(next(waits))
                continue
            waits = delays(*self._backoff_seconds)
            if rows:
                await connection.execute(_MARK, [row.id for row in rows])
                self._counters.published += len(rows)
            if len(rows) < self._batch_size:
                await first_of(woken.wait(), lost.wait(), stop.wait(), timeout_seconds=self._poll_seconds)
            if lost.is_set():
                raise _ConnectionLost

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
            raise _ConnectionLost
        if isinstance(
            outcome, BaseException
        ):  # a cancellation that came from within is no acknowledgement either
            self._counters.failures += 1
            log.warning("outbox rows were not published", extra={"rows": len(rows), "error": repr(outcome)})
            return False
        return True


def _row(record: asyncpg.Record) -> OutboxRow:
    return OutboxRow(
        id=record["id"],
        topic=record["topic"],
        key=record["key"],
        ce_id=record["ce_id"],
        ce_type=record["ce_type"],
        ce_source=record["ce_source"],
        ce_subject=record["ce_subject"],
        ce_time=record["ce_time"],
        body=None if record["body"] is None else record["body"].encode(),
        headers=msgspec.json.decode(record["headers"], type=dict[str, str]),
    )
