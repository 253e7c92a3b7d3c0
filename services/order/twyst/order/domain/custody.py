"""Where the money is: a total function of facts and state, per PaymentIntent. Amounts in minor units.

All sums of the platform use these amounts: what diners paid is what is kept, refunded, moving back, owed or held.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twyst.order.domain.facts import MOVING, NOT_REFUNDED, RefundStatus
from twyst.order.domain.lifecycle import PAID, State
from twyst.order.domain.order import IntentStatus, RefundIntent, Standing


class Custody(StrEnum):
    """What the rest of a payment is, after its refunds."""

    NONE = "none"
    WAITING = "waiting"
    KEPT = "kept"
    REFUND_OWED = "refund_owed"
    HELD = "held"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Money:
    """One PaymentIntent's money: `rest_minor` = received − refunded − moving."""

    custody: Custody
    received_minor: int
    refunded_minor: int
    moving_minor: int

    @property
    def rest_minor(self) -> int:
        return self.received_minor - self.refunded_minor - self.moving_minor


def money_of(standing: Standing, payment_intent: str) -> Money:
    """Where the money of one PaymentIntent is."""
    payment = standing.facts.payment(payment_intent)
    if payment is None or not payment.succeeded:
        return Money(Custody.NONE, 0, 0, 0)
    refunds = [refund for _, refund in standing.facts.refunds if refund.payment_intent == payment_intent]
    refunded = sum(refund.amount_minor for refund in refunds if refund.status is RefundStatus.SUCCEEDED)
    moving = sum(refund.amount_minor for refund in refunds if refund.status in MOVING)
    received = payment.amount_received_minor
    if received - refunded - moving <= 0:
        return Money(Custody.REFUNDED, received, refunded, moving)
    return Money(_custody(standing, payment_intent), received, refunded, moving)


def unsettled(standing: Standing) -> tuple[str, ...]:
    """The payments of which Stripe has yet to say how something ends: a refund on its way, a dispute that is open."""
    moving = {refund.payment_intent for _, refund in standing.facts.refunds if refund.status in MOVING}
    disputed = {
        dispute.payment_intent or standing.own
        for _, dispute in standing.facts.disputes
        if not any(mark.startswith("closed:") for mark in dispute.marks)
    }
    return tuple(sorted(name for name in moving | disputed if name is not None))


def has_failed_refund(standing: Standing, payment_intent: str) -> bool:
    """Did Stripe refuse a refund of this payment, or did one fail or get canceled later?"""
    refused = any(
        intent.payment_intent == payment_intent and intent.status is IntentStatus.REFUSED
        for intent in standing.intents
    )
    return refused or any(
        refund.payment_intent == payment_intent and refund.status in NOT_REFUNDED
        for _, refund in standing.facts.refunds
    )


def _custody(standing: Standing, payment_intent: str) -> Custody:
    payment = standing.facts.payment(payment_intent)
    if standing.own is None and standing.state is not State.CANCELED:
        return Custody.WAITING
    if payment_intent != standing.own or payment is None or not payment.verified:
        return Custody.HELD
    if standing.state in PAID:
        return Custody.KEPT
    return Custody.HELD if has_failed_refund(standing, payment_intent) else Custody.REFUND_OWED


def refundable_minor(standing: Standing, payment_intent: str) -> int:
    """What may still be refunded: received, less what is refunded, moving or intended and has not failed.

    The charge's own sum counts where it knows more than the refunds we have seen (a Dashboard refund whose event is
    still on its way), except for what failed: Stripe's sum once held it, and ours never shrinks.
    """
    payment = standing.facts.payment(payment_intent)
    if payment is None or not payment.succeeded:
        return 0
    refunds = {
        name: refund for name, refund in standing.facts.refunds if refund.payment_intent == payment_intent
    }
    known = sum(refund.amount_minor for refund in refunds.values() if refund.status not in NOT_REFUNDED)
    failed = sum(refund.amount_minor for refund in refunds.values() if refund.status in NOT_REFUNDED)
    intended = sum(
        intent.amount_minor
        for intent in standing.intents
        if intent.payment_intent == payment_intent and is_open(intent, standing)
    )
    committed = max(known, payment.charge_refunded_minor - failed) + intended
    return max(0, payment.amount_received_minor - committed)


def is_open(intent: RefundIntent, standing: Standing) -> bool:
    """Is the intent still only a wish: not refused, and no refund at Stripe is known to be its own?"""
    if intent.status is IntentStatus.REFUSED:
        return False
    return not any(
        name == intent.refund or refund.refund_id == intent.refund_id
        for name, refund in standing.facts.refunds
    )
