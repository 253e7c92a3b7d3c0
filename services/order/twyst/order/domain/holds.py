"""Holds: money that must not be kept and waits for a named person or for the policy.

A hold follows from facts, state and what a person last said about it; nothing else opens or closes one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from twyst.order.domain.custody import Custody, has_failed_refund, is_open, money_of
from twyst.order.domain.facts import Payment, get
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Standing

_AT_STAKE = frozenset({Custody.WAITING, Custody.REFUND_OWED, Custody.HELD})


class HoldReason(StrEnum):
    """Why money is held."""

    SECOND_PAYMENT = "second_payment"
    MISMATCHED = "mismatched"
    REFUND_FAILED = "refund_failed"


class HoldStatus(StrEnum):
    """Where a hold stands."""

    OPEN = "open"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold; its PaymentIntent is its id. `amount_minor` is what was received."""

    payment_intent: str
    reason: HoldReason
    status: HoldStatus
    amount_minor: int
    number: int
    note: str | None


def hold_refund_id(payment_intent: str, number: int) -> str:
    """The refund that acting on a hold for the `number`th time means: the same whoever acts, so that Stripe makes it once."""
    return f"hold:{payment_intent}" if number == 1 else f"hold:{payment_intent}:{number}"


def holds_of(standing: Standing) -> tuple[Hold, ...]:
    """The order's holds, by PaymentIntent."""
    reasons = [(name, _reason(standing, name, payment)) for name, payment in standing.facts.payments]
    return tuple(_hold(standing, name, reason) for name, reason in reasons if reason is not None)


def _hold(standing: Standing, name: str, reason: HoldReason) -> Hold:
    money = money_of(standing, name)
    note = get(standing.hold_notes, name)
    intended = any(intent.payment_intent == name and is_open(intent, standing) for intent in standing.intents)
    if money.custody is Custody.REFUNDED:
        status = HoldStatus.REFUNDING if money.moving_minor else HoldStatus.REFUNDED
    elif intended:
        status = HoldStatus.REFUNDING
    elif note is not None and note.released:
        status = HoldStatus.RELEASED
    else:
        status = HoldStatus.OPEN
    return Hold(
        payment_intent=name,
        reason=reason,
        status=status,
        amount_minor=money.received_minor,
        number=note.number if note else 0,
        note=note.note if note else None,
    )


def _reason(standing: Standing, name: str, payment: Payment) -> HoldReason | None:
    if not payment.succeeded:
        return None
    if standing.own is None and standing.state is not State.CANCELED:
        return None
    if name != standing.own:
        return HoldReason.SECOND_PAYMENT
    if not payment.verified:
        return HoldReason.MISMATCHED
    failed = standing.state is State.CANCELED and has_failed_refund(standing, name)
    return HoldReason.REFUND_FAILED if failed else None


def money_waits(standing: Standing) -> bool:
    """Does any payment's rest wait, lie on hold, or is it owed back? What a person released from its hold is settled."""
    at_stake = [name for name, _ in standing.facts.payments if money_of(standing, name).custody in _AT_STAKE]
    if not at_stake:
        return False
    released = {hold.payment_intent for hold in holds_of(standing) if hold.status is HoldStatus.RELEASED}
    return not released.issuperset(at_stake)
