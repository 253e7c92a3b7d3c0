"""Vitals and pruning on PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.fulfillment.application.upkeep import Retention, Vitals
from twyst.mailbox import feed, inbox, outbox
from twyst.mailbox.database import Database, execute, fetch

_BATCH_ROWS: Final = 10_000
_VITALS: Final = """
WITH open_ticket AS (
  SELECT opened_at, quote_seconds, state = 'ready_to_fulfill' AND first_seen_at IS NULL AS unseen
  FROM tickets WHERE on_board AND recalled_at IS NULL
)
SELECT count(*) AS open_tickets,
       count(*) FILTER (WHERE opened_at + make_interval(secs => quote_seconds) < clock_timestamp()) AS late_tickets,
       count(*) FILTER (WHERE unseen) AS unseen_tickets,
       coalesce(extract(epoch FROM clock_timestamp() - min(opened_at) FILTER (WHERE unseen)), 0)::float8
         AS unseen_oldest_seconds,
       (SELECT count(*) FROM staff_calls WHERE state = 'open') AS open_calls,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(called_at)), 0)::float8
        FROM staff_calls WHERE state = 'open') AS open_calls_oldest_seconds
FROM open_ticket
"""
_PRUNE_TICKETS: Final = """
DELETE FROM tickets WHERE order_id IN (
  SELECT order_id FROM tickets WHERE finished_at < clock_timestamp() - $1::interval LIMIT $2)
"""
# An order that the kitchen still works on keeps its place in the count of events.
_PRUNE_ORDERS: Final = """
DELETE FROM followed_orders WHERE order_id IN (
  SELECT order_id FROM followed_orders
  WHERE heard_at < clock_timestamp() - $1::interval AND stage NOT IN ('paid', 'fulfilling') LIMIT $2)
"""
_PRUNE_CALLS: Final = """
DELETE FROM staff_calls WHERE call_id IN (
  SELECT call_id FROM staff_calls WHERE ended_at < clock_timestamp() - $1::interval LIMIT $2)
"""


class PostgresUpkeep:
    """See `Upkeep`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def vitals(self) -> Vitals:
        async with self._database.transaction() as connection:
            row = (await fetch(connection, _VITALS))[0]
        return Vitals(**dict(row))

    async def prune(self, retention: Retention, /) -> int:
        jobs: list[Callable[[AsyncConnection], Awaitable[int]]] = [
            partial(feed.prune, older_than=retention.feed, limit=_BATCH_ROWS),
            partial(inbox.prune, older_than=retention.inbox, limit=_BATCH_ROWS),
            partial(outbox.prune, limit=_BATCH_ROWS),
            partial(_delete, sql=_PRUNE_TICKETS, older_than=retention.tickets),
            partial(_delete, sql=_PRUNE_ORDERS, older_than=retention.tickets),
            partial(_delete, sql=_PRUNE_CALLS, older_than=retention.calls),
        ]
        return sum([await self._repeat(job) for job in jobs])

    async def _repeat(self, job: Callable[[AsyncConnection], Awaitable[int]]) -> int:
        """Batch by batch, each in its own transaction, until nothing is left."""
        total = 0
        while True:
            async with self._database.transaction() as connection:
                count = await job(connection)
            total += count
            if count < _BATCH_ROWS:
                return total


async def _delete(connection: AsyncConnection, *, sql: str, older_than: timedelta) -> int:
    return await execute(connection, sql, older_than, _BATCH_ROWS)
