"""`Orders` in PostgreSQL: reads for people, each in a transaction of its own that sees one venue's rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from twyst.mailbox.database import Database, fetch
from twyst.order.adapters.book import codec
from twyst.order.application.read_orders import (
    CallRecord,
    FoundOrder,
    JournaledInput,
    Position,
    Progress,
    Timeline,
    Transition,
    Wanted,
)
from twyst.order.domain.order import Order
from twyst.order.domain.venue import Seller

# Policies hide other venues' rows; the venue is named all the same, because the index begins with it.
_COLUMNS = """
SELECT o.terms::text, o.standing::text, o.seq, o.input_seq, o.created_at, o.updated_at, coalesce(v.name, '') AS venue_name,
  coalesce(v.timezone, 'UTC') AS timezone, v.seller::text AS seller
FROM orders o LEFT JOIN venue v USING (venue_id)
"""
_ONE = _COLUMNS + "WHERE o.order_id = $1 AND o.venue_id = $2"
_SEQ = "SELECT seq FROM orders WHERE order_id = $1 AND venue_id = $2"
# Wider than the rule of what a hold is, which stays in the domain: a success that is not own's as agreed, or a refund
# that failed or was refused. Facts are pairs of a name and a value.
_HELD = """(EXISTS (SELECT FROM jsonb_array_elements(o.standing->'facts'->'payments') AS p
                   WHERE (p->1->>'mismatched')::bool
                      OR ((p->1->>'verified')::bool AND p->>0 IS DISTINCT FROM o.payment_intent))
        OR EXISTS (SELECT FROM jsonb_array_elements(o.standing->'facts'->'refunds') AS r
                   WHERE r->1->>'status' IN ('failed', 'canceled'))
        OR EXISTS (SELECT FROM jsonb_array_elements(o.standing->'intents') AS i WHERE i->>'status' = 'refused'))"""
# Money on an open hold is at stake, of which there is a small index.
_HELD_OPEN = "o.money_at_stake AND o.open_holds > 0"
_RECENT = "ORDER BY o.created_at DESC, o.order_id DESC LIMIT $4"
_NEWEST = Position(datetime.max.replace(tzinfo=UTC), UUID(int=0))
"""Before which all orders are."""
_WANTED = """(cardinality($5::text[]) = 0 OR o.state = ANY($5))
    AND ($6::text IS NULL OR lower(o.terms->>'table_label') = lower($6)
         OR starts_with(lower(o.order_number), lower($6)))
    AND ($7::bigint IS NULL OR o.total_minor = $7)
    AND ($8::timestamptz IS NULL OR o.created_at >= $8) AND ($9::timestamptz IS NULL OR o.created_at < $9)"""
_INPUTS = """
SELECT input_seq, input_id, kind, CASE WHEN kind = 'event' THEN payload::jsonb->>'type' END AS event_type, source,
       actor, decision, because, recorded_at, traceparent
FROM journal WHERE order_id = $1 AND venue_id = $2 AND input_seq > $3 ORDER BY input_seq LIMIT $4
"""
_TRANSITIONS = """
SELECT version, from_state, to_state, trigger, input_seq FROM transitions
WHERE order_id = $1 AND venue_id = $2 AND input_seq > $3 ORDER BY version
"""
_CALLS = """
SELECT stripe_key, kind, status, attempts, created_at, due_at, answered_at, answer, last_error FROM calls
WHERE order_id = $1 AND venue_id = $2 ORDER BY created_at, stripe_key
"""


class PostgresOrders:
    """`Orders` on the service's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, venue_id: UUID, order_id: UUID) -> FoundOrder | None:
        async with self._database.transaction(venue_id) as connection:
            rows = await fetch(connection, _ONE, order_id, venue_id)
        return _found(rows[0]) if rows else None

    async def progress(self, venue_id: UUID, order_id: UUID, after: int) -> Progress | None:
        """A live stream asks often and mostly in vain, so the counter is read before the order is."""
        async with self._database.transaction(venue_id) as connection:
            counted = await fetch(connection, _SEQ, order_id, venue_id)
            if not counted:
                return None
            if counted[0]["seq"] <= after:
                return Progress(counted[0]["seq"], None)
            rows = await fetch(connection, _ONE, order_id, venue_id)
        found = _found(rows[0])
        return Progress(found.order.seq, found)

    async def page(
        self, venue_id: UUID, wanted: Wanted, *, before: Position | None, limit: int
    ) -> Sequence[FoundOrder]:
        more = (wanted.text, wanted.amount_minor, wanted.since, wanted.until)
        states = [str(state) for state in wanted.states]
        return await self._newest(venue_id, before, limit, _WANTED, states, *more)

    async def maybe_held(
        self, venue_id: UUID, *, only_open: bool, before: Position | None, limit: int
    ) -> Sequence[FoundOrder]:
        return await self._newest(venue_id, before, limit, _HELD_OPEN if only_open else _HELD)

    async def timeline(self, venue_id: UUID, order_id: UUID, *, after: int, limit: int) -> Timeline:
        async with self._database.transaction(venue_id) as connection:
            inputs = await fetch(connection, _INPUTS, order_id, venue_id, after, limit)
            transitions = await fetch(connection, _TRANSITIONS, order_id, venue_id, after)
            calls = await fetch(connection, _CALLS, order_id, venue_id)
        last = inputs[-1]["input_seq"] if inputs else after
        return Timeline(
            inputs=[JournaledInput(**row) for row in inputs],
            transitions=[Transition(**row) for row in transitions if row["input_seq"] <= last],
            calls=[CallRecord(**row) for row in calls],
        )

    async def _newest(
        self, venue_id: UUID, before: Position | None, limit: int, condition: str, *more: Any
    ) -> Sequence[FoundOrder]:
        begin = before or _NEWEST
        sql = f"{_COLUMNS} WHERE o.venue_id = $1 AND (o.created_at, o.order_id) < ($2, $3) AND {condition} {_RECENT}"
        async with self._database.transaction(venue_id) as connection:
            rows = await fetch(connection, sql, venue_id, begin.created_at, begin.order_id, limit, *more)
        return [_found(row) for row in rows]


def _found(row: Any) -> FoundOrder:
    order = Order(
        codec.decode_terms(row["terms"]), codec.decode_standing(row["standing"]), row["seq"], row["input_seq"]
    )
    seller = msgspec.json.decode(row["seller"] or "null", type=Seller | None)
    return FoundOrder(order, row["venue_name"], row["timezone"], row["created_at"], row["updated_at"], seller)
