"""The desk in PostgreSQL: the order book, and beside it parked records, unrouted events and calls."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from twyst.mailbox import parking
from twyst.mailbox.database import Database, execute, fetch, to_json
from twyst.mailbox.errors import is_transient
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.postgres import PostgresBook, earlier_of
from twyst.order.application.ports import Claim, DueCall, LookedUp, ToPark, Unrouted, Watched
from twyst.order.domain.order import Order

_LOOK_UP = """
SELECT 'parked' AS found, key AS order_id, NULL AS input_id, NULL AS decision, NULL AS because, NULL AS kind, NULL AS payload
FROM parked WHERE status = 'parked' AND key = ANY($2::text[]) GROUP BY key
UNION ALL
SELECT 'discarded', NULL, event_id, NULL, NULL, NULL, NULL
FROM parked WHERE status = 'discarded' AND consumer = $1 AND event_id = ANY($3::text[])
UNION ALL
SELECT 'journaled', j.order_id::text, j.input_id, j.decision, j.because, j.kind, j.payload
FROM journal j
JOIN unnest($2::text[]::uuid[], $3::text[]) AS asked (order_id, input_id) USING (order_id, input_id)
"""
_KEEP_UNROUTED = """
INSERT INTO unrouted (event_id, type, payload, reference_ids, named_order_id, source, traceparent, status, because,
                      recorded_at)
SELECT u->>'event_id', u->>'type', u->>'payload', ARRAY(SELECT jsonb_array_elements_text(u->'references')),
       (u->>'named_order_id')::uuid, u->>'source', u->>'traceparent', 'waiting', u->>'because', clock_timestamp()
FROM unnest($1::text[]) WITH ORDINALITY AS given (text, position), LATERAL (SELECT given.text::jsonb AS u) AS parsed
ORDER BY given.position
ON CONFLICT (event_id) DO NOTHING
"""
_UNROUTED_WAITING = """
SELECT event_id, type, payload, reference_ids, named_order_id::text, source, traceparent, because FROM unrouted
WHERE status = 'waiting' AND (looked_at IS NULL OR looked_at < $1)
ORDER BY recorded_at LIMIT $2 FOR UPDATE SKIP LOCKED
"""
# Money that names an order which never came must not be kept, and is nobody's to refund by itself: the operator decides.
_CLOSE_OLD_UNROUTED = """
UPDATE unrouted SET resolved_at = $2,
  status = CASE WHEN named_order_id IS NOT NULL AND payload::jsonb->>'type' = 'payment_intent.succeeded'
                THEN 'held' ELSE 'not_ours' END,
  because = CASE WHEN named_order_id IS NOT NULL THEN 'its order never came' ELSE 'no order named it in time' END
