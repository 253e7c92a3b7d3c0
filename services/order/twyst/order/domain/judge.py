"""From what Stripe showed to facts: the pay-check.

*Verified* means that the PaymentIntent succeeded on the platform account and that amount, currency, mode and destination
all equal what the order recorded when it was placed (never the venue's account of today). Any difference is *mismatched*.
"""

from __future__ import annotations

from functools import reduce

from twyst.order.domain.facts import NOTHING, Dispute, Facts, Payment, Refund, join
from twyst.order.domain.inputs import (
    Observation,
    ObservedCharge,
    ObservedDispute,
    ObservedMention,
    ObservedPaymentIntent,
    ObservedRefund,
)
from twyst.order.domain.order import Terms

SEEN = Payment(seen=True)


def facts_of(observations: tuple[Observation, ...], terms: Terms) -> Facts:
    """The facts that the observations state about an order with these terms."""
    said = [_facts_of(observation, terms) for observation in observations]
    return reduce(join, said) if said else NOTHING


def _facts_of(observation: Observation, terms: Terms) -> Facts:
    match observation:
        case ObservedPaymentIntent():
            return _payment_intent(observation, terms)
        case ObservedCharge():
            return _charge(observation)
        case ObservedRefund():
            refund = Refund(
                payment_intent=observation.payment_intent,
                amount_minor=observation.amount_minor,
                status=observation.status,
                refund_id=observation.refund_id,
            )
            return Facts(
                payments=((observation.payment_intent, SEEN),), refunds=((observation.refund, refund),)
            )
        case ObservedDispute():
            dispute = Dispute(observation.payment_intent, observation.amount_minor, observation.marks)
            mention = ObservedMention(observation.payment_intent, observation.charge)
            return join(_mention(mention), Facts(disputes=((observation.dispute, dispute),)))
        case ObservedMention():
            return _mention(observation)


def _charge(observed: ObservedCharge) -> Facts:
    if observed.payment_intent is None:
        return Facts(charges=(observed.charge,))
    payment = Payment(seen=True, charge_refunded_minor=observed.amount_refunded_minor)
    return Facts(payments=((observed.payment_intent, payment),), charges=(observed.charge,))


def _mention(mention: ObservedMention) -> Facts:
    return Facts(
        payments=((mention.payment_intent, SEEN),) if mention.payment_intent else (),
        charges=(mention.charge,) if mention.charge else (),
    )


def _payment_intent(observed: ObservedPaymentIntent, terms: Terms) -> Facts:
    as_agreed = (
        observed.account is None
        and observed.amount_received_minor == terms.total_minor
        and observed.currency == terms.currency
        and observed.livemode == terms.livemode
        and observed.destination == terms.destination
    )
    payment = Payment(
        seen=True,
        verified=observed.succeeded and as_agreed,
        mismatched=observed.succeeded and not as_agreed,
        canceled=observed.canceled,
        amount_received_minor=observed.amount_received_minor if observed.succeeded else 0,
    )
    name = observed.payment_intent
    return Facts(
        payments=((name, payment),),
        attempts=((name, observed.attempt),) if observed.attempt else (),
        charges=(observed.charge,) if observed.charge else (),
    )
