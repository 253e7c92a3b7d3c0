"""The queries over payouts and their lines."""

from __future__ import annotations

from typing import Final

# The lines that the payout's last fetch listed; a fetch that is under way has listed some of them already.
LISTED: Final = """
  payout_lines pl JOIN payouts p USING (payout_id) JOIN lines l USING (line_id)
"""
_IS_LISTED: Final = "pl.generation >= p.fetched AND NOT (l.type = 'payout' AND l.source_id = p.payout_id)"

PAYOUTS: Final = """
SELECT payout_id, currency, amount_minor, status, automatic, method, arrival_date, failure_code, history, lines,
  lines IS NOT NULL AS is_itemised,
  coalesce((SELECT sum(d.stripe_minor - d.twyst_minor) FROM discrepancies d
            WHERE d.payout_id = payouts.payout_id AND d.present), 0)::bigint AS difference_minor,
  (SELECT count(*) FROM discrepancies d WHERE d.payout_id = payouts.payout_id AND d.status <> 'resolved')
    AS open_discrepancies
FROM payouts
"""
PAGE: Final = f"""
{PAYOUTS} WHERE $1::date IS NULL OR (arrival_date, payout_id) < ($1::date, $2::text)
ORDER BY arrival_date DESC, payout_id DESC LIMIT $3
"""
ONE: Final = f"{PAYOUTS} WHERE payout_id = $1"

_SUMS: Final = """
  count(*) AS lines, count(*) FILTER (WHERE l.waiting) AS waiting,
  sum(l.amount_minor)::bigint AS amount, sum(l.application_fee_minor)::bigint AS application_fee,
  sum(l.other_fee_minor)::bigint AS other_fee, sum(l.twyst_amount_minor)::bigint AS twyst_amount,
  sum(l.twyst_application_fee_minor)::bigint AS twyst_application_fee,
  sum(l.twyst_other_fee_minor)::bigint AS twyst_other_fee
"""
TOTALS: Final = f"""
SELECT l.section, {_SUMS} FROM {LISTED} WHERE pl.payout_id = $1 AND {_IS_LISTED} AND l.currency = p.currency
GROUP BY l.section
"""  # noqa: S608 (constants)
LINES: Final = f"""
SELECT l.line_id, l.type, l.section, l.currency, l.created_at, l.available_on, l.source_id, l.order_id::text,
  o.order_number, o.table_label, l.waiting, l.amount_minor AS stripe_amount_minor,
  l.application_fee_minor + l.other_fee_minor AS stripe_fee_minor, l.net_minor AS stripe_net_minor,
  l.twyst_amount_minor, l.twyst_application_fee_minor + l.twyst_other_fee_minor AS twyst_fee_minor,
  l.twyst_amount_minor - l.twyst_application_fee_minor - l.twyst_other_fee_minor AS twyst_net_minor
FROM {LISTED} LEFT JOIN orders o ON o.order_id = l.order_id
WHERE pl.payout_id = $1 AND {_IS_LISTED} AND l.line_id > $2 ORDER BY l.line_id LIMIT $3
"""  # noqa: S608 (constants)
# What was due to the venue, in its Stripe balance or not there yet, when the payout was first posted.
ROLL_FORWARD: Final = """
SELECT -coalesce(sum(e.amount_minor), 0)::bigint AS opening_minor
FROM ledger_transactions first JOIN ledger_transactions t
  ON t.venue_id = first.venue_id AND t.currency = first.currency AND t.transaction_id < first.transaction_id
JOIN ledger_entries e ON e.transaction_id = t.transaction_id
WHERE first.subject = 'payout:' || $1 AND first.revision = 1 AND e.account IN ('venue_payable', 'venue_balance')
"""
PERIOD: Final = """
SELECT currency, sum(amount_minor)::bigint AS paid_out_minor, array_agg(payout_id ORDER BY payout_id) AS payouts,
  coalesce(array_agg(payout_id ORDER BY payout_id) FILTER (WHERE lines IS NULL), '{}') AS not_itemised
FROM payouts WHERE arrival_date BETWEEN $1 AND $2 AND status NOT IN ('failed', 'canceled') GROUP BY currency
"""
PERIOD_TOTALS: Final = f"""
SELECT l.currency, l.section, {_SUMS} FROM {LISTED}
WHERE p.arrival_date BETWEEN $1 AND $2 AND p.status NOT IN ('failed', 'canceled') AND {_IS_LISTED}
  AND l.currency = p.currency
GROUP BY l.currency, l.section
"""  # noqa: S608 (constants)
