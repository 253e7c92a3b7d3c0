"""Tickets in and out of their table: locked in the order of their ids, written back many at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.fulfillment.domain.ticket import Ticket
from twyst.mailbox.database import execute, fetch, to_json

FIELDS: Final = tuple(field.name for field in fields(Ticket))
_FROZEN: Final = frozenset({"order_id", "venue_id", "details", "opened_at", "quote_seconds"})
_CHANGING: Final = (*(name for name in FIELDS if name not in _FROZEN), "on_board")
_COLUMNS: Final = ", ".join((*FIELDS, "on_board"))

# Constants only: the names are this module's, the values travel as one JSON parameter.
_LOCK: Final = "SELECT * FROM tickets WHERE order_id = ANY($1::uuid[]) ORDER BY order_id FOR UPDATE"
_LOCK_UNSEEN: Final = """
SELECT * FROM tickets
WHERE state = 'ready_to_fulfill' AND first_seen_at IS NULL AND alarmed_at IS NULL AND announced
  AND opened_at < clock_timestamp() - $1::interval
ORDER BY opened_at LIMIT $2 FOR UPDATE SKIP LOCKED
"""
_LOCK_LAPSING: Final = """
SELECT * FROM tickets
WHERE state = 'ready_to_fulfill' AND first_seen_at IS NULL AND alarmed_at IS NOT NULL AND lapsed_at IS NULL
  AND opened_at < clock_timestamp() - $1::interval
ORDER BY opened_at, order_id LIMIT $2 FOR UPDATE SKIP LOCKED
"""
# One transaction at a time, since the cap counts what others let lapse.
_ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended('tickets lapse', 0))"
_LAPSED_SINCE: Final = (
    "SELECT venue_id, count(*) AS lapsed FROM tickets WHERE lapsed_at > $1 GROUP BY venue_id"
)
_INSERT: Final = (
    f"INSERT INTO tickets ({_COLUMNS}) "  # noqa: S608
    f"SELECT {_COLUMNS} FROM jsonb_populate_recordset(NULL::tickets, $1::jsonb) ORDER BY order_id"
)
_UPDATE: Final = (
    f"UPDATE tickets SET ({', '.join(_CHANGING)}) = ROW({', '.join(f'new.{name}' for name in _CHANGING)}) "  # noqa: S608
    "FROM jsonb_populate_recordset(NULL::tickets, $1::jsonb) AS new WHERE tickets.order_id = new.order_id"
)


async def lock(connection: AsyncConnection, order_ids: Collection[UUID]) -> dict[UUID, Ticket]:
    """The tickets of those orders, as far as there are any."""
    rows = await fetch(connection, _LOCK, list(order_ids))
    return {row["order_id"]: ticket_of(row) for row in rows}


async def lock_unseen(connection: AsyncConnection, opened_for: timedelta, limit: int) -> list[Ticket]:
    """Tickets to sound the alarm for; those that somebody works on at this moment come next time."""
    return [ticket_of(row) for row in await fetch(connection, _LOCK_UNSEEN, opened_for, limit)]


async def lock_lapsing(connection: AsyncConnection, opened_for: timedelta, limit: int) -> list[Ticket]:
    """Tickets whose alarm nobody answered, oldest first; no other transaction gets any until this one ends."""
    await execute(connection, _ONE_AT_A_TIME)
    return [ticket_of(row) for row in await fetch(connection, _LOCK_LAPSING, opened_for, limit)]


async def lapsed_since(connection: AsyncConnection, at: datetime) -> dict[UUID, int]:
    """How many tickets of each venue have lapsed since then."""
    return {row["venue_id"]: row["lapsed"] for row in await fetch(connection, _LAPSED_SINCE, at)}


async def insert(connection: AsyncConnection, tickets: Sequence[Ticket]) -> None:
    """Write tickets of orders that have none."""
    if tickets:
        await execute(connection, _INSERT, to_json([_row(ticket) for ticket in tickets]))


async def update(connection: AsyncConnection, tickets: Sequence[Ticket]) -> None:
    """Write back locked tickets; what was frozen at the opening stays as it is."""
    if tickets:
        await execute(connection, _UPDATE, to_json([_row(ticket) for ticket in tickets]))


def ticket_of(row: asyncpg.Record) -> Ticket:
    """A row with at least the columns of a ticket."""
    return msgspec.convert({name: row[name] for name in FIELDS}, Ticket)


def _row(ticket: Ticket) -> dict[str, Any]:
    return {**{name: getattr(ticket, name) for name in FIELDS}, "on_board": ticket.on_board}
