"""The order book in PostgreSQL: few statements, each for a whole batch, by hand, because this is the hot path.

What is read after the lock is read by a later statement than the lock's: in READ COMMITTED only that one sees what the
lock's former holder committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox import outbox
from twyst.mailbox.database import execute, fetch
from twyst.order.adapters.book import codec, rows
from twyst.order.application.fold import Arrival
from twyst.order.application.ports import Batch, Earlier
from twyst.order.domain.decide import Decision
from twyst.order.domain.order import Order

_LOCK = """
SELECT order_id::text, terms::text, standing::text, seq, input_seq FROM orders
WHERE order_id = ANY($1::uuid[]) ORDER BY order_id FOR UPDATE
"""
_EARLIER = """
SELECT j.order_id::text, j.input_id, j.decision, j.because, j.kind, j.payload FROM journal j
JOIN unnest($1::uuid[], $2::text[]) AS asked (order_id, input_id) USING (order_id, input_id)
"""
_TAKE_UNROUTED = """
UPDATE unrouted SET status = 'applied', because = 'its order was found', resolved_at = $2::timestamptz
WHERE status = 'waiting' AND reference_ids && $1::text[]
RETURNING event_id, reference_ids, payload, source, traceparent, recorded_at
"""
_CREATE = """
WITH created AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[],
                       $9::text[], $10::text[], $11::timestamptz[])
    AS c (order_id, venue_id, table_id, order_number, total_minor, currency, terms, standing, actor, traceparent, at)
), journaled AS (
  INSERT INTO journal (order_id, input_seq, venue_id, input_id, kind, payload, source, actor, traceparent, decision,
                       because, recorded_at)
  SELECT order_id, 1, venue_id, 'create', 'create', terms, NULL, actor, traceparent, 'applied', 'created', at FROM created
), walked AS (
  INSERT INTO transitions (order_id, version, venue_id, from_state, to_state, trigger, input_seq, recorded_at)
  SELECT order_id, 1, venue_id, NULL, 'CREATED', 'create', 1, at FROM created
)
INSERT INTO orders (order_id, venue_id, table_id, order_number, state, version, seq, input_seq, open_holds,
                    money_at_stake, total_minor, currency, terms, standing, created_at, updated_at)
SELECT order_id, venue_id, table_id, order_number, 'CREATED', 1, 1, 1, 0, false, total_minor, currency, terms::jsonb,
       standing::jsonb, at, at
FROM created
"""
# One statement, since each costs a round trip, and more than its rows. A reference belongs to the order that named it
# first; a later claim changes nothing.
_APPLY = f"""
WITH journaled AS (
  INSERT INTO journal (order_id, input_seq, venue_id, input_id, kind, payload, source, actor, traceparent, decision,
                       because, recorded_at)
  SELECT j.*, $2::timestamptz
  FROM unnest($3::uuid[], $4::int[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
              $11::text[], $12::text[], $13::text[]) AS j
), moved AS (
  UPDATE orders SET state = o.state, version = o.version, seq = o.seq, input_seq = o.input_seq,
    payment_intent = o.payment_intent, open_holds = o.open_holds, money_at_stake = o.money_at_stake,
    standing = o.standing::jsonb, updated_at = $2::timestamptz
  FROM unnest($14::uuid[], $15::text[], $16::int[], $17::int[], $18::int[], $19::text[], $20::int[], $21::bool[],
              $22::text[])
    AS o (order_id, state, version, seq, input_seq, payment_intent, open_holds, money_at_stake, standing)
  WHERE orders.order_id = o.order_id
), walked AS (
  INSERT INTO transitions (order_id, version, venue_id, from_state, to_state, trigger, input_seq, recorded_at)
  SELECT t.*, $2::timestamptz
  FROM unnest($23::uuid[], $24::int[], $25::uuid[], $26::text[], $27::text[], $28::text[], $29::int[]) AS t
), learned AS (
  INSERT INTO order_references (reference, order_id, venue_id)
  SELECT * FROM unnest($1::text[], $30::uuid[], $31::uuid[]) AS r (reference, order_id, venue_id) ORDER BY 1
  ON CONFLICT DO NOTHING
)
{_TAKE_UNROUTED}
"""  # noqa: S608 (a constant)
CALLS_CHANNEL = "calls"
_REQUEST_CALLS = """
WITH requested AS (
  INSERT INTO calls (stripe_key, order_id, venue_id, kind, parameters, status, attempts, due_at, created_at)
  SELECT c.stripe_key, c.order_id, c.venue_id, c.kind, c.parameters::jsonb, 'pending', 0, c.due_at, $1::timestamptz
  FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::timestamptz[])
       AS c (stripe_key, order_id, venue_id, kind, parameters, due_at)
  ON CONFLICT (stripe_key) DO NOTHING
)
SELECT pg_notify('calls', '')
"""


class PostgresBook:
    """`Book` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def lock(self, order_ids: Sequence[str]) -> dict[str, Order]:
        found = await fetch(self.connection, _LOCK, list(order_ids))
        return {
            row["order_id"]: Order(
                terms=codec.decode_terms(row["terms"]),
                standing=codec.decode_standing(row["standing"]),
                seq=row["seq"],
                input_seq=row["input_seq"],
            )
            for row in found
        }

    async def earlier(self, inputs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Earlier]:
        order_ids, input_ids = [each[0] for each in inputs], [each[1] for each in inputs]
        found = await fetch(self.connection, _EARLIER, order_ids, input_ids)
        return {(row["order_id"], row["input_id"]): earlier_of(row) for row in found}

    async def take_unrouted(self, references: Mapping[str, str], recorded_at: datetime) -> list[Arrival]:
        found = await fetch(self.connection, _TAKE_UNROUTED, list(references), recorded_at)
        return _arrivals(found, references)

    async def write(self, batch: Batch) -> list[Arrival]:
        released: list[Arrival] = []
        if batch.creations:
            await execute(self.connection, _CREATE, *rows.created(batch.creations))
        if batch.entries:
            released = await self._apply(batch)
        if batch.calls:
            at = (batch.entries or batch.creations)[0].recorded_at
            await execute(self.connection, _REQUEST_CALLS, at, *rows.requested(batch.calls, at))
        await outbox.append(self.connection, list(rows.outbox_events(batch)))
        return released

    async def _apply(self, batch: Batch) -> list[Arrival]:
        """All entries of one transaction are recorded at one time."""
        references, *owners = rows.learned(batch.references)
        found = await fetch(
            self.connection,
            _APPLY,
            references,
            batch.entries[0].recorded_at,
            *rows.journaled(batch.entries),
            *rows.moved(batch.orders.values()),
            *rows.walked(batch.entries),
            *owners,
        )
        return _arrivals(found, {name: order.terms.order_id for name, order in batch.references.items()})


def earlier_of(row: Any) -> Earlier:
    return Earlier(Decision(row["decision"]), row["because"], row["kind"], row["payload"])


def _arrivals(unrouted: Sequence[Any], owners: Mapping[str, str]) -> list[Arrival]:
    """Events that waited, each for the order that owns one of its references, in the order of arrival."""
    return [
        Arrival(
            order_id=next(owners[name] for name in row["reference_ids"] if name in owners),
            given=codec.decode_input(codec.EVENT, row["payload"]),
            kind=codec.EVENT,
            payload=row["payload"],
            actor="stripe",
            source=row["source"],
            traceparent=row["traceparent"],
        )
        for row in sorted(unrouted, key=lambda row: (row["recorded_at"], row["event_id"]))
    ]
