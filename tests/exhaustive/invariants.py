"""What must hold on every edge and at every node of the exploration. Each check returns a sentence, or None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from exhaustive.histories import OTHER, OWN, TOTAL_MINOR, Said

from twyst.order.domain.custody import Custody, money_of, refundable_minor
from twyst.order.domain.decide import AskRefund, Change, Decision, Verdict
from twyst.order.domain.events import derive
from twyst.order.domain.facts import NOT_REFUNDED, join
from twyst.order.domain.holds import holds_of
from twyst.order.domain.inputs import Attach, Cancel, Input
from twyst.order.domain.lifecycle import FINAL, PAID, TABLE, Move, State
from twyst.order.domain.order import IntentStatus, Standing, Terms

STRICT_PATH = (
    State.CREATED,
    State.PAYMENT_PENDING,
    State.PAYMENT_SUCCEEDED,
    State.FULFILLING,
    State.COMPLETED,
)
EDGES = {(state, decision.to) for (state, _), decision in TABLE.items() if isinstance(decision, Move)}
EXPECTED_EDGES = set(pairwise(STRICT_PATH)) | {(state, State.CANCELED) for state in STRICT_PATH[:-1]}


def check_edge(
    before: Standing,
    terms: Terms,
    said: Said,
    verdict: Verdict,
    decide: Callable[[Standing, Terms, Input], Verdict],
) -> str | None:
    """What one decision must obey, whatever came before."""
    after = verdict.standing
    return (
        _steps(before, verdict)
        or _facts(before, after)
        or _money(before, after, terms)
        or _effects(before, verdict, said)
        or _twice(after, terms, said, verdict, decide)
        or _events(before, verdict)
    )


def _steps(before: Standing, verdict: Verdict) -> str | None:
    state, version = before.state, before.version
    for step in verdict.steps:
        if step.from_state is not state or step.version != version + 1:
            return "steps are not contiguous"
        if (step.from_state, step.to_state) not in EXPECTED_EDGES:
            return f"no such edge: {step.from_state} → {step.to_state}"
        state, version = step.to_state, step.version
    if (verdict.standing.state, verdict.standing.version) != (state, version):
        return "state or version changed without a step"
    if before.state in FINAL and verdict.steps:
        return "a final state moved"
    if verdict.decision is not Decision.APPLIED and verdict.standing != before:
        return "something changed although the input was not applied"
    if not verdict.because:
        return "no reason given"
    return None


def _facts(before: Standing, after: Standing) -> str | None:
    if join(after.facts, before.facts) != after.facts:
        return "facts shrank"
    if before.own is not None and after.own != before.own:
        return "the order's PaymentIntent changed"
    payment = after.facts.payment(after.own)
    if after.state in PAID and (payment is None or not payment.verified):
        return "paid without a verified payment"
    return None


def _money(before: Standing, after: Standing, terms: Terms) -> str | None:
    wishes_more = len(after.intents) > len(before.intents)
    holds = {hold.payment_intent for hold in holds_of(after)}
    for name, payment in after.facts.payments:
        money = money_of(after, name)
        if payment.succeeded and money.custody is Custody.NONE:
            return "a payment is nowhere"
        if payment.succeeded and name == after.own and after.state in PAID and money.rest_minor > 0:
            if money.custody is not Custody.KEPT:
                return "a paid order's money is not kept"
        elif payment.succeeded and money.rest_minor > 0 and money.custody is Custody.KEPT:
            return "money is kept that must not be"
        if money.rest_minor > 0 and (money.custody is Custody.HELD) is not (name in holds):
            return "money is held that nobody sees, or is seen as held and is not"
        refunds = [refund for _, refund in after.facts.refunds if refund.payment_intent == name]
        linked = {refund.refund_id for refund in refunds}
        wished = sum(
            intent.amount_minor
            for intent in after.intents
            if intent.payment_intent == name
            and intent.status is not IntentStatus.REFUSED
            and intent.refund_id not in linked
        )
        sent = sum(refund.amount_minor for refund in refunds if refund.status not in NOT_REFUNDED)
        # Facts may exceed by themselves (Stripe says so); a new intent of ours must not.
        if wishes_more and wished and wished + sent > payment.amount_received_minor:
            return "refund intents exceed what was received"
        if refundable_minor(after, name) < 0:
            return "negative refundable amount"
    return None


def _effects(before: Standing, verdict: Verdict, said: Said) -> str | None:
    after = verdict.standing
    if len({intent.refund_id for intent in after.intents}) != len(after.intents):
        return "one refund is intended twice"
    asked = [effect.refund_id for effect in verdict.effects if isinstance(effect, AskRefund)]
    new = [intent.refund_id for intent in after.intents if intent not in before.intents]
    requested = [intent.refund_id for intent in after.intents if intent.status is IntentStatus.REQUESTED]
    if sorted(asked) != sorted(refund_id for refund_id in new if refund_id in requested):
        return "a refund is asked without a new intent, or an intent without a call"
    canceled_by_venue = isinstance(said.given, Cancel) and verdict.steps
    if canceled_by_venue and after.own is not None and refundable_minor(after, after.own) != 0:
        return "canceled by the venue without a refund of everything that is left"
    for effect in verdict.effects:
        payment = after.facts.payment(effect.payment_intent)
        if not isinstance(effect, AskRefund) and payment is not None and payment.succeeded:
            return "a paid PaymentIntent would be canceled"
    return None


def _twice(
    after: Standing,
    terms: Terms,
    said: Said,
    verdict: Verdict,
    decide: Callable[[Standing, Terms, Input], Verdict],
) -> str | None:
    attached = decide(after, terms, Attach("attach:pi_late", "pi_late"))
    if after.own is not None and attached.standing != after:
        return "a second attach changed something"
    if said.is_command or verdict.decision is Decision.REJECTED:
        return None
    again = decide(after, terms, said.given)
    if again.standing != after or again.steps or again.changes:
        return "a fact said twice changed something"
    return None


def _events(before: Standing, verdict: Verdict) -> str | None:
    events = derive(verdict, seq=7)
    if [event.seq for event in events] != list(range(8, 8 + len(events))):
        return "seq is not contiguous"
    if len({event.type for event in events}) != len(events):
        return "the same event twice for one input"
    if Change.ATTEMPT in verdict.changes and verdict.standing.state is not State.PAYMENT_PENDING:
        return "an attempt is told when nothing is pending"
    if before.facts.refunds != verdict.standing.facts.refunds and Change.REFUND not in verdict.changes:
        return "a refund changed and nobody is told"
    return None


def check_node(
    now: Standing, path: tuple[State, ...], said: Sequence[Said], moved: Sequence[Input]
) -> str | None:
    """What must hold after any delivered set of facts (`said`) and moving commands, told from the history alone."""
    attached = any(each.name == "attach" for each in said) and now.own is not None
    paid = attached and any(each.pays for each in said)
    refunded = paid and max(each.refunded_minor for each in said) >= TOTAL_MINOR
    return (
        _path(now, path)
        or _paid(now, path, paid=paid, refunded=refunded, moved=moved)
        or _begun(now, said, attached)
    )


def _path(now: Standing, path: tuple[State, ...]) -> str | None:
    walked = path[:-1] if path[-1] is State.CANCELED else path
    if walked != STRICT_PATH[: len(walked)]:
        return f"not the strict path: {path}"
    if len(path) != now.version:
        return "version does not count the steps"
    return None


def _paid(
    now: Standing, path: tuple[State, ...], *, paid: bool, refunded: bool, moved: Sequence[Input]
) -> str | None:
    if not paid:
        return "paid, and nobody paid as agreed" if State.PAYMENT_SUCCEEDED in path else None
    if State.PAYMENT_SUCCEEDED not in path and now.state is not State.CANCELED:
        return "somebody paid as agreed, and the order is not paid"
    canceled_by_command = any(isinstance(given, Cancel) for given in moved)
    if now.state is State.CANCELED and not (refunded or canceled_by_command or _canceled_at_stripe(now)):
        return "paid, not refunded, not canceled by anybody, and yet CANCELED"
    if refunded and now.state in {State.PAYMENT_SUCCEEDED, State.FULFILLING}:
        return "refunded in full, and yet on its way to the kitchen"
    return None


def _canceled_at_stripe(now: Standing) -> bool:
    payment = now.facts.payment(now.own)
    return payment is not None and payment.canceled


def _begun(now: Standing, said: Sequence[Said], attached: bool) -> str | None:
    own = now.facts.payment(OWN)
    if not attached or own is None:
        return None if now.state in {State.CREATED, State.CANCELED} else "moved without a word from Stripe"
    if now.state is State.CREATED:
        return "Stripe has begun, and the order has not"
    if _canceled_at_stripe(now) and not own.succeeded and now.state is not State.CANCELED:
        return "canceled at Stripe, and yet not CANCELED"
    wrong = own.mismatched and not own.verified
    if wrong and not any(hold.payment_intent == OWN for hold in holds_of(now)):
        return "a payment that is not as agreed is not held"
    other = now.facts.payment(OTHER)
    if (
        other is not None
        and other.succeeded
        and not any(hold.payment_intent == OTHER for hold in holds_of(now))
    ):
        return "a second payment is not held"
    return None
