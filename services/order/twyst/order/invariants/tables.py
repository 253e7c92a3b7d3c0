"""What one look at the order database can tell."""

from __future__ import annotations

from typing import Final

from twyst.contracts import topics
from twyst.order.domain.lifecycle import FINAL, TABLE, Move
from twyst.verify.invariant import Query
from twyst.verify.mailbox import mailbox_invariants

_EDGES: Final = sorted({f"{state}>{out.to}" for (state, _), out in TABLE.items() if isinstance(out, Move)})
_ALLOWED: Final = ", ".join(f"'{edge}'" for edge in ("NULL>CREATED", *_EDGES))
_OVER: Final = ", ".join(f"'{state}'" for state in sorted(FINAL))
_YOUNG: Final = "($1::timestamptz IS NULL OR {} >= $1)"
_LATE: Final = "{} <= clock_timestamp() - $2::interval"


def _query(name: str, sentence: str, sql: str) -> Query:
    return Query(name, sentence, "order", sql)


TABLES: Final = (
    _query("I8", "A Stripe event is an input once, in one order.", f"""
        SELECT CASE WHEN count(*) > 1 THEN input_id END AS what FROM journal
        WHERE kind = 'event' AND {_YOUNG.format("recorded_at")} GROUP BY input_id"""),
    _query("I8.journal", "An order's inputs are numbered from 1 without a gap, and it knows the last.", f"""
        SELECT CASE WHEN (o.input_seq = j.n AND o.input_seq = j.last) IS NOT TRUE
               THEN coalesce(o.order_id, j.order_id)::text END AS what
        FROM (SELECT * FROM orders WHERE {_YOUNG.format("updated_at")}) o
        LEFT JOIN LATERAL (SELECT order_id, count(*) AS n, max(input_seq) AS last FROM journal
                           WHERE journal.order_id = o.order_id GROUP BY 1) j ON true"""),
    _query("I9", "An order becomes paid once.", f"""
        SELECT CASE WHEN count(*) > 1 THEN order_id::text END AS what FROM transitions
        WHERE to_state = 'PAYMENT_SUCCEEDED' AND {_YOUNG.format("recorded_at")} GROUP BY order_id"""),
    _query("I10", "No step but those of the lifecycle.", f"""
        SELECT CASE WHEN coalesce(from_state, 'NULL') || '>' || to_state NOT IN ({_ALLOWED})
               THEN order_id::text || ' ' || coalesce(from_state, 'NULL') || '>' || to_state END AS what
        FROM transitions WHERE {_YOUNG.format("recorded_at")}"""),
    _query("I11", "Steps are numbered from 1, each begins where the last ended, and the order is where they end.", f"""
        SELECT CASE WHEN version <> n OR from_state IS DISTINCT FROM was
                      OR (next IS NULL AND (to_state, version) IS DISTINCT FROM (state, now))
               THEN order_id::text || ' ' || coalesce(version::text, 'without steps') END AS what
        FROM (SELECT o.order_id, t.version, t.from_state, t.to_state, o.state, o.version AS now,
                     row_number() OVER w AS n, lag(t.to_state) OVER w AS was, lead(t.version) OVER w AS next
              FROM orders o LEFT JOIN transitions t USING (order_id) WHERE {_YOUNG.format("o.updated_at")}
              WINDOW w AS (PARTITION BY o.order_id ORDER BY t.version)) steps"""),
    _query("I12", "Nothing is served that was not paid before.", f"""
        SELECT CASE WHEN NOT EXISTS (SELECT FROM transitions p WHERE p.order_id = t.order_id
                                     AND p.to_state = 'PAYMENT_SUCCEEDED' AND p.version < t.version)
               THEN order_id::text || ' ' || to_state END AS what
        FROM transitions t WHERE to_state IN ('FULFILLING', 'COMPLETED') AND {_YOUNG.format("recorded_at")}"""),
    _query("I14", "An order that is over stays over.", f"""
        SELECT CASE WHEN from_state IN ({_OVER}) THEN order_id::text || ' left ' || from_state END AS what
        FROM transitions WHERE {_YOUNG.format("recorded_at")}"""),
    _query("I15", "An order's terms are those it was placed with.", f"""
        SELECT CASE WHEN j.payload::jsonb IS DISTINCT FROM o.terms OR o.total_minor::text <> o.terms->>'total_minor'
                      OR o.currency <> o.terms->>'currency' THEN o.order_id::text END AS what
        FROM orders o LEFT JOIN journal j ON j.order_id = o.order_id AND j.input_seq = 1
        WHERE {_YOUNG.format("o.created_at")}"""),
    _query("I20", "A PaymentIntent is one order's own.", f"""
        SELECT CASE WHEN count(*) > 1 THEN payment_intent END AS what FROM orders
        WHERE payment_intent IS NOT NULL AND {_YOUNG.format("created_at")} GROUP BY payment_intent"""),
    _query("I24.create", "An order has asked Stripe for exactly one PaymentIntent.", f"""
        SELECT CASE WHEN count(c.stripe_key) <> 1 THEN o.order_id::text || ' asked ' || count(c.stripe_key) || ' times' END AS what
        FROM orders o LEFT JOIN calls c ON c.order_id = o.order_id AND c.kind = 'create'
        WHERE {_YOUNG.format("o.created_at")} GROUP BY o.order_id"""),
    _query("I46.calls", "No call to Stripe waits for its answer.", f"""
        SELECT CASE WHEN status = 'pending' AND {_LATE.format("created_at")}
               THEN stripe_key || coalesce(': ' || last_error, '') END AS what
        FROM calls WHERE {_YOUNG.format("created_at")} OR status = 'pending'"""),
    # What is nobody's, or of another installation on the same Stripe account, waits for a day; then the sweep closes it.
    _query("I46.unrouted", "No Stripe event waits whose order is here, and none for longer than a day.", f"""
        SELECT CASE WHEN status = 'waiting' AND {_LATE.format("recorded_at")}
               AND ({_LATE.format("recorded_at + interval '25 hours'")}
                    OR EXISTS (SELECT FROM order_references r WHERE r.reference = ANY (reference_ids))
                    OR EXISTS (SELECT FROM orders o WHERE o.order_id = named_order_id))
               THEN event_id || ' ' || type || ': ' || because END AS what
        FROM unrouted WHERE {_YOUNG.format("recorded_at")} OR status = 'waiting'"""),
    *mailbox_invariants("order", append_only=("journal", "transitions"), outbox_topics=(topics.ORDERS_EVENTS.name,)),
)  # fmt: skip
