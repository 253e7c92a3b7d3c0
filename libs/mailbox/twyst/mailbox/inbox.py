"""The inbox: which events a consumer has already taken, for inputs that no journal of their own deduplicates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import BigInteger, Column, Integer, MetaData, PrimaryKeyConstraint, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch
from twyst.mailbox.tables import recorded_at_column, text_column


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that arrived, and where it lay; the place is kept for audits and decides nothing."""

    event_id: str
    topic: str
    partition: int
    offset: int


def inbox_table(metadata: MetaData) -> Table:
    """The table `inbox` in a service's metadata."""
    return Table(
        "inbox",
        metadata,
        text_column("consumer"),
        text_column("event_id"),
        text_column("topic"),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        recorded_at_column(),
        PrimaryKeyConstraint("consumer", "event_id"),
    )


# Sorted, so that two transactions that claim the same events wait for each other and do not deadlock.
_CLAIM = """
INSERT INTO inbox (consumer, event_id, topic, partition, "offset")
SELECT $1, a.event_id, a.topic, a.partition, a.position
FROM unnest($2::text[], $3::text[], $4::int[], $5::bigint[]) AS a (event_id, topic, partition, position)
ORDER BY a.event_id
ON CONFLICT DO NOTHING
RETURNING event_id
"""


async def claim(connection: AsyncConnection, consumer: str, arrivals: Sequence[Arrival]) -> list[int]:
    """Take events for `consumer`, in the transaction of their effect.

    The answer holds the indexes of the arrivals that are new, ascending, each event once: apply exactly those. A
    claim that another open transaction holds is waited for, so an event is never applied twice.
    """
    if not arrivals:
        return []
    first: dict[str, int] = {}
    for index, arrival in enumerate(arrivals):
        first.setdefault(arrival.event_id, index)
    chosen = [arrivals[index] for index in first.values()]
    rows = await fetch(
        connection,
        _CLAIM,
        consumer,
        [a.event_id for a in chosen],
        [a.topic for a in chosen],
        [a.partition for a in chosen],
        [a.offset for a in chosen],
    )
    return sorted(first[row["event_id"]] for row in rows)


async def prune(connection: AsyncConnection, *, older_than: timedelta, limit: int = 10_000) -> int:
    """Forget at most `limit` events taken longer ago than that, which must exceed every replay; how many it were."""
    return await execute(
        connection,
        "DELETE FROM inbox WHERE (consumer, event_id) IN (SELECT consumer, event_id FROM inbox "
        "WHERE recorded_at < clock_timestamp() - $1::interval LIMIT $2)",
        older_than,
        limit,
    )
