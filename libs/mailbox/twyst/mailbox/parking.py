"""Parking: records that failed, and everything of the same key that came after, kept in order until a person acts.

A key is parked as long as one of its records waits here. Later records of the key are queued behind it and not
applied, so nothing overtakes; `take` hands them out in the order of arrival, across all topics. A record whose key
cannot be known is parked without one and blocks nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

import asyncpg
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch, to_json_array
from twyst.mailbox.tables import identity_column, recorded_at_column, text_column


class ParkedStatus(StrEnum):
    """Where a parked record stands; the last two are final."""

    PARKED = "parked"
    REDRIVEN = "redriven"
    DISCARDED = "discarded"


class ArrivedRecord(Protocol):
    """A record as it came from the broker; `twyst.messaging.Record` is one."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def timestamp_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ToPark:
    """A record to park. `key` None means that it is unknown; `event_id` None, that the record does not tell it."""

    consumer: str
    key: str | None
    event_id: str | None
    record: ArrivedRecord
    reason: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ParkedRecord:
    """A record as it waits, with the bytes it came with.

    `key` is what it is parked under, `record_key` the broker's key.
    """

    id: int
    consumer: str
    key: str | None
    event_id: str
    topic: str
    partition: int
    offset: int
    record_key: bytes | None
    value: bytes | None
    headers: Mapping[str, str]
    timestamp_ms: int
    reason: str
    error: str | None
    parked_at: datetime


def parked_table(metadata: MetaData) -> Table:
    """The table `parked` in a service's metadata."""
    table = Table(
        "parked",
        metadata,
        identity_column(),
        text_column("consumer"),
        text_column("key", nullable=True),
        text_column("event_id"),
        text_column("topic"),
        Column("partition", Integer, nullable=False),
        Column("offset", BigInteger, nullable=False),
        Column("record_key", BYTEA, nullable=True),
        Column("value", BYTEA, nullable=True),
        Column("headers", JSONB, nullable=False),
        Column("timestamp_ms", BigInteger, nullable=False),
        text_column("reason"),
        text_column("error", nullable=True),
        text_column("status"),
        recorded_at_column("parked_at"),
        Column("resolved_at", DateTime(timezone=True), nullable=True),
        text_column("resolved_by", nullable=True),
        text_column("resolution", nullable=True),
        UniqueConstraint("consumer", "event_id"),
        CheckConstraint("status IN ('parked', 'redriven', 'discarded')", name="status"),
        CheckConstraint("(status = 'parked') = (resolved_at IS NULL)", name="resolved"),
    )
    Index("ix_parked_key", table.c.key, table.c.id, postgresql_where=table.c.status == ParkedStatus.PARKED)
    return table


_PARK = """
INSERT INTO parked (consumer, key, event_id, topic, partition, "offset", record_key, value, headers, timestamp_ms,
                    reason, error, status)
SELECT p.consumer, p.key, p.event_id, p.topic, p.partition, p.position, p.record_key, p.value, p.headers::jsonb,
       p.timestamp_ms, p.reason, p.error, 'parked'
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::bytea[], $8::bytea[],
            $9::text[], $10::bigint[], $11::text[], $12::text[]) WITH ORDINALITY
     AS p (consumer, key, event_id, topic, partition, position, record_key, value, headers, timestamp_ms, reason,
           error, arrival)
ORDER BY p.arrival
ON CONFLICT (consumer, event_id) DO NOTHING
"""

_COLUMNS = (
    'id, consumer, key, event_id, topic, partition, "offset", record_key, value, headers, timestamp_ms, '
    "reason, error, parked_at"
)


async def park(connection: AsyncConnection, records: Sequence[ToPark]) -> int:
    """Park records in the order given; how many were not here before. The caller holds the key's lock, if any.

    A record that a person discarded stays discarded when it comes again.
    """
    if not records:
        return 0
    return await execute(
        connection,
        _PARK,
        [p.consumer for p in records],
        [p.key for p in records],
        [p.event_id or place_id(p.record) for p in records],
        [p.record.topic for p in records],
        [p.record.partition for p in records],
        [p.record.offset for p in records],
        [p.record.key for p in records],
        [p.record.value for p in records],
        to_json_array([_storable(p.record.headers) for p in records]),
        [p.record.timestamp_ms for p in records],
        [_printable(p.reason) for p in records],
        [None if p.error is None else _printable(p.error) for p in records],
    )


def place_id(record: ArrivedRecord) -> str:
    """An id for a record that does not tell its own: where it lay."""
    return f"{record.topic}/{record.partition}/{record.offset}"


async def parked_keys(connection: AsyncConnection, keys: Sequence[str]) -> set[str]:
    """Which of the keys are parked: their records must be queued and not applied."""
    rows = await fetch(
        connection,
        "SELECT DISTINCT key FROM parked WHERE status = 'parked' AND key = ANY($1::text[])",
        list(keys),
    )
    return {row["key"] for row in rows}


async def discarded(connection: AsyncConnection, consumer: str, event_ids: Sequence[str]) -> set[str]:
    """Which of the events a person discarded: they must not be applied when they come again."""
    rows = await fetch(
        connection,
        "SELECT event_id FROM parked WHERE status = 'discarded' AND consumer = $1 AND event_id = ANY($2::text[])",
        consumer,
        list(event_ids),
    )
    return {row["event_id"] for row in rows}


async def take(connection: AsyncConnection, key: str) -> list[ParkedRecord]:
    """All that waits under a key, in the order of arrival, locked. Apply it and `resolve` it in this transaction."""
    rows = await fetch(
        connection,
        f"SELECT {_COLUMNS} FROM parked WHERE status = 'parked' AND key = $1 "  # noqa: S608 (a constant)
        "ORDER BY id FOR UPDATE",
        key,
    )
    return [_record(row) for row in rows]


async def resolve(
    connection: AsyncConnection, ids: Sequence[int], status: ParkedStatus, *, by: str, resolution: str
) -> int:
    """End the waiting of records: redriven, or discarded for a reason; how many were still waiting."""
    if status is ParkedStatus.PARKED:
        raise ValueError("a record is resolved as redriven or discarded")
    return await execute(
        connection,
        "UPDATE parked SET status = $2, resolved_at = clock_timestamp(), resolved_by = $3, resolution = $4 "
        "WHERE id = ANY($1::bigint[]) AND status = 'parked'",
        list(ids),
        status.value,
        by,
        resolution,
    )


def _printable(text: str) -> str:
    """Text as PostgreSQL takes it, without NUL and lone surrogates, and of a bounded length."""
    return text.replace("\x00", "\\x00").encode(errors="backslashreplace").decode()[:2000]


def _storable(headers: Mapping[str, str]) -> dict[str, Any]:
    return {_printable(name): _printable(value) for name, value in headers.items()}


def _record(row: asyncpg.Record) -> ParkedRecord:
    return ParkedRecord(**dict(row))