WHERE status = 'waiting' AND recorded_at < $1
"""
_CALL_COLUMNS = "stripe_key, order_id::text, venue_id::text, kind, parameters::text, attempts, created_at"
_LEASE_CALLS = f"""
UPDATE calls SET due_at = $2, attempts = attempts + 1
WHERE stripe_key IN (SELECT stripe_key FROM calls WHERE status = 'pending' AND due_at <= $1
                     ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING {_CALL_COLUMNS}
"""  # noqa: S608 (constants)
_LEASE_CALL = f"""
UPDATE calls SET due_at = $2, attempts = attempts + 1
WHERE stripe_key = $3 AND status = 'pending' AND due_at <= $1 RETURNING {_CALL_COLUMNS}
"""  # noqa: S608 (constants)
_CLAIM_REQUEST = """
INSERT INTO requests (venue_id, scope, key, fingerprint, order_id, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING order_id
"""
_FIRST_REQUEST = (
    "SELECT order_id::text, fingerprint FROM requests WHERE venue_id = $1 AND scope = $2 AND key = $3"
)
_WATCH_COLUMNS = """
terms::text, standing::text, seq, input_seq, created_at, updated_at,
  EXISTS (SELECT FROM calls c WHERE c.order_id = orders.order_id AND c.kind = 'create' AND c.status = 'pending')
    AS create_call_pending
"""
_WATCHED = f"SELECT {_WATCH_COLUMNS} FROM orders WHERE order_id = $1"  # noqa: S608 (constants)
# Unpaid orders are looked at when nothing was heard of them; orders with money at stake until it has gone.
# An order of which nothing new is heard is looked at less and less often, and once a day at last: a dispute lasts months.
_WATCH = f"""
UPDATE orders SET swept_at = $3::timestamptz WHERE order_id IN (
  SELECT order_id FROM orders
  WHERE (swept_at IS NULL
         OR swept_at < least($1, $3::timestamptz - least(($3::timestamptz - updated_at) / 24, interval '1 day')))
    AND ((state IN ('CREATED', 'PAYMENT_PENDING') AND updated_at < $2) OR money_at_stake)
  ORDER BY swept_at NULLS FIRST, updated_at LIMIT $4 FOR UPDATE SKIP LOCKED)
RETURNING {_WATCH_COLUMNS}
"""  # noqa: S608 (constants)


class PostgresDesk(PostgresBook):
    """`Desk` on the connection of an open transaction."""

    async def look_up(self, consumer: str, inputs: Sequence[tuple[str, str]]) -> LookedUp:
        order_ids, input_ids = [each[0] for each in inputs], [each[1] for each in inputs]
        rows = await fetch(self.connection, _LOOK_UP, consumer, order_ids, input_ids)
        return LookedUp(
            parked_orders=frozenset(row["order_id"] for row in rows if row["found"] == "parked"),
            discarded_events=frozenset(row["input_id"] for row in rows if row["found"] == "discarded"),
            earlier={
                (row["order_id"], row["input_id"]): earlier_of(row)
                for row in rows
                if row["found"] == "journaled"
            },
        )

    async def park(self, consumer: str, records: Sequence[ToPark]) -> None:
        await parking.park(
            self.connection,
            [
                parking.ToPark(
                    consumer=consumer,
                    key=each.order_id,
                    event_id=each.event_id,
                    record=cast("parking.ArrivedRecord", each.record),
                    reason=each.reason,
                    error=each.error,
                )
                for each in records
            ],
        )

    async def take_parked(self, order_id: str) -> Sequence[parking.ParkedRecord]:
        return await parking.take(self.connection, order_id)

    async def resolve_parked(self, ids: Sequence[int], *, redriven: bool, by: str, resolution: str) -> int:
        status = parking.ParkedStatus.REDRIVEN if redriven else parking.ParkedStatus.DISCARDED
        return await parking.resolve(self.connection, ids, status, by=by, resolution=resolution)

    async def owners(self, references: Sequence[str]) -> dict[str, str]:
        sql = "SELECT reference, order_id::text FROM order_references WHERE reference = ANY($1::text[])"
        rows = await fetch(self.connection, sql, list(references))
        return {row["reference"]: row["order_id"] for row in rows}

    async def keep_unrouted(self, events: Sequence[Unrouted]) -> None:
        await execute(self.connection, _KEEP_UNROUTED, [to_json(each) for each in events])

    async def unrouted_waiting(self, *, looked_before: datetime, limit: int) -> list[Unrouted]:
        rows = await fetch(self.connection, _UNROUTED_WAITING, looked_before, limit)
        return [
            Unrouted(
                event_id=row["event_id"],
                type=row["type"],
                payload=row["payload"],
                references=tuple(row["reference_ids"]),
                named_order_id=row["named_order_id"],
                source=row["source"],
                traceparent=row["traceparent"],
                because=row["because"],
            )
            for row in rows
        ]

    async def look_at_unrouted(self, event_ids: Sequence[str], at: datetime) -> None:
        sql = "UPDATE unrouted SET looked_at = $2 WHERE event_id = ANY($1::text[])"
        await execute(self.connection, sql, list(event_ids), at)

    async def close_old_unrouted(self, before: datetime, at: datetime) -> int:
        return await execute(self.connection, _CLOSE_OLD_UNROUTED, before, at)

    async def claim_request(
        self, venue_id: str, scope: str, key: str, *, fingerprint: str, order_id: str, at: datetime
    ) -> Claim:
        written = await fetch(
            self.connection, _CLAIM_REQUEST, venue_id, scope, key, fingerprint, order_id, at
        )
        if written:
            return Claim(order_id, fingerprint, new=True)
        (first,) = await fetch(self.connection, _FIRST_REQUEST, venue_id, scope, key)
        return Claim(first["order_id"], first["fingerprint"], new=False)

    async def drop_request(self, venue_id: str, scope: str, key: str) -> None:
        sql = "DELETE FROM requests WHERE venue_id = $1 AND scope = $2 AND key = $3"
        await execute(self.connection, sql, venue_id, scope, key)

    async def call(self, stripe_key: str) -> DueCall | None:
        sql = f"SELECT {_CALL_COLUMNS} FROM calls WHERE stripe_key = $1 AND status = 'pending'"  # noqa: S608
        rows = await fetch(self.connection, sql, stripe_key)
        return _call(rows[0]) if rows else None

    async def lease_calls(self, *, now: datetime, until: datetime, limit: int) -> list[DueCall]:
        return [_call(row) for row in await fetch(self.connection, _LEASE_CALLS, now, until, limit)]

    async def lease_call(self, stripe_key: str, *, now: datetime, until: datetime) -> DueCall | None:
        rows = await fetch(self.connection, _LEASE_CALL, now, until, stripe_key)
        return _call(rows[0]) if rows else None

    async def complete_parameters(self, stripe_key: str, parameters: Mapping[str, object]) -> None:
        sql = "UPDATE calls SET parameters = $2::jsonb WHERE stripe_key = $1"
        await execute(self.connection, sql, stripe_key, to_json(dict(parameters)))

    async def postpone_call(self, stripe_key: str, *, due_at: datetime, error: str) -> None:
        sql = "UPDATE calls SET due_at = $2, last_error = $3 WHERE stripe_key = $1 AND status = 'pending'"
        await execute(self.connection, sql, stripe_key, due_at, error[:500])

    async def close_call(self, stripe_key: str, *, status: str, answer: str, at: datetime) -> None:
        sql = (
            "UPDATE calls SET status = $2, answer = $3, answered_at = $4, last_error = NULL "
            "WHERE stripe_key = $1 AND status = 'pending'"
        )
        await execute(self.connection, sql, stripe_key, status, answer[:500], at)

    async def watch(
        self, *, swept_before: datetime, quiet_since: datetime, now: datetime, limit: int
    ) -> list[Watched]:
        return [
            _watched(row)
            for row in await fetch(self.connection, _WATCH, swept_before, quiet_since, now, limit)
        ]

    async def watched(self, order_id: str) -> Watched | None:
        """One order as the sweep looks at it, whatever state it is in."""
        rows = await fetch(self.connection, _WATCHED, order_id)
        return _watched(rows[0]) if rows else None


def _watched(row: Any) -> Watched:
    order = Order(
        codec.decode_terms(row["terms"]), codec.decode_standing(row["standing"]), row["seq"], row["input_seq"]
    )
    return Watched(order, row["created_at"], row["updated_at"], row["create_call_pending"])


def _call(row: Any) -> DueCall:
    fields = dict(row)
    return DueCall(**{**fields, "parameters": msgspec.json.decode(fields["parameters"])})


class PostgresTransactions:
    """`Transactions` on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def begin(self, venue_id: str | None = None) -> AsyncIterator[PostgresDesk]:
        scope = None if venue_id is None else UUID(venue_id)
        async with self._database.transaction(scope) as connection:
            yield PostgresDesk(connection)

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)
