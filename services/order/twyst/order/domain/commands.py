"""What commands and answers do to a standing before the facts settle. Each follows its row of the table."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from twyst.order.domain.custody import is_open, refundable_minor
from twyst.order.domain.facts import NOTHING, Facts, get
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.domain.inputs import (
    Abandon,
    Attach,
    CallRefused,
    Cancel,
    RefundAnswered,
    RefundOrder,
    ResolveHold,
)
from twyst.order.domain.lifecycle import Move, Reject, State, Trigger, outcome
from twyst.order.domain.order import HoldNote, IntentStatus, RefundIntent, Standing
from twyst.order.domain.reasons import NOT_PAYABLE
from twyst.order.domain.settle import Step


@dataclass(frozen=True, slots=True)
class Answer:
    """A standing before its facts settle. `because` is set where the reason is already known; `stray` names a
    PaymentIntent that came too late and must be canceled at Stripe.
    """

    standing: Standing
    facts: Facts = field(default=NOTHING)
    because: str = ""
    rejected: bool = False
    steps: tuple[Step, ...] = ()
    stray: str | None = None


def _walk(before: Standing, trigger: Trigger, reason: str | None = None) -> Answer:
    """Follow the table for a command."""
    decision = outcome(before.state, trigger)
    if isinstance(decision, Reject):
        return Answer(before, because=decision.because, rejected=True)
    if not isinstance(decision, Move):
        return Answer(before, because=decision.because)
    step = Step(before.state, decision.to, before.version + 1, trigger)
    after = replace(before, state=decision.to, version=step.version, reason=reason or before.reason)
    return Answer(after, because=f"{trigger} → {decision.to}", steps=(step,))


def start(before: Standing) -> Answer:
    return _walk(before, Trigger.START)


def complete(before: Standing) -> Answer:
    return _walk(before, Trigger.COMPLETE)


def cancel(before: Standing, given: Cancel) -> Answer:
    """Cancel a paid order: the state and the intent to refund all that is left are one decision."""
    if given.if_unseen and (before.facts.kitchen_seen or before.state is State.FULFILLING):
        return Answer(before, because="the kitchen has it", rejected=True)
    walked = _walk(before, Trigger.CANCEL, given.reason)
    if not walked.steps or before.own is None:
        return walked
    amount_minor = refundable_minor(before, before.own)
    if amount_minor == 0:
        return walked
    intent = RefundIntent(given.refund_id, before.own, amount_minor, given.reason)
    return replace(walked, standing=_with_intent(walked.standing, intent))


def refund(before: Standing, given: RefundOrder) -> Answer:
    """Write a refund intent, or refuse; a refund never moves the order by itself."""
    walked = _walk(before, Trigger.REFUND)
    if walked.rejected:
        return walked
    return _intend(
        before, given.payment_intent or before.own, given.amount_minor, given.refund_id, given.reason
    )


def _intend(before: Standing, name: str | None, amount: int | None, refund_id: str, reason: str) -> Answer:
    left_minor = refundable_minor(before, name) if name else 0
    if name is None or left_minor == 0:
        return Answer(before, because="nothing is left to refund", rejected=True)
    amount_minor = left_minor if amount is None else amount
    if not 0 < amount_minor <= left_minor:
        return Answer(before, because=f"only {left_minor} is left to refund", rejected=True)
    intent = RefundIntent(refund_id, name, amount_minor, reason)
    return Answer(_with_intent(before, intent), because=f"refund of {amount_minor} intended")


def _with_intent(standing: Standing, intent: RefundIntent) -> Standing:
    return replace(standing, intents=(*standing.intents, intent))


def attach(before: Standing, given: Attach) -> Answer:
    """Set the order's one PaymentIntent. Attach adds no `seen`: only Stripe's word begins the payment."""
    if before.own == given.payment_intent:
        return Answer(before, because="attached already")
    if before.own is not None:
        return Answer(before, because="another PaymentIntent is attached", rejected=True)
    if before.state is State.CANCELED:
        known = before.facts.payment(given.payment_intent)
        over = known is not None and (known.succeeded or known.canceled)
        return Answer(before, because="the order is over", stray=None if over else given.payment_intent)
    return Answer(replace(before, own=given.payment_intent))


def abandon(before: Standing, given: Abandon) -> Answer:
    """Give an unpaid order up. Only Stripe's cancellation, or a refused create call, ends it: it cannot race a payment."""
    if before.state is State.CANCELED:
        return Answer(before, because="canceled already")
    if before.state not in {State.CREATED, State.PAYMENT_PENDING}:
        return Answer(before, because="paid already", rejected=True)
    if before.abandoned:
        return Answer(before, because="abandoned already")
    because = (
        "PaymentIntent is being canceled at Stripe"
        if before.own
        else "ends when Stripe answers the create call"
    )
    return Answer(replace(before, abandoned=True, reason=given.reason), because=because)


def give_up(before: Standing, reason: str) -> Answer:
    """Nothing can be paid any more: the order ends without a PaymentIntent."""
    trigger = Trigger.GIVE_UP if before.own is None else Trigger.GIVE_UP_ATTACHED
    return _walk(before, trigger, before.reason or reason)


def call_refused(before: Standing, given: CallRefused) -> Answer:
    """Stripe refused for good: an unpaid order ends; a refund intent is free again."""
    if given.call == "create":
        return give_up(before, f"{NOT_PAYABLE}: {given.code}")
    if given.call != "refund":
        return Answer(before, because=f"Stripe refused: {given.code}")
    intents = tuple(
        replace(intent, status=IntentStatus.REFUSED)
        if intent.refund_id == given.refund_id and is_open(intent, before)
        else intent
        for intent in before.intents
    )
    return Answer(replace(before, intents=intents), because=f"Stripe refused the refund: {given.code}")


def refund_answered(before: Standing, given: RefundAnswered, facts: Facts) -> Answer:
    """Stripe made the refund: link it to its intent and keep what it says as facts."""
    intents = tuple(
        replace(intent, status=IntentStatus.ACCEPTED, refund=given.refund)
        if intent.refund_id == given.refund_id
        else intent
        for intent in before.intents
    )
    return Answer(replace(before, intents=intents), facts=facts)


def resolve_hold(before: Standing, given: ResolveHold) -> Answer:
    """A person or the policy acts on a hold: refund it, or release it with a note."""
    hold = next((hold for hold in holds_of(before) if hold.payment_intent == given.payment_intent), None)
    if hold is None or hold.status is not HoldStatus.OPEN:
        return Answer(before, because="no such open hold", rejected=True)
    previous = get(before.hold_notes, given.payment_intent)
    if given.number != (previous.number if previous else 0) + 1:
        return Answer(before, because="somebody else acted on this hold first", rejected=True)
    answer = Answer(before, because="hold released")
    if given.refund_id is not None:
        answer = _intend(before, given.payment_intent, None, given.refund_id, f"hold: {hold.reason}")
        if answer.rejected:
            return answer
    note = HoldNote(given.number, released=given.refund_id is None, note=given.note)
    notes = tuple(sorted({**dict(before.hold_notes), given.payment_intent: note}.items()))
    return replace(answer, standing=replace(answer.standing, hold_notes=notes))
