"""Derived events as contract messages: each carries the order's full snapshot."""

from __future__ import annotations

from typing import Any

import msgspec

from twyst.order.domain.custody import money_of
from twyst.order.domain.holds import holds_of
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import DerivedEvent, Line, Order, Standing, Terms

_encode = msgspec.json.Encoder().encode


def encode_event(event: DerivedEvent, order: Order, occurred_at: str) -> bytes:
    """The body of one derived event. State, version and seq are of the event's own step; the rest is the order after."""
    return _encode(
        {
            "order_id": order.terms.order_id,
            "state": event.state,
            "version": event.version,
            "seq": event.seq,
            "type": event.type,
            "occurred_at": occurred_at,
            **snapshot(order.terms, order.standing, event.state),
        }
    )


def snapshot(terms: Terms, standing: Standing, state: State) -> dict[str, Any]:
    """What every derived event and every view of an order shows, under the contract's names."""
    return {
        "reason": standing.reason if state is State.CANCELED else None,
        "environment": terms.environment,
        "livemode": terms.livemode,
        "venue_id": terms.venue_id,
        "table_id": terms.table_id,
        "table_label": terms.table_label,
        "order_number": terms.order_number,
        "created_at": terms.created_at,
        "currency": terms.currency,
        "lines": [_line(line) for line in terms.lines],
        "items_minor": terms.items_minor,
        "tip_minor": terms.tip_minor,
        "total_minor": terms.total_minor,
        "application_fee_minor": terms.application_fee_minor,
        "destination": terms.destination,
        "diner_note": terms.diner_note,
        **_money(terms, standing),
        "kitchen_seen": standing.facts.kitchen_seen,
        **_allergy(terms),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "line_id": line.line_id,
        "item_id": line.item_id,
        "name": line.name,
        "quantity": line.quantity,
        "unit_amount_minor": line.unit_amount_minor,
        "amount_minor": line.amount_minor,
        "modifiers": line.modifiers,
        "allergens": line.allergens,
        "note": line.note,
        "station": line.station,
        **_allergy(line),
    }


def _allergy(said_of: Terms | Line) -> dict[str, bool]:
    """Left out when nobody ticked it: events from before there was a box must fold to the same bytes again."""
    return {"allergy": True} if said_of.allergy else {}


def _money(terms: Terms, standing: Standing) -> dict[str, Any]:
    """What is known and decided about payments, refunds, disputes and holds."""
    return {
        "payment_intent": standing.own,
        "attempt": _attempt(standing),
        "payments": [_payment(standing, name) for name, _ in standing.facts.payments],
        "refunds": [
            {
                "refund": name,
                "payment_intent": refund.payment_intent,
                "amount_minor": refund.amount_minor,
                "status": refund.status,
                "refund_id": refund.refund_id,
            }
            for name, refund in standing.facts.refunds
        ],
        "refund_intents": standing.intents,
        "disputes": [
            {
                "dispute": name,
                "payment_intent": dispute.payment_intent,
                "amount_minor": dispute.amount_minor,
                "marks": dispute.marks,
            }
            for name, dispute in standing.facts.disputes
        ],
        "holds": [
            {
                "hold_id": hold.payment_intent,
                "payment_intent": hold.payment_intent,
                "reason": hold.reason,
                "owner": terms.hold_owner,
                "status": hold.status,
                "amount_minor": hold.amount_minor,
                "note": hold.note,
            }
            for hold in holds_of(standing)
        ],
    }


def _attempt(standing: Standing) -> dict[str, Any] | None:
    attempt = standing.own_attempt
    return None if attempt is None else {"kind": attempt.kind, "decline_code": attempt.decline_code or None}


def _payment(standing: Standing, name: str) -> dict[str, Any]:
    payment = standing.facts.payment(name)
    assert payment is not None
    money = money_of(standing, name)
    return {
        "payment_intent": name,
        "own": name == standing.own,
        "seen": payment.seen,
        "verified": payment.verified,
        "mismatched": payment.mismatched,
        "canceled": payment.canceled,
        "amount_received_minor": payment.amount_received_minor,
        "charge_refunded_minor": payment.charge_refunded_minor,
        "money": money.custody,
        "refunded_minor": money.refunded_minor,
        "moving_minor": money.moving_minor,
        "rest_minor": money.rest_minor,
    }
