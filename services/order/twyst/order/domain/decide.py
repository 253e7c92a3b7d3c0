"""One input, one verdict: join the facts, settle, then see what changed and what must follow.

`decide` is the only way to a new standing. It is pure; live traffic, replay, refold and the exhaustive tests all call it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from twyst.order.domain import commands
from twyst.order.domain.commands import Answer
from twyst.order.domain.facts import Facts, join
from twyst.order.domain.holds import holds_of
from twyst.order.domain.inputs import (
    Abandon,
    Attach,
    CallRefused,
    Cancel,
    Complete,
    GiveUp,
    Input,
    KitchenSeen,
    News,
    Observed,
    RefundAnswered,
    RefundOrder,
    ResolveHold,
    Restored,
    Start,
)
from twyst.order.domain.judge import facts_of
from twyst.order.domain.lifecycle import Ignore, State, Trigger, outcome
from twyst.order.domain.order import DerivedEvent, Standing, Terms
from twyst.order.domain.restore import misfit, restored_standing, steps_told
from twyst.order.domain.settle import Step, implied, settle


class Decision(StrEnum):
    """What became of an input. Journaled with its reason, whatever it is."""

    APPLIED = "applied"
    IGNORED = "ignored"
    REJECTED = "rejected"


OTHER_VENUE = "the event names another venue"
PAID_AND_CANCELED = "contradiction: one PaymentIntent both paid and canceled"
AGREED_AND_NOT = "contradiction: one PaymentIntent both paid as agreed and not"
MISFITS = frozenset({OTHER_VENUE, PAID_AND_CANCELED, AGREED_AND_NOT})
"""What Stripe never says of an order that is ours and of this installation: a person has to look."""


class Change(StrEnum):
    """Kinds of fact event, in the order in which one input writes them."""

    ATTEMPT = "payment_attempt_changed"
    REFUND = "refund_changed"
    DISPUTE = "dispute_changed"
    KITCHEN_SEEN = "kitchen_seen"
    HOLD = "hold_changed"


@dataclass(frozen=True, slots=True)
class AskRefund:
    """Ask Stripe to refund; the intent's id makes the call's key stable."""

    refund_id: str
    payment_intent: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class AskCancel:
    """Ask Stripe to cancel a PaymentIntent that nobody should pay any more."""

    payment_intent: str


Effect = AskRefund | AskCancel


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one input did: the new standing, the lifecycle steps, the changed facts, and the calls that must follow.

    `told` are derived events that were published before: only a restored order has them.
    """

    standing: Standing
    decision: Decision
    because: str
    steps: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    told: tuple[DerivedEvent, ...] = ()


def decide(before: Standing, terms: Terms, given: Input) -> Verdict:
    """The verdict on `given`. Never raises for any input: what cannot be is rejected with its reason."""
    if isinstance(given, Restored):
        return _restored(before, given)
    answer = _answer(before, terms, given)
    if answer.rejected:
        return Verdict(before, Decision.REJECTED, answer.because)
    facts = join(before.facts, answer.facts)
    settled = settle(answer.standing.state, answer.standing.version, answer.standing.own, facts)
    moved = _moved(answer.standing, facts, settled)
    steps = answer.steps + settled
    if moved is before or moved == before:
        because = answer.because or _nothing_new(before, answer.facts)
        return Verdict(before, Decision.IGNORED, because, effects=_strays(answer))
    return Verdict(
        standing=moved,
        decision=Decision.APPLIED,
        because=answer.because or _why(before, moved, steps),
        steps=steps,
        changes=_changes(before, moved),
        effects=_effects(before, moved) + _strays(answer),
    )


def _restored(before: Standing, given: Restored) -> Verdict:
    """Take what the order's own events tell; then settle, since what followed them may be lost with the database."""
    because = misfit(before, given.events)
    if because is not None:
        return Verdict(before, Decision.REJECTED, because)
    told = restored_standing(before, given)
    settled = settle(told.state, told.version, told.own, told.facts)
    moved = _moved(told, told.facts, settled)
    return Verdict(
        standing=moved,
        decision=Decision.APPLIED,
        because=f"restored from {len(given.events)} published events",
        steps=steps_told(before, given) + settled,
        changes=_changes(told, moved),
        effects=_effects(before, moved),
        told=given.events,
    )


def _answer(before: Standing, terms: Terms, given: News) -> Answer:
    match given:
        case Observed():
            return _observed(before, terms, given)
        case RefundAnswered():
            return commands.refund_answered(before, given, facts_of(given.observed, terms))
        case CallRefused():
            return commands.call_refused(before, given)
        case Attach():
            return commands.attach(before, given)
        case Start():
            return commands.start(before)
        case Complete():
            return commands.complete(before)
        case Cancel():
            return commands.cancel(before, given)
        case RefundOrder():
            return commands.refund(before, given)
        case Abandon():
            return commands.abandon(before, given)
        case GiveUp():
            return commands.give_up(before, given.reason)
        case ResolveHold():
            return commands.resolve_hold(before, given)
        case KitchenSeen():
            return Answer(before, facts=Facts(kitchen_seen=True))


