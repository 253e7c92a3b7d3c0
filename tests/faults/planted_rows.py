"""For each invariant that looks at one database: statements that break it, each alone. They run in transactions that are rolled back.

The superuser runs them with triggers and foreign keys off, as a bug below the application would; unique and check
constraints in the way are dropped first, since the invariant must find what a missing constraint let in.
"""

from __future__ import annotations

ONE_ORDER = "(SELECT order_id FROM orders WHERE state = 'COMPLETED' LIMIT 1)"
_NEW = "gen_random_uuid()"
_OUTBOX = """INSERT INTO outbox (topic, key, ce_id, ce_type, ce_source, ce_time, body, headers)
             VALUES ('twyst.orders.events.v1', 'k', 'planted', 't', 's', now(), '{}', '{}')"""
_PARKED = """INSERT INTO parked (consumer, event_id, topic, partition, "offset", headers, timestamp_ms, reason, status)
             VALUES ('c', 'planted', 't', 0, 0, '{}', 0, 'failed', 'parked')"""
_ENTRY = """INSERT INTO ledger_entries (transaction_id, venue_id, currency, account, amount_minor)
            SELECT transaction_id, venue_id, currency, account, 1 FROM ledger_entries LIMIT 1"""


def _steps(version: int, from_state: str, to_state: str) -> str:
    return f"""INSERT INTO transitions SELECT order_id, {version}, venue_id, '{from_state}', '{to_state}', 'planted', 1, now()
               FROM orders WHERE order_id = {ONE_ORDER}"""


def _waiting(references: str, order_id: str, age: str) -> str:
    return f"""INSERT INTO unrouted (event_id, reference_ids, named_order_id, type, payload, source, status, because, recorded_at)
               VALUES ('planted', {references}, {order_id}, 't', '{{}}', 's', 'waiting', 'b', now() - interval '{age}')"""


PLANTED: dict[str, tuple[str, ...]] = {
    "I8": (
        (
            "INSERT INTO journal SELECT gen_random_uuid(), input_seq, venue_id, input_id, kind, payload, source, actor,"
            " traceparent, decision, because, recorded_at FROM journal WHERE kind = 'event' LIMIT 1"
        ),
    ),
    "I8.journal": (f"DELETE FROM journal WHERE order_id = {ONE_ORDER} AND input_seq = 2",),
    "I9": (_steps(90, "PAYMENT_PENDING", "PAYMENT_SUCCEEDED"),),
    "I10": (_steps(90, "CREATED", "PAYMENT_SUCCEEDED"),),
    "I11": (f"DELETE FROM transitions WHERE order_id = {ONE_ORDER} AND version = 2",),
    "I12": (f"DELETE FROM transitions WHERE order_id = {ONE_ORDER} AND to_state = 'PAYMENT_SUCCEEDED'",),
    "I13": (
        f"UPDATE orders SET standing = jsonb_set(standing, '{{facts,kitchen_seen}}', 'false') WHERE order_id = {ONE_ORDER}",
    ),
    "I14": (_steps(90, "COMPLETED", "CANCELED"),),
    "I15": (
        f"UPDATE orders SET terms = jsonb_set(terms, '{{total_minor}}', '1') WHERE order_id = {ONE_ORDER}",
    ),
    "I20": (
        f"UPDATE orders SET payment_intent = (SELECT payment_intent FROM orders WHERE order_id = {ONE_ORDER})",
    ),
    "I24.create": (f"DELETE FROM calls WHERE kind = 'create' AND order_id = {ONE_ORDER}",),
    "I30.feed": ("DELETE FROM feed WHERE cursor = (SELECT max(cursor) FROM feed)",),
    "I31.order": (_OUTBOX,),
    "I31.fulfillment": (_OUTBOX,),
    "I33": (_ENTRY,),
    "I34.paid": ("UPDATE orders SET received_minor = received_minor + 1, kept_minor = kept_minor + 1",),
    "I34.venue": ("UPDATE lines SET amount_minor = amount_minor + 1, net_minor = net_minor + 1",),
    "I35": ("UPDATE payouts SET amount_minor = amount_minor + 1",),
    "I35.lines": ("UPDATE lines SET twyst_amount_minor = twyst_amount_minor + 1",),
    "I37.balances": (_ENTRY,),
    "I37.history": (
        """INSERT INTO discrepancies (discrepancy_id, venue_id, kind, subject, status, present, currency, twyst_minor,
             stripe_minor, opened_at, updated_at)
           SELECT gen_random_uuid(), venue_id, 'payout_sum_differs', 'planted', 'open', true, 'eur', 0, 1, now(), now()
           FROM orders LIMIT 1""",
    ),
    "I37.order": ("GRANT UPDATE ON journal TO order_worker",),
    "I37.reconciliation": ("GRANT DELETE ON ledger_entries TO reconciliation_worker",),
    "I42.order": ("ALTER TABLE orders NO FORCE ROW LEVEL SECURITY",),
    "I42.fulfillment": ("ALTER TABLE tickets DISABLE ROW LEVEL SECURITY",),
    "I42.reconciliation": ("ALTER TABLE lines NO FORCE ROW LEVEL SECURITY",),
    "I46.calls": ("UPDATE calls SET status = 'pending', answered_at = NULL",),
    "I46.unrouted": (
        _waiting("(SELECT ARRAY[reference] FROM order_references LIMIT 1)", "NULL", "0 hours"),
        _waiting("'{}'", ONE_ORDER, "0 hours"),
        _waiting("'{}'", "NULL", "26 hours"),
    ),
    "I52.order": (_PARKED,),
    "I52.fulfillment": (_PARKED,),
    "I52.reconciliation": (_PARKED,),
}
