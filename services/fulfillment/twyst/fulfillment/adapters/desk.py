"""The transactions of the use cases, on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.fulfillment.adapters import heartbeat, ticket_rows
from twyst.fulfillment.adapters.messages import feed_item, ticket_lapsed, ticket_seen
from twyst.fulfillment.application.ports import Delivery, HeldBack, News, TicketLapsed, TicketSeen, ToPark
from twyst.fulfillment.application.views import Notice
from twyst.fulfillment.domain.follow import FollowedOrder
from twyst.fulfillment.domain.lifecycle import Stage
from twyst.fulfillment.domain.ticket import Ticket
from twyst.fulfillment.domain.venue import Venue
from twyst.mailbox import feed, inbox, outbox, parking
from twyst.mailbox.database import Database, execute, fetch, fetch_value
from twyst.mailbox.errors import is_transient
from twyst.mailbox.parking import ParkedRecord, ParkedStatus

_BEGIN_ORDERS: Final = """
INSERT INTO followed_orders (order_id, venue_id, seq, stage, heard_at)
SELECT o.order_id, o.venue_id, 0, 'unpaid', clock_timestamp()
FROM unnest($1::uuid[], $2::uuid[]) AS o (order_id, venue_id) ORDER BY o.order_id
ON CONFLICT DO NOTHING
"""
_LOCK_ORDERS: Final = """
SELECT order_id, venue_id, seq, stage FROM followed_orders WHERE order_id = ANY($1::uuid[])
ORDER BY order_id FOR UPDATE
"""
_SAVE_ORDERS: Final = """
UPDATE followed_orders SET seq = o.seq, stage = o.stage, heard_at = clock_timestamp()
FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS o (order_id, seq, stage)
WHERE followed_orders.order_id = o.order_id
"""
_VENUES: Final = """
SELECT venue_id, revision, name, timezone, quote_seconds, tables FROM venues WHERE venue_id = ANY($1::uuid[])
"""
_SAVE_VENUES: Final = """
INSERT INTO venues (venue_id, revision, name, timezone, quote_seconds, tables)
SELECT v.venue_id, v.revision, v.name, v.timezone, v.quote_seconds, v.tables::jsonb
FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::int[], $6::text[])
     AS v (venue_id, revision, name, timezone, quote_seconds, tables)
ORDER BY v.venue_id
ON CONFLICT (venue_id) DO UPDATE
SET revision = EXCLUDED.revision, name = EXCLUDED.name, timezone = EXCLUDED.timezone,
    quote_seconds = EXCLUDED.quote_seconds, tables = EXCLUDED.tables
WHERE venues.revision < EXCLUDED.revision
   OR (venues.revision = EXCLUDED.revision AND venues.tables IS NULL AND EXCLUDED.tables IS NOT NULL)
RETURNING venue_id
"""


class PostgresTransactions:
    """The worker's transactions, which see every venue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[PostgresDesk]:
        async with self._database.transaction() as connection:
            yield PostgresDesk(connection)

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)


