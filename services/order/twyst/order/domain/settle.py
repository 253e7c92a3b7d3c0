"""Walk the table with every trigger that the facts imply, until nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

from twyst.order.domain.facts import Facts
from twyst.order.domain.lifecycle import FACT_TRIGGERS, Move, State, Trigger, outcome


@dataclass(frozen=True, slots=True)
class Step:
    """One lifecycle step: from, to, the version that it reached, and what caused it."""

    from_state: State
    to_state: State
    version: int
    trigger: Trigger


def holds(trigger: Trigger, own: str | None, facts: Facts) -> bool:
    """Is the trigger's predicate true? `own` is the order's one PaymentIntent."""
    payment = facts.payment(own)
    if own is None or payment is None:
        return False
    match trigger:
        case Trigger.PAYMENT_STARTED:
            return payment.seen
        case Trigger.PAYMENT_VERIFIED:
            return payment.verified
        case Trigger.PAYMENT_REFUSED:
            return payment.mismatched and not payment.verified
        case Trigger.PAYMENT_CANCELED:
            return payment.canceled
        case Trigger.REFUNDED_IN_FULL:
            return payment.verified and payment.charge_refunded_minor >= payment.amount_received_minor
        case _:
            return False


def implied(own: str | None, facts: Facts) -> tuple[Trigger, ...]:
    """The fact triggers that hold, in the order in which `settle` tries them."""
    return tuple(trigger for trigger in FACT_TRIGGERS if holds(trigger, own, facts))


def settle(state: State, version: int, own: str | None, facts: Facts) -> tuple[Step, ...]:
    """The steps that an order in `state` takes because of its facts, oldest first; empty when it rests."""
    triggers = implied(own, facts)
    steps: list[Step] = []
    moved = True
    while moved:
        moved = False
        for trigger in triggers:
            decision = outcome(state, trigger)
            if isinstance(decision, Move):
                version += 1
                steps.append(Step(state, decision.to, version, trigger))
                state, moved = decision.to, True
                break
        if len(steps) > len(State):
            raise RuntimeError("the lifecycle table has a cycle")
    return tuple(steps)
