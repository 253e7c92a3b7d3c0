"""The order book in PostgreSQL: one statement per table and batch, by hand, because this is the hot path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.contracts import topics
from twyst.mailbox import outbox
from twyst.mailbox.database import execute, fetch, to_json_array
from twyst.mailbox.outbox import OutboxEvent
from twyst.order.adapters.book import codec
from twyst.order.adapters.order_events import encode_event
from twyst.order.application.fold import Arrival, Creation, Entry
from twyst.order.application.ports import Batch, Earlier
from twyst.order.domain.custody import Custody, money_of
from twyst.order.domain.decide import Decision
from twyst.order.domain.events import DerivedEvent
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.domain.order import Order, Standing

SOURCE = "twyst/order"
_AT_STAKE = frozenset({Custody.WAITING, Custody.REFUND_OWED, Custody.HELD})

_LOCK = """
SELECT order_id::text, terms::text, standing::text, seq, input_seq FROM orders
WHERE order_id = ANY($1::uuid[]) ORDER BY order_id FOR UPDATE
"""
_EARLIER = """
SELECT j.order_id::text, j.input_id, j.decision, j.because, j.kind, j.payload FROM journal j
JOIN unnest($1::uuid[], $2::text[]) AS asked (order_id, input_id) USING (order_id, input_id)
"""
_TAKE_UNROUTED = """
UPDATE unrouted SET status = 'applied', because = 'its order was found', resolved_at = $2
WHERE status = 'waiting' AND reference_ids && $1::text[]
RETURNING event_id, reference_ids, payload, source, traceparent, recorded_at
"""
_JOURNAL = """
INSERT INTO journal (order_id, input_seq, venue_id, input_id, kind, payload, source, actor, traceparent, decision,
                     because, recorded_at)
SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                     $9::text[], $10::text[], $11::text[], $12::timestamptz[])
"""
_INSERT_ORDERS = """
INSERT INTO orders (order_id, venue_id, table_id, order_number, state, version, seq, input_seq, open_holds,
                    money_at_stake, total_minor, currency, terms, standing, created_at, updated_at)
SELECT o.order_id, o.venue_id, o.table_id, o.order_number, 'CREATED', 1, 1, 1, 0, false, o.total_minor, o.currency,
       o.terms::jsonb, o.standing::jsonb, o.created_at, o.created_at
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[],
            $9::timestamptz[])
     AS o (order_id, venue_id, table_id, order_number, total_minor, currency, terms, standing, created_at)
"""
_UPDATE_ORDERS = """
UPDATE orders SET state = u.state, version = u.version, seq = u.seq, input_seq = u.input_seq,
  payment_intent = u.payment_intent, open_holds = u.open_holds, money_at_stake = u.money_at_stake,
  standing = u.standing::jsonb, updated_at = u.updated_at
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::int[], $6::text[], $7::int[], $8::bool[], $9::text[],
            $10::timestamptz[])
     AS u (order_id, state, version, seq, input_seq, payment_intent, open_holds, money_at_stake, standing, updated_at)