class PostgresVenueTransactions:
    """The API's transactions, which see one venue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self, venue_id: UUID, /) -> AsyncIterator[PostgresDesk]:
        async with self._database.transaction(venue_id) as connection:
            yield PostgresDesk(connection)


class PostgresDesk:
    """One transaction; see `KitchenDesk`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def held_back(
        self, consumer: str, keys: Collection[str], event_ids: Collection[str], /
    ) -> HeldBack:
        return HeldBack(
            frozenset(await parking.parked_keys(self._connection, list(keys))),
            frozenset(await parking.discarded(self._connection, consumer, list(event_ids))),
        )

    async def claim(self, consumer: str, deliveries: Sequence[Delivery[News]], /) -> Sequence[Delivery[News]]:
        if not deliveries:
            return deliveries
        arrivals = [
            inbox.Arrival(
                each.event_id or parking.place_id(each.record),
                each.record.topic,
                each.record.partition,
                each.record.offset,
            )
            for each in deliveries
        ]
        return [deliveries[index] for index in await inbox.claim(self._connection, consumer, arrivals)]

    async def park(self, consumer: str, records: Sequence[ToPark[News]], /) -> None:
        rows = [
            parking.ToPark(
                consumer,
                each.delivery.key,
                each.delivery.event_id,
                each.delivery.record,
                each.reason,
                each.error,
            )
            for each in records
        ]
        await parking.park(self._connection, rows)

    async def take_parked(self, key: str, /) -> Sequence[ParkedRecord]:
        return await parking.take(self._connection, key)

    async def resolve_parked(self, ids: Sequence[int], /, *, redriven: bool, by: str, resolution: str) -> int:
        status = ParkedStatus.REDRIVEN if redriven else ParkedStatus.DISCARDED
        return await parking.resolve(self._connection, ids, status, by=by, resolution=resolution)

    async def now(self) -> datetime:
        at: datetime = await fetch_value(self._connection, "SELECT clock_timestamp()")
        return at

    async def lock_orders(self, venues: Mapping[UUID, UUID], /) -> dict[UUID, FollowedOrder]:
        if not venues:
            return {}
        # The insert waits for another transaction that has just begun the same order, so there is always a row to lock.
        await execute(self._connection, _BEGIN_ORDERS, list(venues), list(venues.values()))
        rows = await fetch(self._connection, _LOCK_ORDERS, list(venues))
        return {
            row["order_id"]: FollowedOrder(row["order_id"], row["venue_id"], row["seq"], Stage(row["stage"]))
            for row in rows
        }

    async def save_orders(self, orders: Sequence[FollowedOrder], /) -> None:
        if orders:
            await execute(
                self._connection,
                _SAVE_ORDERS,
                [each.order_id for each in orders],
                [each.seq for each in orders],
                [each.stage.value for each in orders],
            )

    async def lock_tickets(self, order_ids: Collection[UUID], /) -> dict[UUID, Ticket]:
        return await ticket_rows.lock(self._connection, order_ids)

    async def lock_unseen(self, *, opened_for: timedelta, limit: int) -> list[Ticket]:
        return await ticket_rows.lock_unseen(self._connection, opened_for, limit)

    async def lock_lapsing(self, *, opened_for: timedelta, limit: int) -> list[Ticket]:
        return await ticket_rows.lock_lapsing(self._connection, opened_for, limit)

    async def lapsed_since(self, at: datetime, /) -> dict[UUID, int]:
        return await ticket_rows.lapsed_since(self._connection, at)

    async def boards_answer_since(self, *, silence: timedelta) -> datetime | None:
        return await heartbeat.beating_since(self._connection, heartbeat.BOARDS, silence)

    async def insert_tickets(self, tickets: Sequence[Ticket], /) -> None:
        await ticket_rows.insert(self._connection, tickets)

    async def save_tickets(self, tickets: Sequence[Ticket], /) -> None:
        await ticket_rows.update(self._connection, tickets)

    async def venues(self, venue_ids: Collection[UUID], /) -> dict[UUID, Venue]:
        rows = await fetch(self._connection, _VENUES, list(venue_ids))
        return {row["venue_id"]: msgspec.convert(dict(row), Venue) for row in rows}

    async def save_venues(self, venues: Sequence[Venue], /) -> frozenset[UUID]:
        rows = await fetch(
            self._connection,
            _SAVE_VENUES,
            [each.venue_id for each in venues],
            [each.revision for each in venues],
            [each.name for each in venues],
            [each.timezone for each in venues],
            [each.quote_seconds for each in venues],
            [None if each.tables is None else msgspec.json.encode(each.tables).decode() for each in venues],
        )
        return frozenset(row["venue_id"] for row in rows)

    async def announce(self, notices: Sequence[Notice], /) -> None:
        await feed.append(self._connection, [feed_item(notice) for notice in notices])

    async def publish_seen(self, seen: TicketSeen, /) -> None:
        await outbox.append(self._connection, [ticket_seen(seen)])

    async def publish_lapsed(self, lapsed: Sequence[TicketLapsed], /) -> None:
        await outbox.append(self._connection, [ticket_lapsed(each) for each in lapsed])
