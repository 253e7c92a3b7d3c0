"""Transactions on calls for staff, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.fulfillment.adapters import presence
from twyst.fulfillment.adapters.messages import feed_item
from twyst.fulfillment.application.views import Notice
from twyst.fulfillment.domain.staff_call import StaffCall
from twyst.mailbox import feed
from twyst.mailbox.database import Database, execute, fetch, fetch_value, to_json

_COLUMNS: Final = ", ".join(field.name for field in fields(StaffCall))
_TABLE_LABEL: Final = """
SELECT t.label FROM venues, jsonb_to_recordset(tables) AS t (table_id uuid, label text)
WHERE venue_id = $1 AND t.table_id = $2
"""
# Two guests of a table who ask at once get one call: the second waits here until it sees the first one's.
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('calls of ' || $1::uuid::text, 0))"
# Constants only: the names are those of the dataclass.
_LOCK_OPEN: Final = f"""
SELECT {_COLUMNS} FROM staff_calls WHERE venue_id = $1 AND table_id = $2 AND state = 'open' FOR UPDATE
"""  # noqa: S608
_READ: Final = f"SELECT {_COLUMNS} FROM staff_calls WHERE call_id = $1"  # noqa: S608
_LOCK: Final = f"{_READ} FOR UPDATE"
_LOCK_OVERDUE: Final = f"""
SELECT {_COLUMNS} FROM staff_calls WHERE state = 'open' AND called_at <= clock_timestamp() - $1::interval
ORDER BY called_at, call_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
_INSERT: Final = (
    f"INSERT INTO staff_calls ({_COLUMNS}) "  # noqa: S608
    f"SELECT {_COLUMNS} FROM jsonb_populate_recordset(NULL::staff_calls, $1::jsonb)"
)
_UPDATE: Final = """
UPDATE staff_calls SET state = new.state, revision = new.revision, ended_at = new.ended_at
FROM jsonb_populate_recordset(NULL::staff_calls, $1::jsonb) AS new WHERE staff_calls.call_id = new.call_id
"""


class PostgresCalls:
    """Transactions that see one venue's calls or, of the worker and without a venue, all."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self, venue_id: UUID | None = None, /) -> AsyncIterator[PostgresCallDesk]:
        async with self._database.transaction(venue_id) as connection:
            yield PostgresCallDesk(connection)


class PostgresCallDesk:
    """One transaction; see `CallDesk`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def now(self) -> datetime:
        at: datetime = await fetch_value(self._connection, "SELECT clock_timestamp()")
        return at

    async def table_label(self, venue_id: UUID, table_id: UUID, /) -> str | None:
        label: str | None = await fetch_value(self._connection, _TABLE_LABEL, venue_id, table_id)
        return label

    async def board_live(self, venue_id: UUID, /, *, silence: timedelta) -> bool:
        return await presence.is_there(self._connection, venue_id, silence)

    async def lock_open_call(self, venue_id: UUID, table_id: UUID, /) -> StaffCall | None:
        await execute(self._connection, _ONE_AT_A_TIME, table_id)
        return await self._one(_LOCK_OPEN, venue_id, table_id)

    async def read_call(self, call_id: UUID, /) -> StaffCall | None:
        return await self._one(_READ, call_id)

    async def lock_call(self, call_id: UUID, /) -> StaffCall | None:
        return await self._one(_LOCK, call_id)

    async def lock_overdue(self, *, open_for: timedelta, limit: int) -> list[StaffCall]:
        rows = await fetch(self._connection, _LOCK_OVERDUE, open_for, limit)
        return [msgspec.convert(dict(row), StaffCall) for row in rows]

    async def insert_call(self, call: StaffCall, /) -> None:
        await execute(self._connection, _INSERT, to_json([call]))

    async def save_calls(self, calls: Sequence[StaffCall], /) -> None:
        await execute(self._connection, _UPDATE, to_json(list(calls)))

    async def announce(self, notices: Sequence[Notice], /) -> None:
        await feed.append(self._connection, [feed_item(notice) for notice in notices])

    async def _one(self, statement: str, *arguments: Any) -> StaffCall | None:
        rows = await fetch(self._connection, statement, *arguments)
        return msgspec.convert(dict(rows[0]), StaffCall) if rows else None
