"""The queries over orders on their way to the bank, balances and discrepancies."""

from __future__ import annotations

from typing import Final

# An order's day is the venue's; a venue whose record has not come yet counts in UTC.
_ZONE: Final = "coalesce((SELECT timezone FROM venues LIMIT 1), 'UTC')"
_PAID_BETWEEN: Final = f"""
  o.paid_at >= ($1::date)::timestamp AT TIME ZONE {_ZONE}
  AND o.paid_at < ($2::date + 1)::timestamp AT TIME ZONE {_ZONE}
"""
_FEES: Final = """
  coalesce((SELECT -sum(e.amount_minor) FROM ledger_entries e
            WHERE e.order_id = o.order_id AND e.account = 'platform_fees'), 0)::bigint
"""

ACTIVITY: Final = f"""
SELECT o.currency, count(*) AS orders, sum(o.received_minor)::bigint AS received_minor,
  sum(o.refunded_minor)::bigint AS refunded_minor, sum(o.kept_minor)::bigint AS kept_minor,
  sum({_FEES})::bigint AS fees_minor
FROM orders o WHERE {_PAID_BETWEEN} GROUP BY o.currency
"""  # noqa: S608 (constants)

# A payout that came back is followed to the payout that held its money next.
_REACHED: Final = """
  UNION
  SELECT f.origin, l.payout_id FROM followed f
  JOIN lines l ON l.source_id = f.payout_id AND l.type IN ('payout_failure', 'payout_cancel') AND l.payout_id IS NOT NULL
), reached AS (
  SELECT DISTINCT ON (f.origin) f.origin, p.payout_id, p.status, p.arrival_date
  FROM followed f JOIN payouts p ON p.payout_id = f.payout_id
  ORDER BY f.origin, p.status IN ('failed', 'canceled'), p.arrival_date DESC, p.payout_id DESC
)
"""
ORDERS: Final = f"""
WITH RECURSIVE page AS (
  SELECT o.*, {_FEES} AS fees, (SELECT l.line_id FROM lines l WHERE l.order_id = o.order_id AND l.type = 'payment'
    ORDER BY l.created_at, l.line_id LIMIT 1) AS line_id
  FROM orders o WHERE {_PAID_BETWEEN}
    AND ($3::timestamptz IS NULL OR (o.paid_at, o.order_id) < ($3::timestamptz, $4::uuid))
  ORDER BY o.paid_at DESC, o.order_id DESC LIMIT $5
), followed (origin, payout_id) AS (
  SELECT DISTINCT l.payout_id, l.payout_id FROM page JOIN lines l USING (line_id) WHERE l.payout_id IS NOT NULL
{_REACHED}
SELECT page.order_id::text, page.order_number, page.table_label, page.currency, page.paid_at, page.received_minor,
  page.refunded_minor, page.fees AS fee_minor, page.kept_minor - page.fees AS net_minor, l.available_on,
  r.payout_id, r.status AS payout_status, r.arrival_date
FROM page LEFT JOIN lines l USING (line_id) LEFT JOIN reached r ON r.origin = l.payout_id
ORDER BY page.paid_at DESC, page.order_id DESC
"""  # noqa: S608 (constants)
DAYS: Final = f"""
WITH RECURSIVE followed (origin, payout_id) AS (
  SELECT DISTINCT l.payout_id, l.payout_id FROM orders o JOIN lines l USING (order_id)
  WHERE {_PAID_BETWEEN} AND l.payout_id IS NOT NULL
{_REACHED}
SELECT (o.paid_at AT TIME ZONE {_ZONE})::date AS day, o.currency, count(*) AS orders,
  sum(o.received_minor)::bigint AS received_minor, sum(o.refunded_minor)::bigint AS refunded_minor,
  sum(x.fees)::bigint AS fee_minor, sum(o.kept_minor - x.fees)::bigint AS net_minor,
  coalesce(sum(s.in_payouts), 0)::bigint AS in_payouts_minor, coalesce(sum(s.paid_out), 0)::bigint AS paid_out_minor
FROM orders o
CROSS JOIN LATERAL (SELECT {_FEES} AS fees) x
CROSS JOIN LATERAL (
  SELECT sum(l.net_minor) FILTER (WHERE r.status IN ('pending', 'in_transit')) AS in_payouts,
         sum(l.net_minor) FILTER (WHERE r.status = 'paid') AS paid_out
  FROM lines l JOIN reached r ON r.origin = l.payout_id WHERE l.order_id = o.order_id) s
WHERE {_PAID_BETWEEN} GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""  # noqa: S608 (constants)

_DISCREPANCIES: Final = """
SELECT d.discrepancy_id::text, d.kind, d.status, d.present, d.currency, d.twyst_minor, d.stripe_minor,
  d.order_id::text, o.order_number, d.line_id, d.payout_id, d.opened_at, d.updated_at,
  (SELECT jsonb_agg(jsonb_build_object('action', e.action, 'status', e.status, 'actor', e.actor, 'note', e.note,
     'difference_minor', e.stripe_minor - e.twyst_minor, 'recorded_at', e.recorded_at) ORDER BY e.event_id)
   FROM discrepancy_events e WHERE e.discrepancy_id = d.discrepancy_id) AS history
FROM discrepancies d LEFT JOIN orders o ON o.order_id = d.order_id
"""
DISCREPANCIES: Final = f"""
{_DISCREPANCIES} WHERE d.status = ANY($1::text[])
  AND ($2::timestamptz IS NULL OR (d.opened_at, d.discrepancy_id) < ($2::timestamptz, $3::uuid))
ORDER BY d.opened_at DESC, d.discrepancy_id DESC LIMIT $4
"""
DISCREPANCY: Final = f"{_DISCREPANCIES} WHERE d.discrepancy_id = $1 FOR UPDATE OF d"
ACT: Final = """
WITH changed AS (
  UPDATE discrepancies SET status = $2, updated_at = clock_timestamp() WHERE discrepancy_id = $1
  RETURNING discrepancy_id, venue_id, twyst_minor, stripe_minor)
INSERT INTO discrepancy_events (discrepancy_id, venue_id, action, status, actor, note, twyst_minor, stripe_minor)
SELECT discrepancy_id, venue_id, $3, $2, $4, $5, twyst_minor, stripe_minor FROM changed
"""
# An account was read to its end where the next reading begins, less the overlap: a failed one moves nothing.
# A payout that was itemised was compared with the orders, line by line; until when that is so without a gap.
COMPARISON: Final = """
SELECT (SELECT max(lines_since) FROM accounts) + $1::interval AS as_of,
  (SELECT max(p.arrival_date) FROM payouts p WHERE p.lines IS NOT NULL AND NOT EXISTS (
     SELECT FROM payouts q WHERE q.automatic AND q.method = 'standard' AND q.status NOT IN ('failed', 'canceled')
       AND q.lines IS NULL AND q.arrival_date <= p.arrival_date)) AS matched_through
"""
BALANCES: Final = "SELECT currency, account, balance_minor FROM ledger_balances"
PLATFORM: Final = """
SELECT currency, account, sum(balance_minor)::bigint AS balance_minor FROM ledger_balances GROUP BY 1, 2
UNION ALL SELECT currency, 'open discrepancies', count(*) FROM discrepancies WHERE status <> 'resolved' GROUP BY 1
"""
