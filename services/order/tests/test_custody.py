"""Where the money of one payment is, and whether somebody has to look after it: every situation, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twyst.order.domain.commands import resolve_hold
from twyst.order.domain.custody import Custody, money_of, refundable_minor
from twyst.order.domain.facts import Facts, Payment, Refund, RefundStatus
from twyst.order.domain.holds import HoldReason, HoldStatus, holds_of, money_waits
from twyst.order.domain.inputs import ResolveHold
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import HoldNote, IntentStatus, RefundIntent, Standing

OWN, OTHER = "pi_own", "pi_other"
VERIFIED = Payment(seen=True, verified=True, amount_received_minor=1000)
MISMATCHED = Payment(seen=True, mismatched=True, amount_received_minor=1000)
UNPAID = Payment(seen=True)
SUCCEEDED, PENDING, FAILED = RefundStatus.SUCCEEDED, RefundStatus.PENDING, RefundStatus.FAILED

Refunded = tuple[str, int, RefundStatus]


def order(
    state: State,
    payments: dict[str, Payment],
    *refunds: Refunded,
    own: str | None = OWN,
    refused: bool = False,
) -> Standing:
    """Refunds are (PaymentIntent, amount in minor units, status); `refused`: Stripe has refused one of the own payment."""
    known = Facts(
        payments=tuple(sorted(payments.items())),
        refunds=tuple((f"re_{number}", Refund(*refund)) for number, refund in enumerate(refunds)),
    )
    refusal = RefundIntent("ref_1", OWN, 1000, "canceled", IntentStatus.REFUSED)
    return Standing(state=state, own=own, facts=known, intents=(refusal,) if refused else ())


CANCELED, COMPLETED = State.CANCELED, State.COMPLETED
BOTH = {OWN: VERIFIED, OTHER: VERIFIED}
SITUATIONS = {
    "not paid": (order(State.PAYMENT_PENDING, {OWN: UNPAID}), OWN, Custody.NONE, None),
    "paid before the order knows its PaymentIntent": (
        order(State.CREATED, {OWN: VERIFIED}, own=None), OWN, Custody.WAITING, None,
    ),
    "paid": (order(COMPLETED, {OWN: VERIFIED}), OWN, Custody.KEPT, None),
    "paid, and a part refunded": (order(COMPLETED, {OWN: VERIFIED}, (OWN, 300, SUCCEEDED)), OWN, Custody.KEPT, None),
    "paid, and a refund of a part failed": (order(COMPLETED, {OWN: VERIFIED}, (OWN, 300, FAILED)), OWN, Custody.KEPT, None),
    "paid, and all refunded": (order(COMPLETED, {OWN: VERIFIED}, (OWN, 1000, SUCCEEDED)), OWN, Custody.REFUNDED, None),
    "paid, and all on its way back": (order(COMPLETED, {OWN: VERIFIED}, (OWN, 1000, PENDING)), OWN, Custody.REFUNDED, None),
    "not as agreed": (order(CANCELED, {OWN: MISMATCHED}), OWN, Custody.HELD, HoldReason.MISMATCHED),
    "a second payment of a paid order": (order(COMPLETED, BOTH), OTHER, Custody.HELD, HoldReason.SECOND_PAYMENT),
    "the first payment, where there is a second": (order(COMPLETED, BOTH), OWN, Custody.KEPT, None),
    "a payment that a canceled order never knew": (
        order(CANCELED, {OTHER: VERIFIED}, own=None), OTHER, Custody.HELD, HoldReason.SECOND_PAYMENT,
    ),
    "canceled, and not yet refunded": (order(CANCELED, {OWN: VERIFIED}), OWN, Custody.REFUND_OWED, None),
    "canceled, and a part refunded": (
        order(CANCELED, {OWN: VERIFIED}, (OWN, 999, SUCCEEDED)), OWN, Custody.REFUND_OWED, None,
    ),
    "canceled, and the refund failed": (
        order(CANCELED, {OWN: VERIFIED}, (OWN, 1000, FAILED)), OWN, Custody.HELD, HoldReason.REFUND_FAILED,
    ),
    "canceled, and the refund was canceled": (
        order(CANCELED, {OWN: VERIFIED}, (OWN, 1000, RefundStatus.CANCELED)), OWN, Custody.HELD, HoldReason.REFUND_FAILED,
    ),
    "canceled, and Stripe refused the refund": (
        order(CANCELED, {OWN: VERIFIED}, refused=True), OWN, Custody.HELD, HoldReason.REFUND_FAILED,
    ),
    "canceled, and the refund of another payment failed": (
        order(CANCELED, BOTH, (OTHER, 1000, FAILED)), OWN, Custody.REFUND_OWED, None,
    ),
    "canceled, and the refund of another payment was refused": (
        order(CANCELED, BOTH, own=OTHER, refused=True), OTHER, Custody.REFUND_OWED, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS)
def test_money_is_where_it_belongs_and_is_held_where_somebody_sees_it(situation: str) -> None:
    found, payment_intent, custody, reason = SITUATIONS[situation]
    assert money_of(found, payment_intent).custody is custody
    holds = {hold.payment_intent: hold for hold in holds_of(found)}
    assert (holds[payment_intent].reason if payment_intent in holds else None) is reason
    assert reason is None or holds[payment_intent].status is HoldStatus.OPEN


def test_what_is_left_to_refund_counts_each_refund_once() -> None:
    """A refund that is wished for, on its way or done is spoken for; what failed is free again."""
    spoken_for = order(
        COMPLETED,
        BOTH,
        (OWN, 300, SUCCEEDED),
        (OWN, 200, PENDING),
        (OWN, 150, FAILED),
        (OTHER, 70, SUCCEEDED),
    )
    wish = RefundIntent("ref_1", OWN, 100, "asked")
    wished = replace(spoken_for, intents=(wish, replace(wish, refund_id="ref_2", payment_intent=OTHER)))
    assert [refundable_minor(each, OWN) for each in (spoken_for, wished)] == [500, 400]
    assert [refundable_minor(each, OTHER) for each in (spoken_for, wished)] == [930, 830]
    refused = replace(spoken_for, intents=(replace(wish, status=IntentStatus.REFUSED),))
    assert refundable_minor(refused, OWN) == 500


def test_the_charges_own_sum_counts_where_it_knows_more() -> None:
    by_dashboard = replace(VERIFIED, charge_refunded_minor=600)
    assert refundable_minor(order(COMPLETED, {OWN: by_dashboard}, (OWN, 200, SUCCEEDED)), OWN) == 400
    assert refundable_minor(order(COMPLETED, {OWN: by_dashboard}, (OWN, 250, FAILED)), OWN) == 650
    assert refundable_minor(order(COMPLETED, {OWN: replace(VERIFIED, charge_refunded_minor=1200)}), OWN) == 0
    assert refundable_minor(order(State.PAYMENT_PENDING, {OWN: UNPAID}), OWN) == 0


def test_money_waits_until_it_is_kept_refunded_or_released() -> None:
    held = order(COMPLETED, BOTH)
    assert money_waits(held)
    released = replace(held, hold_notes=((OTHER, HoldNote(1, released=True, note="agreed with the guest")),))
    assert [hold.status for hold in holds_of(released)] == [HoldStatus.RELEASED]
    assert not money_waits(released)
    assert not money_waits(order(COMPLETED, {OWN: VERIFIED}))
    assert money_waits(order(CANCELED, {OWN: VERIFIED}))
    assert not money_waits(order(CANCELED, {OWN: VERIFIED}, (OWN, 1000, SUCCEEDED)))


def test_a_hold_that_is_acted_on_is_refunding_until_stripe_says_it_is_refunded() -> None:
    held = order(COMPLETED, BOTH)
    asked = replace(held, intents=(RefundIntent("ref_1", OTHER, 1000, "second payment"),))
    moving = order(COMPLETED, BOTH, (OTHER, 1000, PENDING))
    done = order(COMPLETED, BOTH, (OTHER, 1000, SUCCEEDED))
    statuses = [[hold.status for hold in holds_of(each)] for each in (held, asked, moving, done)]
    assert statuses == [
        [HoldStatus.OPEN],
        [HoldStatus.REFUNDING],
        [HoldStatus.REFUNDING],
        [HoldStatus.REFUNDED],
    ]


def test_a_person_acts_on_the_hold_that_is_named_and_on_no_other() -> None:
    """Of two holds the first is settled, and the second still asks for somebody."""
    both_held = order(CANCELED, {OTHER: VERIFIED, OWN: MISMATCHED}, (OTHER, 1000, SUCCEEDED))
    assert [hold.status for hold in holds_of(both_held)] == [HoldStatus.REFUNDED, HoldStatus.OPEN]
    release = ResolveHold("release", OWN, 1, None, "agreed")
    assert [hold.status for hold in holds_of(resolve_hold(both_held, release).standing)] == [
        HoldStatus.REFUNDED,
        HoldStatus.RELEASED,
    ]
    assert resolve_hold(both_held, replace(release, payment_intent=OTHER)).rejected
    assert resolve_hold(both_held, replace(release, payment_intent="pi_nobody")).rejected
    assert resolve_hold(both_held, replace(release, number=2)).rejected
    (intent,) = resolve_hold(both_held, replace(release, refund_id="ref_1", note=None)).standing.intents
    assert (intent.payment_intent, intent.amount_minor, intent.reason) == (OWN, 1000, "hold: mismatched")
