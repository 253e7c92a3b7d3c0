"""Transactions of one venue for the API, and the worker's view of all venues."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from twyst.mailbox.database import Database, execute, fetch, fetch_value
from twyst.order.adapters.catalog.catalog import SqlCatalog
from twyst.order.application.catalog_ports import Catalog


class SqlTransactions:
    """`Transactions` on the service's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def of_venue(self, venue_id: UUID) -> AsyncIterator[Catalog]:
        async with self._database.transaction(venue_id) as connection:
            yield SqlCatalog(connection, venue_id)

    @asynccontextmanager
    async def of_code(self, code_hash: str) -> AsyncIterator[tuple[UUID, Catalog] | None]:
        """The policy on codes shows the one row whose hash the transaction names; its venue is entered from there."""
        async with self._database.transaction() as connection:
            await execute(connection, "SELECT set_config('app.pairing_code_hash', $1, true)", code_hash)
            venue_id = await fetch_value(
                connection, "SELECT venue_id FROM pairing_code WHERE code_hash = $1", code_hash
            )
            if venue_id is None:
                yield None
                return
            await execute(connection, "SELECT set_config('app.venue_id', $1, true)", str(venue_id))
            yield venue_id, SqlCatalog(connection, venue_id)


_EXPIRED = """
SELECT venue_id FROM venue WHERE paused_until <= $1
UNION SELECT venue_id FROM sold_out WHERE until <= $1
ORDER BY venue_id LIMIT $2
"""
_STALE = (
    "SELECT venue_id FROM stripe_account WHERE invalidated_at >= read_at ORDER BY invalidated_at LIMIT $1"
)
_INVALIDATE = """
UPDATE stripe_account SET invalidated_at = clock_timestamp() WHERE account_id = $1 RETURNING venue_id
"""


class SqlWorkerView:
    """`WorkerView` on the service's database, as the worker's role, whose policies show all venues."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def invalidate_account(self, account_id: str) -> UUID | None:
        async with self._database.transaction() as connection:
            venue_id: UUID | None = await fetch_value(connection, _INVALIDATE, account_id)
            return venue_id

    async def stale_accounts(self, *, limit: int) -> Sequence[UUID]:
        async with self._database.transaction() as connection:
            return [row["venue_id"] for row in await fetch(connection, _STALE, limit)]

    async def with_expired(self, at: datetime, *, limit: int) -> Sequence[UUID]:
        async with self._database.transaction() as connection:
            return [row["venue_id"] for row in await fetch(connection, _EXPIRED, at, limit)]