def _observed(before: Standing, terms: Terms, given: Observed) -> Answer:
    if given.venue_id is not None and given.venue_id != terms.venue_id:
        return Answer(before, because=OTHER_VENUE, rejected=True)
    return Answer(before, facts=facts_of(given.observations, terms))


def _moved(standing: Standing, facts: Facts, settled: tuple[Step, ...]) -> Standing:
    """The standing with these facts, after these steps; `standing` itself when neither is new."""
    if settled:
        last = settled[-1]
        reason = _reason(standing, last)
        return replace(standing, facts=facts, state=last.to_state, version=last.version, reason=reason)
    return standing if facts is standing.facts else replace(standing, facts=facts)


def _reason(standing: Standing, last: Step) -> str | None:
    """Why the order was canceled: the words of whoever abandoned it, where Stripe's cancellation carries them out."""
    if last.to_state is not State.CANCELED:
        return standing.reason
    return (standing.reason if last.trigger is Trigger.PAYMENT_CANCELED else None) or last.trigger.value


def _nothing_new(before: Standing, said: Facts) -> str:
    """Why an input that changed nothing was right to change nothing: the table's own words where a trigger spoke."""
    for trigger in reversed(implied(before.own, said)):
        decision = outcome(before.state, trigger)
        if isinstance(decision, Ignore):
            return f"{trigger}: {decision.because}"
    return "says nothing new"


def _contradiction(facts: Facts) -> str | None:
    for _, payment in facts.payments:
        if payment.canceled and payment.succeeded:
            return PAID_AND_CANCELED
        if payment.verified and payment.mismatched:
            return AGREED_AND_NOT
    return None


def _why(before: Standing, after: Standing, steps: tuple[Step, ...]) -> str:
    found = _contradiction(after.facts)
    if found is not None and found != _contradiction(before.facts):
        return found
    if steps:
        return ", ".join(f"{step.trigger} → {step.to_state}" for step in steps)
    known = implied(before.own, before.facts)
    for trigger in implied(after.own, after.facts):
        decision = outcome(after.state, trigger)
        if trigger not in known and isinstance(decision, Ignore):
            return f"fact kept; {trigger}: {decision.because}"
    if after.own is None:
        return "fact kept until a PaymentIntent is attached"
    return "fact kept" if before.own is not None else "attached"


def _changes(before: Standing, after: Standing) -> tuple[Change, ...]:
    old, new = before.facts, after.facts
    changes: list[Change] = []
    if after.state is State.PAYMENT_PENDING and _advice(before) != _advice(after):
        changes.append(Change.ATTEMPT)
    if old.refunds != new.refunds or _charge_sums(old) != _charge_sums(new):
        changes.append(Change.REFUND)
    if old.disputes != new.disputes:
        changes.append(Change.DISPUTE)
    if old.kitchen_seen != new.kitchen_seen:
        changes.append(Change.KITCHEN_SEEN)
    if holds_of(before) != holds_of(after):
        changes.append(Change.HOLD)
    return tuple(changes)


def _advice(standing: Standing) -> tuple[str, str] | None:
    """What the diner is told of the last attempt."""
    attempt = standing.own_attempt
    return (attempt.kind, attempt.decline_code) if attempt else None


def _charge_sums(facts: Facts) -> tuple[tuple[str, int], ...]:
    return tuple(
        (name, payment.charge_refunded_minor)
        for name, payment in facts.payments
        if payment.charge_refunded_minor
    )


def _effects(before: Standing, after: Standing) -> tuple[Effect, ...]:
    """Calls that the new standing needs and the old one did not: effects follow only from what is new."""
    known = {intent.refund_id for intent in before.intents}
    refunds = [
        AskRefund(intent.refund_id, intent.payment_intent, intent.amount_minor)
        for intent in after.intents
        if intent.refund_id not in known
    ]
    unwanted = _unwanted(before)
    cancels = [AskCancel(name) for name in _unwanted(after) if name not in unwanted]
    return (*refunds, *cancels)


def _unwanted(standing: Standing) -> tuple[str, ...]:
    """PaymentIntents that could still be paid and must not be: all of a canceled order, own of an abandoned one."""
    if standing.state is State.CANCELED:
        return tuple(
            name
            for name, payment in standing.facts.payments
            if not payment.succeeded and not payment.canceled
        )
    if (
        standing.abandoned
        and standing.own is not None
        and standing.state in {State.CREATED, State.PAYMENT_PENDING}
    ):
        payment = standing.facts.payment(standing.own)
        if payment is None or not (payment.succeeded or payment.canceled):
            return (standing.own,)
    return ()


def _strays(answer: Answer) -> tuple[Effect, ...]:
    return (AskCancel(answer.stray),) if answer.stray else ()
