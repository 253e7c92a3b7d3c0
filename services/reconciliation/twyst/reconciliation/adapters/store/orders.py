"""Orders in PostgreSQL: the newest snapshot wins, whenever it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch, to_json
from twyst.reconciliation.application.news import Snapshot
from twyst.reconciliation.domain.orders import Custody

_KNOWN_SEQ: Final = "SELECT order_id::text, seq FROM orders WHERE order_id = ANY($1::uuid[])"
_SAVE_ORDERS: Final = """
INSERT INTO orders (order_id, venue_id, account_id, currency, seq, state, order_number, table_label, placed_at,
  occurred_at, paid_at, fee_minor, received_minor, kept_minor, refunded_minor, moving_minor, refund_owed_minor,
  held_minor, waiting_minor, payments, refunds, disputes)
SELECT o.order_id, o.venue_id, o.account_id, o.currency, o.seq, o.state, o.order_number, o.table_label, o.placed_at,
  o.occurred_at, o.paid_at, o.fee, o.received, o.received - o.refunded - o.moving - o.owed - o.held - o.waiting,
  o.refunded, o.moving, o.owed, o.held, o.waiting, o.payments::jsonb, o.refunds::jsonb, o.disputes::jsonb
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[],
            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::bigint[], $13::bigint[], $14::bigint[],
            $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::text[], $20::text[], $21::text[])
  AS o (order_id, venue_id, account_id, currency, seq, state, order_number, table_label, placed_at, occurred_at,
        paid_at, fee, received, refunded, moving, owed, held, waiting, payments, refunds, disputes)
ORDER BY o.order_id
ON CONFLICT (order_id) DO UPDATE SET seq = EXCLUDED.seq, state = EXCLUDED.state, occurred_at = EXCLUDED.occurred_at,
  received_minor = EXCLUDED.received_minor, kept_minor = EXCLUDED.kept_minor,
  refunded_minor = EXCLUDED.refunded_minor, moving_minor = EXCLUDED.moving_minor,
  refund_owed_minor = EXCLUDED.refund_owed_minor, held_minor = EXCLUDED.held_minor,
  waiting_minor = EXCLUDED.waiting_minor, payments = EXCLUDED.payments, refunds = EXCLUDED.refunds,
  disputes = EXCLUDED.disputes
WHERE orders.seq < EXCLUDED.seq
"""
# The first event with money in it says when the order was paid, and it may come last.
_PAID_AT: Final = """
UPDATE orders SET paid_at = o.paid_at FROM unnest($1::uuid[], $2::timestamptz[]) AS o (order_id, paid_at)
WHERE orders.order_id = o.order_id AND o.paid_at IS NOT NULL
  AND (orders.paid_at IS NULL OR orders.paid_at > o.paid_at)
"""


class PostgresOrders:
    """`Orders` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, snapshots: Sequence[Snapshot]) -> Mapping[str, int]:
        newest = {each.order.order_id: each for each in sorted(snapshots, key=lambda each: each.order.seq)}
        known = await fetch(self._connection, _KNOWN_SEQ, list(newest))
        columns = zip(*map(_row, newest.values()), strict=True)
        await execute(self._connection, _SAVE_ORDERS, *map(list, columns))
        paid: dict[str, datetime] = {}
        for each in snapshots:
            if each.order.paid_at is not None:
                order_id = each.order.order_id
                paid[order_id] = min(each.order.paid_at, paid.get(order_id, each.order.paid_at))
        await execute(self._connection, _PAID_AT, list(paid), list(paid.values()))
        return {row["order_id"]: row["seq"] for row in known}


def _row(snapshot: Snapshot) -> tuple[Any, ...]:
    order = snapshot.order
    rest = {
        custody: sum(each.rest_minor for each in order.payments if each.custody is custody)
        for custody in Custody
    }
    return (
        order.order_id,
        order.venue_id,
        order.account_id,
        order.currency,
        order.seq,
        snapshot.state,
        snapshot.order_number,
        snapshot.table_label,
        snapshot.placed_at,
        order.occurred_at,
        order.paid_at,
        order.fee_minor,
        order.received_minor,
        sum(each.refunded_minor for each in order.payments),
        sum(each.moving_minor for each in order.payments),
        rest[Custody.REFUND_OWED],
        rest[Custody.HELD],
        rest[Custody.WAITING],
        to_json(order.payments),
        to_json(order.refunds),
        to_json(order.disputes),
    )