WHERE orders.order_id = u.order_id
"""
_TRANSITIONS = """
INSERT INTO transitions (order_id, version, venue_id, from_state, to_state, trigger, input_seq, recorded_at)
SELECT * FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::timestamptz[])
"""
# A reference belongs to the order that named it first; a later claim changes nothing.
_REFERENCES = """
INSERT INTO order_references (reference, order_id, venue_id)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[]) AS r (reference, order_id, venue_id) ORDER BY 1
ON CONFLICT DO NOTHING
"""
CALLS_CHANNEL = "calls"
_CALLS = """
WITH written AS (
  INSERT INTO calls (stripe_key, order_id, venue_id, kind, parameters, status, attempts, due_at, created_at)
  SELECT c.stripe_key, c.order_id, c.venue_id, c.kind, c.parameters::jsonb, 'pending', 0, c.due_at, c.created_at
  FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])
       AS c (stripe_key, order_id, venue_id, kind, parameters, due_at, created_at)
  ON CONFLICT (stripe_key) DO NOTHING
)
SELECT pg_notify('calls', '')
"""


class PostgresBook:
    """`Book` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def lock(self, order_ids: Sequence[str]) -> dict[str, Order]:
        rows = await fetch(self.connection, _LOCK, list(order_ids))
        return {
            row["order_id"]: Order(
                terms=codec.decode_terms(row["terms"]),
                standing=codec.decode_standing(row["standing"]),
                seq=row["seq"],
                input_seq=row["input_seq"],
            )
            for row in rows
        }

    async def earlier(self, inputs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Earlier]:
        rows = await fetch(
            self.connection, _EARLIER, [each[0] for each in inputs], [each[1] for each in inputs]
        )
        return {
            (row["order_id"], row["input_id"]): Earlier(
                Decision(row["decision"]), row["because"], row["kind"], row["payload"]
            )
            for row in rows
        }

    async def take_unrouted(self, references: Mapping[str, str], recorded_at: datetime) -> list[Arrival]:
        rows = await fetch(self.connection, _TAKE_UNROUTED, list(references), recorded_at)
        return [
            Arrival(
                order_id=next(references[name] for name in row["reference_ids"] if name in references),
                given=codec.decode_input(codec.EVENT, row["payload"]),
                kind=codec.EVENT,
                payload=row["payload"],
                actor="stripe",
                source=row["source"],
                traceparent=row["traceparent"],
            )
            for row in sorted(rows, key=lambda row: (row["recorded_at"], row["event_id"]))
        ]

    async def write(self, batch: Batch) -> None:
        await self._journal(batch)
        if batch.creations:
            await self._insert_orders(batch.creations)
        if batch.orders:
            await self._update_orders(list(batch.orders.values()))
        await self._transitions(batch)
        if batch.references:
            await self._references(batch.references)
        if batch.calls:
            await self._calls(batch)
        await outbox.append(self.connection, list(_outbox_events(batch)))

    async def _journal(self, batch: Batch) -> None:
        rows = [_creation_row(each) for each in batch.creations] + [
            _entry_row(each) for each in batch.entries
        ]
        await execute(self.connection, _JOURNAL, *map(list, zip(*rows, strict=True)))

    async def _insert_orders(self, creations: Sequence[Creation]) -> None:
        terms = [each.order.terms for each in creations]
        await execute(
            self.connection,
            _INSERT_ORDERS,
            [each.order_id for each in terms],
            [each.venue_id for each in terms],
            [each.table_id for each in terms],
            [each.order_number for each in terms],
            [each.total_minor for each in terms],
            [each.currency for each in terms],
            [each.payload for each in creations],
            [codec.encode_standing(each.order.standing) for each in creations],
            [each.recorded_at for each in creations],
        )

    async def _update_orders(self, last: Sequence[Entry]) -> None:
        standings = [entry.order.standing for entry in last]
        await execute(
            self.connection,
            _UPDATE_ORDERS,
            [entry.arrival.order_id for entry in last],
            [standing.state for standing in standings],
            [standing.version for standing in standings],
            [entry.order.seq for entry in last],
            [entry.order.input_seq for entry in last],
            [standing.own for standing in standings],
            [open_holds(standing) for standing in standings],
            [is_money_at_stake(standing) for standing in standings],
            [codec.encode_standing(standing) for standing in standings],
            [entry.recorded_at for entry in last],
        )

    async def _transitions(self, batch: Batch) -> None:
        rows = [
            (
                each.order.terms.order_id,
                1,
                each.order.terms.venue_id,
                None,
                "CREATED",
                "create",
                1,
                each.recorded_at,
            )
            for each in batch.creations
        ] + [
            (
                entry.arrival.order_id,
                step.version,
                entry.order.terms.venue_id,
                step.from_state,
                step.to_state,
                step.trigger,
                entry.order.input_seq,
                entry.recorded_at,
            )
            for entry in batch.entries
            for step in entry.steps
        ]
        if rows:
            await execute(self.connection, _TRANSITIONS, *map(list, zip(*rows, strict=True)))

    async def _references(self, references: Mapping[str, Order]) -> None:
        await execute(
            self.connection,
            _REFERENCES,
            list(references),
            [order.terms.order_id for order in references.values()],
            [order.terms.venue_id for order in references.values()],
        )

    async def _calls(self, batch: Batch) -> None:
        at = (batch.entries[0] if batch.entries else batch.creations[0]).recorded_at
        await execute(
            self.connection,
            _CALLS,
            [call.stripe_key for call in batch.calls],
            [call.order_id for call in batch.calls],
            [call.venue_id for call in batch.calls],
            [call.kind for call in batch.calls],
            to_json_array([dict(call.parameters) for call in batch.calls]),
            [call.due_at or at for call in batch.calls],
            [at for _ in batch.calls],
        )


def open_holds(standing: Standing) -> int:
    """How many holds wait for somebody."""
    return sum(hold.status is HoldStatus.OPEN for hold in holds_of(standing))


def is_money_at_stake(standing: Standing) -> bool:
    """Does any payment's rest wait, or owe a refund, or lie on hold? The sweep looks at such orders.

    Money that a person released from its hold is settled: nobody waits for it.
    """
    released = {hold.payment_intent for hold in holds_of(standing) if hold.status is HoldStatus.RELEASED}
    return any(
        money_of(standing, name).custody in _AT_STAKE and name not in released
        for name, _ in standing.facts.payments
    )


def instant(recorded_at: datetime) -> str:
    """RFC 3339 in UTC, microseconds always there: the same text now, on refold and on replay."""
    return recorded_at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _creation_row(creation: Creation) -> tuple[object, ...]:
    terms = creation.order.terms
    return (
        terms.order_id, 1, terms.venue_id, "create", codec.CREATE, creation.payload, None, creation.actor,
        creation.traceparent, Decision.APPLIED, "created", creation.recorded_at,
    )  # fmt: skip


def _entry_row(entry: Entry) -> tuple[object, ...]:
    arrival = entry.arrival
    return (
        arrival.order_id, entry.order.input_seq, entry.order.terms.venue_id, arrival.given.input_id, arrival.kind,
        arrival.payload, arrival.source, arrival.actor, arrival.traceparent, entry.decision, entry.because,
        entry.recorded_at,
    )  # fmt: skip


def _outbox_events(batch: Batch) -> Iterable[OutboxEvent]:
    for creation in batch.creations:
        yield _outbox_event(creation.event, creation.order, creation.recorded_at, creation.traceparent)
    for entry in batch.entries:
        for event in entry.events:
            yield _outbox_event(event, entry.order, entry.recorded_at, entry.arrival.traceparent)


def _outbox_event(
    event: DerivedEvent, order: Order, recorded_at: datetime, traceparent: str | None
) -> OutboxEvent:
    order_id = order.terms.order_id
    return OutboxEvent(
        topic=topics.ORDERS_EVENTS.name,
        key=order_id,
        ce_id=f"{order_id}:{event.seq}",
        ce_type=event.type,
        ce_source=SOURCE,
        ce_time=recorded_at,
        body=encode_event(event, order, instant(recorded_at)),
        ce_subject=order_id,
        headers={"traceparent": traceparent} if traceparent else {},
    )
