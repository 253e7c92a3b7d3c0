"""Transfers and fees in PostgreSQL. Every write joins what is known with what comes, in either order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute
from twyst.reconciliation.domain.legs import Fee, Leg

_SAVE_LEGS: Final = """
INSERT INTO legs (transfer_id, account_id, venue_id, currency, amount_minor, reversed_minor, payment_id, charge_id,
  payment_intent, order_id)
SELECT l.transfer_id, l.account_id, a.venue_id, l.currency, l.amount, l.reversed, l.payment_id, l.charge_id,
  l.payment_intent, l.order_id
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[],
            $9::uuid[])
  AS l (transfer_id, account_id, currency, amount, reversed, payment_id, charge_id, payment_intent, order_id)
JOIN accounts a USING (account_id) ORDER BY l.transfer_id
ON CONFLICT (transfer_id) DO UPDATE SET
  reversed_minor = greatest(legs.reversed_minor, EXCLUDED.reversed_minor),
  payment_id = coalesce(legs.payment_id, EXCLUDED.payment_id),
  charge_id = coalesce(legs.charge_id, EXCLUDED.charge_id),
  payment_intent = coalesce(legs.payment_intent, EXCLUDED.payment_intent),
  order_id = coalesce(legs.order_id, EXCLUDED.order_id)
"""
_SAVE_FEES: Final = """
INSERT INTO fees (fee_id, account_id, venue_id, currency, amount_minor, refunded_minor, payment_id, charge_id)
SELECT f.fee_id, f.account_id, a.venue_id, f.currency, f.amount, f.refunded, f.payment_id, f.charge_id
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[])
  AS f (fee_id, account_id, currency, amount, refunded, payment_id, charge_id)
JOIN accounts a USING (account_id) ORDER BY f.fee_id
ON CONFLICT (fee_id) DO UPDATE SET refunded_minor = greatest(fees.refunded_minor, EXCLUDED.refunded_minor),
  payment_id = coalesce(fees.payment_id, EXCLUDED.payment_id), charge_id = coalesce(fees.charge_id, EXCLUDED.charge_id)
"""
_LEG_FIELDS: Final = (
    "transfer_id",
    "account_id",
    "currency",
    "amount_minor",
    "reversed_minor",
    "payment_id",
    "charge_id",
    "payment_intent",
    "order_id",
)
_FEE_FIELDS: Final = (
    "fee_id",
    "account_id",
    "currency",
    "amount_minor",
    "refunded_minor",
    "payment_id",
    "charge_id",
)


class PostgresLegs:
    """`Legs` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, legs: Sequence[Leg]) -> None:
        joined: dict[str, Leg] = {}
        for leg in legs:
            joined[leg.transfer_id] = leg.joined(joined.get(leg.transfer_id))
        columns = [[getattr(leg, name) for leg in joined.values()] for name in _LEG_FIELDS]
        await execute(self._connection, _SAVE_LEGS, *columns)

    async def save_fees(self, fees: Sequence[Fee]) -> None:
        joined: dict[str, Fee] = {}
        for fee in fees:
            joined[fee.fee_id] = fee.joined(joined.get(fee.fee_id))
        columns = [[getattr(fee, name) for fee in joined.values()] for name in _FEE_FIELDS]
        await execute(self._connection, _SAVE_FEES, *columns)
