"""Who is there: API and worker say it every few seconds, and since when without a break.

A ticket lapses only if staff could see it, so while the API was there; a board is live only while the worker follows orders.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import Database, execute, fetch_value

BOARDS, ORDERS = "boards", "orders"
"""Boards are answered, by the API; orders are followed, by a worker that consumes."""
EVERY_SECONDS: Final = 5.0
_BEAT: Final = """
INSERT INTO heartbeats AS known (name, since, beat_at) VALUES ($1, clock_timestamp(), clock_timestamp())
ON CONFLICT (name) DO UPDATE SET
  since = CASE WHEN known.beat_at < clock_timestamp() - $2::interval THEN clock_timestamp() ELSE known.since END,
  beat_at = clock_timestamp()
"""
_SINCE: Final = "SELECT since FROM heartbeats WHERE name = $1 AND beat_at >= clock_timestamp() - $2::interval"


async def beat(database: Database, name: str, silence: timedelta) -> None:
    """It is there. After a silence that long, from now on."""
    async with database.transaction() as connection:
        await execute(connection, _BEAT, name, silence)


async def beating_since(connection: AsyncConnection, name: str, silence: timedelta) -> datetime | None:
    """Since when there was no silence that long; None while there is one."""
    since: datetime | None = await fetch_value(connection, _SINCE, name, silence)
    return since
