"""Stripe's vocabulary stops here: a contract message becomes observations, and nothing else of it goes further in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twyst.contracts.messages import stripe_event_v1 as stripe
from twyst.order.domain.facts import Attempt, RefundStatus
from twyst.order.domain.inputs import (
    Observation,
    Observed,
    ObservedCharge,
    ObservedDispute,
    ObservedMention,
    ObservedPaymentIntent,
    ObservedRefund,
)

# Within one second, the later kind of attempt is the later one.
_ATTEMPTS = {
    "payment_intent.requires_action": (1, "requires_action"),
    "payment_intent.processing": (2, "processing"),
    "payment_intent.payment_failed": (3, "failed"),
}
_DISPUTE_MARKS = {
    "charge.dispute.created": "opened",
    "charge.dispute.funds_withdrawn": "funds_withdrawn",
    "charge.dispute.funds_reinstated": "funds_reinstated",
}
_REFUND_STATUSES = {str(status) for status in RefundStatus}


def observed(event: stripe.StripeEvent) -> Observed:
    """What an event says about an order. Its metadata names the order; an event without any names no venue either."""
    venue_id = event.metadata.venue_id
    read = _READERS.get(type(event.object))
    return Observed(
        input_id=event.id,
        observations=read(event) if read else (),
        venue_id=venue_id if isinstance(venue_id, str) else None,
    )


def references(event: stripe.StripeEvent) -> tuple[str, ...]:
    """The PaymentIntent and charge ids by which an event without metadata finds its order."""
    found = [
        name
        for observation in observed(event).observations
        for name in (getattr(observation, "payment_intent", None), getattr(observation, "charge", None))
        if name
    ]
    return tuple(dict.fromkeys(found))


def _payment_intent(event: stripe.StripeEvent) -> tuple[Observation, ...]:
    intent: Any = event.object
    attempt = None
    if event.type in _ATTEMPTS:
        rank, kind = _ATTEMPTS[event.type]
        code = intent.last_decline_code or intent.last_error_code or ""
        attempt = Attempt(event.created, rank, event.id, kind, code if kind == "failed" else "")
    return (
        ObservedPaymentIntent(
            payment_intent=intent.id,
            account=event.account,
            livemode=event.livemode,
            currency=intent.currency,
            destination=intent.destination,
            amount_received_minor=intent.amount_received,
            succeeded=intent.status == "succeeded",
            canceled=intent.status == "canceled",
            attempt=attempt,
            charge=intent.latest_charge,
        ),
    )


def _charge(event: stripe.StripeEvent) -> tuple[Observation, ...]:
    charge: Any = event.object
    return (ObservedCharge(charge.id, charge.payment_intent, charge.amount_refunded),)


def _refund(event: stripe.StripeEvent) -> tuple[Observation, ...]:
    refund: Any = event.object
    if refund.payment_intent is None:
        return (ObservedMention(None, refund.charge),)
    refund_id = event.metadata.refund_id
    return (
        ObservedRefund(
            refund=refund.id,
            payment_intent=refund.payment_intent,
            amount_minor=refund.amount,
            status=refund_status(refund.status),
            refund_id=refund_id if isinstance(refund_id, str) else None,
        ),
        *((ObservedMention(None, refund.charge),) if refund.charge else ()),
    )


def refund_status(text: str) -> RefundStatus:
    """Stripe's set is open: what we do not know is on its way, and any known status replaces it."""
    return RefundStatus(text) if text in _REFUND_STATUSES else RefundStatus.PENDING


def _dispute(event: stripe.StripeEvent) -> tuple[Observation, ...]:
    dispute: Any = event.object
    mark = (
        f"closed:{dispute.status}"
        if event.type == "charge.dispute.closed"
        else _DISPUTE_MARKS.get(event.type)
    )
    return (
        ObservedDispute(
            dispute=dispute.id,
            payment_intent=dispute.payment_intent,
            charge=dispute.charge,
            amount_minor=dispute.amount,
            marks=(mark,) if mark else (),
        ),
    )


def _warning(event: stripe.StripeEvent) -> tuple[Observation, ...]:
    warning: Any = event.object
    return (ObservedMention(warning.payment_intent, warning.charge),)


_READERS: dict[type, Callable[[stripe.StripeEvent], tuple[Observation, ...]]] = {
    stripe.PaymentIntent: _payment_intent,
    stripe.Charge: _charge,
    stripe.Refund: _refund,
    stripe.Dispute: _dispute,
    stripe.EarlyFraudWarning: _warning,
}
