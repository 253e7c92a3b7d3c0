"""What must always hold in the books, as SQL. Each query answers with what breaks it; no rows is right."""

from __future__ import annotations

import hashlib
from types import MappingProxyType
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch

INVARIANTS: Final = MappingProxyType(
    {
        "each ledger transaction sums to zero": """
SELECT transaction_id::text AS what FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0
""",
        "balances are the sums of their entries": """
SELECT coalesce(b.venue_id, e.venue_id)::text || ' ' || coalesce(b.account, e.account) AS what
FROM ledger_balances b FULL JOIN (
  SELECT venue_id, currency, account, sum(amount_minor) AS minor FROM ledger_entries GROUP BY 1, 2, 3) e
  USING (venue_id, currency, account)
WHERE coalesce(b.balance_minor, 0) <> coalesce(e.minor, 0)
""",
        "what diners paid is what the ledger says they paid": """
SELECT coalesce(o.venue_id, b.venue_id)::text || ' ' || coalesce(o.currency, b.currency) AS what
FROM (SELECT venue_id, currency, sum(received_minor) AS minor FROM orders GROUP BY 1, 2) o
FULL JOIN (SELECT * FROM ledger_balances WHERE account = 'diner_payments') b USING (venue_id, currency)
WHERE coalesce(o.minor, 0) <> coalesce(b.balance_minor, 0)
""",
        "the venue's balance is its lines less what was paid out": """
SELECT coalesce(s.venue_id, b.venue_id)::text || ' ' || coalesce(s.currency, b.currency) AS what
FROM (SELECT venue_id, currency, sum(minor) AS minor FROM (
        SELECT venue_id, currency, net_minor AS minor FROM lines
        WHERE venue_id IS NOT NULL AND type NOT IN ('payout', 'payout_cancel', 'payout_failure')
        UNION ALL SELECT venue_id, currency, -amount_minor FROM payouts
        WHERE venue_id IS NOT NULL AND status NOT IN ('failed', 'canceled')
        UNION ALL SELECT venue_id, currency, amount_minor - lines_minor FROM payouts
        WHERE venue_id IS NOT NULL AND status NOT IN ('failed', 'canceled') AND lines_minor IS NOT NULL) moved
      GROUP BY 1, 2) s
FULL JOIN (SELECT * FROM ledger_balances WHERE account = 'venue_balance') b USING (venue_id, currency)
WHERE coalesce(s.minor, 0) <> -coalesce(b.balance_minor, 0)
""",
        "every itemised payout is the sum of its lines, or a discrepancy says that it is not": """
SELECT payout_id AS what FROM payouts p
WHERE venue_id IS NOT NULL AND lines_minor IS NOT NULL AND (lines_minor <> amount_minor OR own_minor <> -amount_minor)
  AND NOT EXISTS (SELECT FROM discrepancies d WHERE d.subject = 'payout:' || p.payout_id
                  AND d.kind = 'payout_sum_differs' AND d.present)
""",
        "every line that differs has its discrepancy": """
SELECT line_id AS what FROM lines l
WHERE venue_id IS NOT NULL AND NOT waiting
  AND net_minor <> twyst_amount_minor - twyst_application_fee_minor - twyst_other_fee_minor
  AND NOT EXISTS (SELECT FROM discrepancies d WHERE d.subject = 'line:' || l.line_id AND d.present)
""",
        "discrepancies are as their history ends": """
SELECT d.discrepancy_id::text AS what FROM discrepancies d
WHERE d.status IS DISTINCT FROM (SELECT e.status FROM discrepancy_events e
  WHERE e.discrepancy_id = d.discrepancy_id ORDER BY e.event_id DESC LIMIT 1)
""",
    },
)
"""By name; the venue's balance and the sums are also proven by tests over every posting template."""

# Times, errands and row ids say when and how something was learned; the rest is what is known.
_CANONICAL: Final = (
    (
        "SELECT order_id, venue_id, account_id, currency, seq, state, paid_at, fee_minor, payments, refunds, disputes "
        "FROM orders ORDER BY order_id"
    ),
    "SELECT * FROM legs ORDER BY transfer_id",
    "SELECT * FROM fees ORDER BY fee_id",
    (
        "SELECT payout_id, account_id, venue_id, currency, amount_minor, status, automatic, method, is_listed, "
        "arrival_date, original_payout, failure_code, lines, lines_minor, own_minor FROM payouts ORDER BY payout_id"
    ),
    (
        "SELECT line_id, account_id, venue_id, currency, type, reporting_category, amount_minor, application_fee_minor, "
        "other_fee_minor, source_id, payment_id, transfer_id, reversal_id, refund_id, foreign_payment, payout_id, "
        "section, order_id, waiting, twyst_amount_minor, twyst_application_fee_minor, twyst_other_fee_minor "
        "FROM lines ORDER BY line_id"
    ),
    "SELECT payout_id, line_id FROM payout_lines ORDER BY payout_id, line_id",
    (
        "SELECT t.subject, e.account, e.order_id, sum(e.amount_minor) FROM ledger_transactions t "
        "JOIN ledger_entries e USING (transaction_id) GROUP BY 1, 2, 3 HAVING sum(e.amount_minor) <> 0 ORDER BY 1, 2, 3"
    ),
    (
        "SELECT venue_id, kind, subject, present, currency, twyst_minor, stripe_minor FROM discrepancies "
        "WHERE present ORDER BY venue_id, kind, subject"
    ),
)
_HISTORY: Final = (
    "SELECT subject, revision, venue_id, currency FROM ledger_transactions ORDER BY subject, revision",
    "SELECT discrepancy_id, action, status, actor, note FROM discrepancy_events ORDER BY discrepancy_id, event_id",
)


async def broken_invariants(connection: AsyncConnection) -> dict[str, list[str]]:
    """The invariants that do not hold, each with at most a hundred of what breaks it."""
    broken = {}
    for name, query in INVARIANTS.items():
        rows = await fetch(connection, f"SELECT what FROM ({query}) AS found LIMIT 100")  # noqa: S608 (constants)
        if rows:
            broken[name] = [str(row["what"]) for row in rows]
    return broken


async def books_hash(connection: AsyncConnection, *, with_history: bool = True) -> str:
    """SHA-256 of all that is known; with the history of ledger and discrepancies, doing nothing keeps it.

    Without the history it is the same for every order in which the same facts arrived.
    """
    digest = hashlib.sha256()
    for query in (*_CANONICAL, *(_HISTORY if with_history else ())):
        for row in await fetch(connection, query):
            digest.update(repr(tuple(row.values())).encode())
    return digest.hexdigest()
