"""Give back a payment that belongs to no order, so that no order's book can say so."""

from __future__ import annotations

from twyst.order.application.make_calls import reversal_of
from twyst.order.application.ports import Stripe, StripeRefused
from twyst.order.domain.facts import NOT_REFUNDED
from twyst.order.domain.inputs import ObservedRefund


class RefundFailed(Exception):
    """Stripe could not bring the money back to the guest's card; it is with us again."""


async def give_back(stripe: Stripe, payment_intent: str, stripe_key: str) -> str | None:
    """Refund what is left of the payment, with the transfer that it made; the refund's id, None if nothing was left.

    Under the same key it is the same refund, whenever it is asked for again. Raises RefundFailed, StripeRefused,
    StripeUnavailable.
    """
    made = await stripe.find_refund(payment_intent, stripe_key)
    if made is None:
        reading = await stripe.read_payment_intent(payment_intent)
        parameters = {"payment_intent": payment_intent, "metadata": {"refund_id": stripe_key}}
        try:
            made = await stripe.refund({**parameters, **reversal_of(reading)}, stripe_key)
        except StripeRefused as error:
            if error.code != "charge_already_refunded":
                raise
            return None
    if any(each.status in NOT_REFUNDED for each in made.observations if isinstance(each, ObservedRefund)):
        raise RefundFailed(made.refund)
    return made.refund
