"""The outbox: events that are facts as soon as their transaction commits, and that the relay publishes later.

Rows of one key must be appended while the transaction holds that key's lock; then their ids ascend in commit order,
which is the order the relay keeps. Rows stay for 90 days, so a lost topic can be rebuilt byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, to_json_array
from twyst.mailbox.tables import identity_column, recorded_at_column, text_column

CHANNEL = "outbox"
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """One event to publish. `topic` is the logical name, `body` UTF-8 text or None for a tombstone.

    `headers` hold what is no CloudEvents attribute, such as `traceparent`.
    """

    topic: str
    key: str
    ce_id: str
    ce_type: str
    ce_source: str
    ce_time: datetime
    body: bytes | None
    ce_subject: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutboxRow(OutboxEvent):
    """An event as it lies in the outbox; `id` ascends in the order of publishing."""

    id: int = 0


def outbox_table(metadata: MetaData) -> Table:
    """The table `outbox` in a service's metadata."""
    table = Table(
        "outbox",
        metadata,
        identity_column(),
        text_column("topic"),
        text_column("key"),
        text_column("ce_id"),
        text_column("ce_type"),
        text_column("ce_source"),
        text_column("ce_subject", nullable=True),
        Column("ce_time", DateTime(timezone=True), nullable=False),
        text_column("body", nullable=True),
        Column("headers", JSONB, nullable=False),
        recorded_at_column(),
        Column("published_at", DateTime(timezone=True), nullable=True),
        UniqueConstraint("ce_id"),
    )
    Index("ix_outbox_unpublished", table.c.id, postgresql_where=table.c.published_at.is_(None))
    return table


_APPEND = """
WITH appended AS (
  INSERT INTO outbox (topic, key, ce_id, ce_type, ce_source, ce_subject, ce_time, body, headers)
  SELECT e.topic, e.key, e.ce_id, e.ce_type, e.ce_source, e.ce_subject, e.ce_time, e.body, e.headers::jsonb
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
              $8::text[], $9::text[]) WITH ORDINALITY
       AS e (topic, key, ce_id, ce_type, ce_source, ce_subject, ce_time, body, headers, position)
  ORDER BY e.position
)
SELECT pg_notify('outbox', k.key) FROM unnest($2::text[]) AS k (key)
"""


async def append(connection: AsyncConnection, events: Sequence[OutboxEvent]) -> None:
    """Append events in order; the commit wakes the relay, and who waits for their keys. A repeated `ce_id` is an error."""
    if not events:
        return
    await execute(
        connection,
        _APPEND,
        [e.topic for e in events],
        [e.key for e in events],
        [e.ce_id for e in events],
        [e.ce_type for e in events],
        [e.ce_source for e in events],
        [e.ce_subject for e in events],
        [e.ce_time for e in events],
        [None if e.body is None else e.body.decode() for e in events],
        to_json_array([dict(e.headers) for e in events]),
    )


async def publish_again(connection: AsyncConnection, topic: str, *, first_id: int, last_id: int) -> int:
    """Give events that were published to the relay once more, for a topic that was lost; how many. The relay keeps order."""
    return await execute(
        connection,
        "WITH again AS (UPDATE outbox SET published_at = NULL WHERE topic = $1 AND id BETWEEN $2 AND $3 "
        "AND published_at IS NOT NULL RETURNING 1) SELECT 1 FROM again, pg_notify('outbox', '')",
        topic,
        first_id,
        last_id,
    )


async def prune(connection: AsyncConnection, *, older_than: timedelta = KEPT, limit: int = 10_000) -> int:
    """Delete at most `limit` events that were published longer ago than that; how many it were."""
    return await execute(
        connection,
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE published_at < clock_timestamp() - $1::interval "
        "ORDER BY id LIMIT $2)",
        older_than,
        limit,
    )
