"""The facts around what was touched: a closed part of orders, legs, fees and lines, read and judged together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch
from twyst.reconciliation.adapters.store.rows import (
    FEE_COLUMNS,
    LEG_COLUMNS,
    LINE_COLUMNS,
    ORDER_COLUMNS,
    fee_of,
    leg_of,
    line_of,
    order_of,
)
from twyst.reconciliation.application.news import Neighbourhood, Touched
from twyst.reconciliation.domain.legs import LegIndex
from twyst.reconciliation.domain.outcome import Reconciliation

# A leg has one order, so one step from whatever was touched to orders, and one back to all of their legs, closes it.
# `= ANY(ARRAY(…))` keeps to the indexes: without statistics the planner takes a hundred ids for half of the table.
_LEGS: Final = f"""
WITH near AS (
  SELECT transfer_id, order_id FROM legs WHERE transfer_id = ANY($2::text[])
  UNION SELECT transfer_id, order_id FROM legs WHERE payment_id = ANY(ARRAY(SELECT unnest($3::text[])))
  UNION SELECT transfer_id, order_id FROM legs WHERE payment_id = ANY(ARRAY(
        SELECT payment_id FROM lines WHERE line_id = ANY($4::text[])))
  UNION SELECT transfer_id, order_id FROM legs WHERE transfer_id = ANY(ARRAY(
        SELECT transfer_id FROM lines WHERE line_id = ANY($4::text[])))
), wanted AS (
  SELECT transfer_id FROM near
  UNION SELECT transfer_id FROM legs WHERE order_id = ANY(ARRAY(
        SELECT order_id FROM near UNION SELECT unnest($1::uuid[])))
)
SELECT {LEG_COLUMNS} FROM legs
WHERE venue_id IS NOT NULL AND transfer_id = ANY(ARRAY(SELECT transfer_id FROM wanted))
"""  # noqa: S608 (constants)
_FEES: Final = f"SELECT {FEE_COLUMNS} FROM fees WHERE payment_id = ANY(ARRAY(SELECT unnest($1::text[])))"  # noqa: S608
# An order of another account than those that are locked here is not ours to judge, whatever a leg's metadata says.
_ORDERS: Final = f"""
SELECT {ORDER_COLUMNS} FROM orders WHERE order_id = ANY($1::uuid[]) AND (account_id = ANY($2::text[])
  OR order_id = ANY($3::uuid[]))
"""  # noqa: S608 (constants)
_LINES: Final = f"""
SELECT {LINE_COLUMNS} FROM lines WHERE venue_id IS NOT NULL AND line_id = ANY(ARRAY(
  SELECT unnest($1::text[])
  UNION SELECT line_id FROM lines WHERE payment_id = ANY(ARRAY(SELECT unnest($2::text[])))
  UNION SELECT line_id FROM lines WHERE transfer_id = ANY(ARRAY(SELECT unnest($3::text[])))))
"""  # noqa: S608 (constants)
# Payouts by hand since the last one of the schedule: what they paid out cannot be itemised.
_ACCOUNTS: Final = """
SELECT a.account_id, a.venue_id::text, coalesce((SELECT NOT p.automatic FROM payouts p
  WHERE p.account_id = a.account_id ORDER BY p.arrival_date DESC, p.payout_id DESC LIMIT 1), false) AS unitemised
FROM accounts a WHERE a.account_id = ANY($1::text[])
"""
_OF_ACCOUNTS: Final = """
SELECT 'order' AS kind, order_id::text AS id FROM orders WHERE account_id = ANY($1::text[])
UNION ALL SELECT 'line', line_id FROM lines WHERE account_id = ANY($1::text[])
UNION ALL SELECT 'payout', payout_id FROM payouts WHERE account_id = ANY($1::text[])
"""
_MISSING: Final = """
SELECT o.order_id::text FROM discrepancies d JOIN orders o USING (order_id)
WHERE d.kind = 'missing_line' AND d.present AND o.account_id = ANY($1::text[])
"""
_DUE: Final = """
SELECT order_id::text, account_id FROM orders WHERE recheck_at <= $1 ORDER BY recheck_at, order_id LIMIT $2
"""
_WRITE_MATCHES: Final = """
UPDATE lines SET section = m.section, order_id = m.order_id, waiting = m.waiting, unknown = m.unknown,
  twyst_amount_minor = m.amount, twyst_application_fee_minor = m.application_fee, twyst_other_fee_minor = m.other_fee
FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bool[], $5::bool[], $6::bigint[], $7::bigint[], $8::bigint[])
  AS m (line_id, section, order_id, waiting, unknown, amount, application_fee, other_fee)
WHERE lines.line_id = m.line_id
  AND (lines.section, lines.order_id, lines.waiting, lines.unknown, lines.twyst_amount_minor,
       lines.twyst_application_fee_minor, lines.twyst_other_fee_minor)
  IS DISTINCT FROM (m.section, m.order_id, m.waiting, m.unknown, m.amount, m.application_fee, m.other_fee)
"""
_WRITE_RECHECKS: Final = """
UPDATE orders SET recheck_at = r.at FROM unnest($1::uuid[], $2::timestamptz[]) AS r (order_id, at)
WHERE orders.order_id = r.order_id AND orders.recheck_at IS DISTINCT FROM r.at
"""


class PostgresFacts:
    """`Facts` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def touch_accounts(self, account_ids: Sequence[str], because: str, touched: Touched) -> None:
        places = {"order": touched.orders, "line": touched.lines, "payout": touched.payouts}
        for row in await fetch(self._connection, _OF_ACCOUNTS, list(account_ids)):
            places[row["kind"]].setdefault(row["id"], because)

    async def touch_missing(self, account_ids: Sequence[str], because: str, touched: Touched) -> None:
        for row in await fetch(self._connection, _MISSING, list(account_ids)):
            touched.orders.setdefault(row["order_id"], because)

    async def due(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        rows = await fetch(self._connection, _DUE, now, limit)
        return [(row["order_id"], row["account_id"]) for row in rows]

    async def neighbourhood(self, touched: Touched) -> Neighbourhood:
        named = list(touched.orders)
        found = await fetch(
            self._connection,
            _LEGS,
            named,
            list(touched.transfers),
            list(touched.payments),
            list(touched.lines),
        )
        legs = [leg_of(row) for row in found]
        payments = [leg.payment_id for leg in legs if leg.payment_id is not None]
        transfers = [leg.transfer_id for leg in legs]
        fees = [fee_of(row) for row in await fetch(self._connection, _FEES, payments)]
        order_ids = list({*named, *(leg.order_id for leg in legs if leg.order_id is not None)})
        accounts = list({leg.account_id for leg in legs})
        orders = [order_of(row) for row in await fetch(self._connection, _ORDERS, order_ids, accounts, named)]
        line_rows = await fetch(self._connection, _LINES, list(touched.lines), payments, transfers)
        lines = [line_of(row) for row in line_rows]
        near = list({order.account_id for order in orders} | {line.account_id for line in lines})
        account_rows = await fetch(self._connection, _ACCOUNTS, near)
        return Neighbourhood(
            orders=orders,
            index=LegIndex(legs, fees, lines),
            lines=lines,
            venues={row["account_id"]: row["venue_id"] for row in account_rows if row["venue_id"]},
            unitemised=frozenset(row["account_id"] for row in account_rows if row["unitemised"]),
        )

    async def write(self, hood: Neighbourhood, result: Reconciliation) -> None:
        matches = list(result.matches.values())
        needs_order = {line.line_id for line in hood.lines if line.is_of_an_order}
        await execute(
            self._connection,
            _WRITE_MATCHES,
            [each.line_id for each in matches],
            [each.section for each in matches],
            [each.order_id for each in matches],
            [each.waiting for each in matches],
            [each.order_id is None and each.line_id in needs_order for each in matches],
            [each.amount_minor for each in matches],
            [each.application_fee_minor for each in matches],
            [each.other_fee_minor for each in matches],
        )
        order_ids = [order.order_id for order in hood.orders]
        rechecks = [result.recheck_at.get(order_id) for order_id in order_ids]
        await execute(self._connection, _WRITE_RECHECKS, order_ids, rechecks)
