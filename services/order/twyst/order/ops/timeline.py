"""`twyst-ops order timeline`: everything that an order was given, in order, with its place and its reason."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import typer

from twyst.ops.eyes import Eyes, Mistaken
from twyst.ops.registry import Registry, desk

_ORDER = """
SELECT order_id::text, venue_id::text, order_number, state, version, seq, input_seq, payment_intent, open_holds,
       total_minor, currency, created_at, updated_at FROM orders WHERE order_id = $1::uuid
"""
_INPUTS = """
SELECT j.input_seq, j.recorded_at, j.kind, CASE WHEN j.kind = 'event' THEN j.payload::jsonb->>'type' END AS event_type,
       j.input_id, j.source, j.actor, j.decision, j.because, j.traceparent,
       (SELECT string_agg(t.from_state || ' → ' || t.to_state, ', ' ORDER BY t.version) FROM transitions t
        WHERE t.order_id = j.order_id AND t.input_seq = j.input_seq) AS steps
FROM journal j WHERE j.order_id = $1::uuid ORDER BY j.input_seq
"""
_CALLS = """
SELECT stripe_key, kind, status, attempts, created_at, answered_at, answer, last_error FROM calls
WHERE order_id = $1::uuid ORDER BY created_at
"""
_EVENTS = """
SELECT ce_id, ce_type, recorded_at, published_at FROM outbox WHERE key = $1 ORDER BY id
"""
_PARKED = """
SELECT id, consumer, event_id, topic || '/' || partition || '/' || "offset" AS place, reason, error, status, parked_at
FROM parked WHERE key = $1 ORDER BY id
"""


def register(registry: Registry) -> None:
    registry.group("order", "One order.").command()(timeline)


def timeline(context: typer.Context, order_id: Annotated[UUID, typer.Argument(help="The order.")]) -> None:
    """Every input with topic/partition/offset, decision and why, actor and trace; calls, events and parked records."""
    here = desk(context)
    found = here.look(lambda eyes: read(eyes, str(order_id)))
    if here.told.as_json:
        here.told.document(found)
        return
    order = found["order"]
    here.told.line(
        f"order {order['order_number']} {order['order_id']} is {order['state']} (version {order['version']}, "
        f"{order['seq']} events), {order['total_minor']} {order['currency']} minor units, {order['payment_intent']}"
    )
    rows = [
        {
            "#": row["input_seq"],
            "at": f"{row['recorded_at']:%Y-%m-%d %H:%M:%S.%f}",
            "what": row["event_type"] or row["kind"],
            "decision": f"{row['decision']}: {row['because']}",
            "steps": row["steps"],
            "from": " ".join(filter(None, (row["actor"], row["source"], row["input_id"]))),
            "trace": _trace_id(row["traceparent"]),
        }
        for row in found["inputs"]
    ]
    here.told.rows("inputs", rows, empty="no inputs")
    for name in ("calls", "events", "parked"):
        if found[name]:
            here.told.rows(name, found[name], empty="")


async def read(eyes: Eyes, order_id: str) -> dict[str, Any]:
    """All of it. Mistaken when there is no such order."""
    orders = await eyes.rows("order", _ORDER, order_id)
    if not orders:
        raise Mistaken(f"there is no order {order_id} here")
    return {
        "order": dict(orders[0]),
        "inputs": await eyes.rows("order", _INPUTS, order_id),
        "calls": await eyes.rows("order", _CALLS, order_id),
        "events": await eyes.rows("order", _EVENTS, order_id),
        "parked": await eyes.rows("order", _PARKED, order_id),
    }


def _trace_id(traceparent: str | None) -> str | None:
    return traceparent.split("-")[1] if traceparent and traceparent.count("-") >= 2 else None
