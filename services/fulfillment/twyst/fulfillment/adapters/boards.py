"""Boards and their feeds, read as one venue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.fulfillment.adapters import heartbeat
from twyst.fulfillment.adapters.presence import Presence
from twyst.fulfillment.adapters.ticket_rows import ticket_of
from twyst.fulfillment.application.call_views import call_view
from twyst.fulfillment.application.ports import SILENCE, OrdersNotFollowed
from twyst.fulfillment.application.views import Board, TicketView, VenueView, ticket_view
from twyst.fulfillment.domain.staff_call import StaffCall
from twyst.fulfillment.domain.ticket import Ticket
from twyst.mailbox import feed
from twyst.mailbox.database import Database, fetch
from twyst.mailbox.feed import FeedPage

# One statement, so that the cursor, the tickets and the calls are of the same moment.
_BOARD: Final = """
SELECT clock_timestamp() AS server_time, coalesce(c.last, 0) AS cursor,
       v.name AS venue_name, v.timezone AS venue_timezone, v.quote_seconds AS venue_quote_seconds, s.calls, t.*
FROM (SELECT $1::uuid AS venue_id) AS wanted
LEFT JOIN feed_cursor c ON c.venue_id = wanted.venue_id
LEFT JOIN venues v ON v.venue_id = wanted.venue_id
LEFT JOIN tickets t ON t.venue_id = wanted.venue_id
                   AND (t.on_board OR t.finished_at > clock_timestamp() - $2::interval)
CROSS JOIN (SELECT jsonb_agg(to_jsonb(o) ORDER BY o.called_at, o.call_id) AS calls
            FROM staff_calls o WHERE o.venue_id = $1 AND o.state = 'open') s
ORDER BY t.opened_at, t.order_id
"""


class PostgresBoards:
    """See `Boards`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._presence = Presence()

    async def read(self, venue_id: UUID, /, *, recent: timedelta) -> Board:
        async with self._database.transaction(venue_id) as connection:
            rows = await fetch(connection, _BOARD, venue_id, recent)
        tickets = [ticket_of(row) for row in rows if row["order_id"] is not None]
        finished = [each for each in tickets if not each.on_board]
        finished.sort(key=lambda each: each.finished_at or each.opened_at, reverse=True)
        return Board(
            venue_id=venue_id,
            cursor=rows[0]["cursor"],
            server_time=rows[0]["server_time"],
            recent_seconds=int(recent.total_seconds()),
            venue=_venue_of(rows[0]),
            tickets=_views([each for each in tickets if each.on_board]),
            recent=_views(finished),
            calls=tuple(call_view(each) for each in msgspec.convert(rows[0]["calls"] or [], list[StaffCall])),
        )

    async def check_followed(self) -> None:
        async with self._database.transaction() as connection:
            await _check_followed(connection)

    async def feed(self, venue_id: UUID, after: int, limit: int, /) -> FeedPage:
        async with self._database.transaction(venue_id) as connection:
            await _check_followed(connection)
            await self._presence.note(connection, venue_id)
            return await feed.read(connection, venue_id, after=after, limit=limit)


async def _check_followed(connection: AsyncConnection) -> None:
    if await heartbeat.beating_since(connection, heartbeat.ORDERS, SILENCE) is None:
        raise OrdersNotFollowed


def _venue_of(row: asyncpg.Record) -> VenueView | None:
    if row["venue_name"] is None:
        return None
    return VenueView(row["venue_name"], row["venue_timezone"], row["venue_quote_seconds"])


def _views(tickets: Sequence[Ticket]) -> tuple[TicketView, ...]:
    return tuple(ticket_view(each) for each in tickets)
