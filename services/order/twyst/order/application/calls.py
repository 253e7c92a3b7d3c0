"""Calls to Stripe as rows: what is asked, with which frozen parameters, under which stable key.

A row is committed before its call is made, and the call happens outside any transaction; so a crash between the two repeats
the same call under the same key, and Stripe answers the same.
"""

from __future__ import annotations

from datetime import datetime

from twyst.order.application.ports import CallRequest
from twyst.order.domain.decide import AskRefund, Effect
from twyst.order.domain.order import Order, Terms


def metadata_of(terms: Terms) -> dict[str, str]:
    """The metadata that rides on every leg of a payment."""
    return {
        "order_id": terms.order_id,
        "venue_id": terms.venue_id,
        "table_id": terms.table_id,
        "twyst_env": terms.environment,
    }


def create_call(terms: Terms, *, due_at: datetime) -> CallRequest:
    """One PaymentIntent per order, for life: the key holds nothing but the order's id.

    Until `due_at` it is leased to the request that places the order; after that the worker makes it.
    """
    metadata = metadata_of(terms)
    parameters: dict[str, object] = {
        "amount": terms.total_minor,
        "currency": terms.currency,
        "metadata": metadata,
        "transfer_group": terms.order_id,
        "transfer_data": {
            "destination": terms.destination,
            "metadata": metadata,
            "payment_data": {"metadata": metadata},
        },
    }
    if terms.application_fee_minor is not None:
        parameters["application_fee_amount"] = terms.application_fee_minor
    return CallRequest(f"pi:{terms.order_id}", terms.order_id, terms.venue_id, "create", parameters, due_at)


def call_for(effect: Effect, order: Order) -> CallRequest:
    """The call that an effect asks for."""
    terms = order.terms
    if not isinstance(effect, AskRefund):
        parameters: dict[str, object] = {
            "payment_intent": effect.payment_intent,
            "cancellation_reason": "abandoned",
        }
        return CallRequest(
            f"cancel:{effect.payment_intent}", terms.order_id, terms.venue_id, "cancel", parameters
        )
    parameters = {
        "payment_intent": effect.payment_intent,
        "amount": effect.amount_minor,
        "metadata": {**metadata_of(terms), "refund_id": effect.refund_id},
    }
    payment = order.standing.facts.payment(effect.payment_intent)
    if payment is not None and payment.verified:
        # As agreed, so its legs are known. Any other payment is read before its refund is asked for.
        parameters["reverse_transfer"] = True
        if terms.application_fee_minor is not None:
            parameters["refund_application_fee"] = True
    return CallRequest(f"refund:{effect.refund_id}", terms.order_id, terms.venue_id, "refund", parameters)
