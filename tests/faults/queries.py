"""Invariants that one database can answer for, as SQL with the auditors' roles: each finds what breaks it."""

from __future__ import annotations

from dataclasses import dataclass

_EDGES = [
    "NULL>CREATED",
    "CREATED>PAYMENT_PENDING",
    "CREATED>CANCELED",
    "PAYMENT_PENDING>PAYMENT_SUCCEEDED",
    "PAYMENT_PENDING>CANCELED",
    "PAYMENT_SUCCEEDED>FULFILLING",
    "PAYMENT_SUCCEEDED>CANCELED",
    "FULFILLING>COMPLETED",
    "FULFILLING>CANCELED",
]


@dataclass(frozen=True, slots=True)
class Query:
    """An invariant as SQL: `sql` answers a column `what` with what breaks it."""

    name: str
    sentence: str
    database: str
    sql: str


_ALL_PUBLISHED = "SELECT ce_id AS what FROM outbox WHERE published_at IS NULL"
DRAINED = (
    Query("order-outbox-drained", "Every derived event is published.", "order", _ALL_PUBLISHED),
    Query("fulfillment-outbox-drained", "Every kitchen event is published.", "fulfillment", _ALL_PUBLISHED),
    Query("calls-answered", "No call to Stripe waits for its answer.", "order",
          "SELECT stripe_key AS what FROM calls WHERE status = 'pending'"),
    Query("unrouted-resolved", "No Stripe event waits for its order.", "order",
          "SELECT event_id AS what FROM unrouted WHERE status = 'waiting'"),
)  # fmt: skip

_PARKED = "SELECT consumer || ' ' || event_id || ': ' || reason AS what FROM parked WHERE status = 'parked'"
BOOKS = (
    Query("order-parked-none", "No record of an order failed.", "order", _PARKED),
    Query("fulfillment-parked-none", "No record failed in the kitchen.", "fulfillment", _PARKED),
    Query("reconciliation-parked-none", "No record failed in the books.", "reconciliation", _PARKED),
    Query("journal-contiguous", "An order's inputs are numbered from 1 without a gap, and it knows the last.", "order", """
        SELECT coalesce(o.order_id, j.order_id)::text AS what FROM orders o
        FULL JOIN (SELECT order_id, count(*) AS n, max(input_seq) AS last FROM journal GROUP BY 1) j USING (order_id)
        WHERE (o.input_seq = j.n AND o.input_seq = j.last) IS NOT TRUE"""),
    Query("event-journaled-once", "A Stripe event is an input once, in one order.", "order",
          "SELECT input_id AS what FROM journal WHERE kind = 'event' GROUP BY 1 HAVING count(*) > 1"),
    Query("steps-chain", "Steps are numbered from 1, each begins where the last ended, and the order is where they end.",
          "order", """
        SELECT order_id::text || ' ' || version AS what FROM (
          SELECT t.*, o.state, o.version AS now, row_number() OVER w AS n, lag(to_state) OVER w AS was,
                 lead(t.version) OVER w AS next
          FROM transitions t JOIN orders o USING (order_id) WINDOW w AS (PARTITION BY order_id ORDER BY t.version)) s
        WHERE version <> n OR from_state IS DISTINCT FROM was OR (next IS NULL AND (to_state, version) <> (state, now))"""),
    Query("steps-allowed", "No step but those of the lifecycle; so nothing is served before it is paid.", "order", f"""
        SELECT order_id::text || ' ' || to_state AS what FROM transitions
        WHERE coalesce(from_state, 'NULL') || '>' || to_state <> ALL ('{{{",".join(_EDGES)}}}')"""),
    Query("own-payment-is-one-orders", "A PaymentIntent belongs to one order.", "order",
          "SELECT payment_intent AS what FROM orders GROUP BY 1 HAVING payment_intent IS NOT NULL AND count(*) > 1"),
    Query("board-feed-contiguous", "A venue's feed has every cursor up to the last.", "fulfillment", """
        SELECT c.venue_id::text AS what FROM feed_cursor c LEFT JOIN feed f ON f.venue_id = c.venue_id
        GROUP BY c.venue_id, c.last, c.pruned HAVING count(f.cursor) <> c.last - c.pruned"""),
    Query("ledger-zero", "Each ledger transaction sums to zero.", "reconciliation", """
        SELECT transaction_id::text AS what FROM ledger_entries GROUP BY transaction_id, currency
        HAVING sum(amount_minor) <> 0"""),
    Query("balances-are-sums", "A balance is the sum of its entries.", "reconciliation", """
        SELECT coalesce(b.account, e.account) AS what FROM ledger_balances b
        FULL JOIN (SELECT venue_id, currency, account, sum(amount_minor) AS minor FROM ledger_entries GROUP BY 1, 2, 3) e
        USING (venue_id, currency, account) WHERE coalesce(b.balance_minor, 0) <> coalesce(e.minor, 0)"""),
)  # fmt: skip
