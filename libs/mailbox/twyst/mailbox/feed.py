"""Append-only feeds, one per venue, read by cursor.

A cursor is counted under the venue's lock, which lasts until commit: whoever sees cursor n sees all before it, and no
gap is filled later. That is what lets a reader resume with nothing but the last cursor it saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, MetaData, PrimaryKeyConstraint, Table, Uuid, text
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch
from twyst.mailbox.tables import recorded_at_column, text_column

CHANNEL = "feed"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """Something to append: `kind` names it, `body` is JSON text."""

    venue_id: UUID
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An item at its place."""

    cursor: int
    kind: str
    body: bytes
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class FeedPage:
    """Entries after a cursor, ascending.

    `last` is the newest cursor of the feed. `complete` is False when entries after the reader's cursor were pruned:
    then the reader has to take the whole state anew.
    """

    entries: list[FeedEntry]
    last: int
    complete: bool


def feed_tables(metadata: MetaData) -> tuple[Table, Table]:
    """The tables `feed` and `feed_cursor` in a service's metadata."""
    feed = Table(
        "feed",
        metadata,
        Column("venue_id", Uuid, nullable=False),
        Column("cursor", BigInteger, nullable=False),
        text_column("kind"),
        text_column("body"),
        recorded_at_column(),
        PrimaryKeyConstraint("venue_id", "cursor"),
    )
    Index("ix_feed_recorded_at", feed.c.recorded_at)
    cursor = Table(
        "feed_cursor",
        metadata,
        Column("venue_id", Uuid, primary_key=True),
        Column("last", BigInteger, nullable=False),
        Column("pruned", BigInteger, nullable=False, server_default=text("0")),
    )
    return feed, cursor


# The counters are locked in venue order, so that two transactions with several venues cannot deadlock.
_APPEND = """
WITH item AS (
  SELECT i.venue_id, i.kind, i.body, i.position
  FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS i (venue_id, kind, body, position)
), counted AS (
  SELECT venue_id, count(*) AS items FROM item GROUP BY venue_id
), counter AS (
  INSERT INTO feed_cursor (venue_id, last) SELECT venue_id, items FROM counted ORDER BY venue_id
  ON CONFLICT (venue_id) DO UPDATE SET last = feed_cursor.last + EXCLUDED.last
  RETURNING venue_id, last
), appended AS (
  INSERT INTO feed (venue_id, cursor, kind, body)
  SELECT i.venue_id,
         c.last - n.items + row_number() OVER (PARTITION BY i.venue_id ORDER BY i.position),
         i.kind, i.body
  FROM item i JOIN counted n USING (venue_id) JOIN counter c USING (venue_id)
)
SELECT venue_id, last, pg_notify('feed', venue_id::text) FROM counter
"""


async def append(connection: AsyncConnection, items: Sequence[FeedItem]) -> dict[UUID, int]:
    """Append items in order, each to its venue's feed; the last cursor of each venue.

    The venues stay locked until the transaction ends, so call it once and late.
    """
    if not items:
        return {}
    rows = await fetch(
        connection,
        _APPEND,
        [item.venue_id for item in items],
        [item.kind for item in items],
        [item.body.decode() for item in items],
    )
    return {row["venue_id"]: row["last"] for row in rows}


_READ = """
SELECT c.last, c.pruned, f.cursor, f.kind, f.body, f.recorded_at
FROM feed_cursor c
LEFT JOIN LATERAL (
  SELECT cursor, kind, body, recorded_at FROM feed
  WHERE venue_id = c.venue_id AND cursor > $2 ORDER BY cursor LIMIT $3
) f ON true
WHERE c.venue_id = $1
ORDER BY f.cursor
"""


async def read(connection: AsyncConnection, venue_id: UUID, *, after: int, limit: int) -> FeedPage:
    """At most `limit` entries of a venue after a cursor; 0 is before the first."""
    rows = await fetch(connection, _READ, venue_id, after, limit)
    if not rows:
        return FeedPage([], last=0, complete=after == 0)
    entries = [
        FeedEntry(row["cursor"], row["kind"], row["body"].encode(), row["recorded_at"])
        for row in rows
        if row["cursor"] is not None
    ]
    last, pruned = rows[0]["last"], rows[0]["pruned"]
    return FeedPage(entries, last=last, complete=pruned <= after <= last)


_PRUNE = """
WITH old AS (
  SELECT venue_id, cursor FROM feed WHERE recorded_at < clock_timestamp() - $1::interval
  ORDER BY recorded_at LIMIT $2
), gone AS (
  DELETE FROM feed USING old WHERE feed.venue_id = old.venue_id AND feed.cursor = old.cursor
  RETURNING feed.venue_id, feed.cursor
), edge AS (
  SELECT venue_id, max(cursor) AS cursor FROM gone GROUP BY venue_id
), moved AS (
  UPDATE feed_cursor SET pruned = greatest(pruned, edge.cursor) FROM edge
  WHERE feed_cursor.venue_id = edge.venue_id
)
SELECT count(*) FROM gone
"""


async def prune(connection: AsyncConnection, *, older_than: timedelta, limit: int = 10_000) -> int:
    """Delete at most `limit` entries older than that; how many it were."""
    rows = await fetch(connection, _PRUNE, older_than, limit)
    return int(rows[0]["count"])


_SKIP = 1_000_000_000
_LOCK = "SELECT venue_id FROM feed_cursor ORDER BY venue_id FOR UPDATE"
# Statements of their own, so that they see what was appended while the lock was waited for.
_BREAK_OFF = """
WITH gone AS (DELETE FROM feed)
UPDATE feed_cursor SET last = last + $1, pruned = last + $1 RETURNING venue_id, pg_notify('feed', '')
"""


async def break_off(connection: AsyncConnection) -> list[UUID]:
    """Have every reader take the whole state anew; the venues whose readers do.

    After a restore, a cursor is given out twice, for different entries. Those to come begin so far ahead that no reader's
    cursor from before the restore lies among them.
    """
    await fetch(connection, _LOCK)
    return [row["venue_id"] for row in await fetch(connection, _BREAK_OFF, _SKIP)]


async def last_cursor(connection: AsyncConnection, venue_id: UUID) -> int:
    """The newest cursor of a venue, 0 if it has none; read it before the state that the feed continues."""
    rows = await fetch(connection, "SELECT last FROM feed_cursor WHERE venue_id = $1", venue_id)
    return int(rows[0]["last"]) if rows else 0
