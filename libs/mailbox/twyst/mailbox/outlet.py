"""The outbox table as its relay sees it: one session that holds the lock, reads in order, and marks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.connection import dedicated
from twyst.mailbox.database import fetch_value
from twyst.mailbox.outbox import CHANNEL, OutboxRow
from twyst.runtime.shutdown import Stop

# The key of the lock within the database; each service has a database of its own.
_LOCK_KEY = 0x7457_5953_5452_4C59
_STANDBY_SECONDS = 0.5
_COMMAND_TIMEOUT_SECONDS = 30.0

_NEXT = """
SELECT id, topic, key, ce_id, ce_type, ce_source, ce_subject, ce_time, body, headers::text
FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT $1
"""
_MARK = "UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1::bigint[])"


async def keep_still(connection: AsyncConnection) -> bool:
    """Whether no relay is active; then none is before this transaction ends."""
    return bool(await fetch_value(connection, "SELECT pg_try_advisory_xact_lock($1)", _LOCK_KEY))


class PostgresOutbox:
    """`Outbox` on a database. `dsn` is plain; its role may select from and update `outbox`.

    A relay whose process hangs still has its connection, so the server takes lock and connection from it after
    `frozen_seconds` without a word. That must be longer than publishing and a pause may take.
    """

    def __init__(self, dsn: str, *, application_name: str, frozen_seconds: float = 20.0) -> None:
        self._dsn = dsn
        self._application_name = application_name
        self._frozen_seconds = frozen_seconds

    @asynccontextmanager
    async def hold(self, stop: Stop) -> AsyncIterator[PostgresOutlet | None]:
        """One life of the connection, with the lock."""
        async with dedicated(
            self._dsn,
            application_name=self._application_name,
            command_timeout_seconds=_COMMAND_TIMEOUT_SECONDS,
            idle_seconds=self._frozen_seconds,
        ) as (connection, lost):
            # Asked for again and again: a waiting `pg_advisory_lock` would hold back vacuum with its snapshot.
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK_KEY):
                if await stop.sleep(_STANDBY_SECONDS):
                    yield None
                    return
            outlet = PostgresOutlet(connection, lost)
            await connection.add_listener(CHANNEL, outlet.on_notify)
            yield outlet


class PostgresOutlet:
    """`Outlet` on the connection that holds the advisory lock."""

    def __init__(self, connection: asyncpg.Connection, lost: asyncio.Event) -> None:
        self._connection = connection
        self.lost = lost
        self.woken = asyncio.Event()

    def on_notify(self, *_arguments: Any) -> None:
        self.woken.set()

    async def unpublished(self, limit: int, /) -> list[OutboxRow]:
        return [_row(record) for record in await self._connection.fetch(_NEXT, limit)]

    async def mark(self, ids: Sequence[int], /) -> None:
        await self._connection.execute(_MARK, list(ids))


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
