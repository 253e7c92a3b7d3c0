"""The canonical hash of the books: what is known, and nothing of when or by which row it was learned."""

from __future__ import annotations

import hashlib
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch

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


async def books_hash(connection: AsyncConnection, *, with_history: bool = True) -> str:
    """SHA-256 of all that is known; with the history of ledger and discrepancies, doing nothing keeps it.

    Without the history it is the same for every order in which the same facts arrived.
    """
    digest = hashlib.sha256()
    for query in (*_CANONICAL, *(_HISTORY if with_history else ())):
        for row in await fetch(connection, query):
            digest.update(repr(tuple(row.values())).encode())
    return digest.hexdigest()
