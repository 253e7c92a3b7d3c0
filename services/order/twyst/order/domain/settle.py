"""Walk the table with every trigger that the facts imply, until nothing moves."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress

from twyst.order.domain.facts import Facts
from twyst.order.domain.lifecycle import FACT_TRIGGERS, Move, State, Trigger, outcome

_LONGEST_WALK = len(State)


@dataclass(frozen=True, slots=True)
class Step:
    """One lifecycle step: from, to, the version that it reached, and what caused it."""

    from_state: State
    to_state: State
    version: int
    trigger: Trigger


def implied(own: str | None, facts: Facts) -> tuple[Trigger, ...]:
    """The fact triggers whose predicates are true, in the order in which `settle` tries them.

    All of them speak of `own`, the order's one PaymentIntent; before the attach nothing is implied.
    """
    payment = None if own is None else facts.payment(own)
    if payment is None:
        return ()
    refunded = payment.charge_refunded_minor >= payment.amount_received_minor
    predicates = (
        payment.seen,
        payment.verified,
        payment.mismatched and not payment.verified,
        payment.canceled,
        payment.verified and refunded,
    )
    return tuple(compress(FACT_TRIGGERS, predicates))


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
        if len(steps) > _LONGEST_WALK:
            raise RuntimeError("the lifecycle table has a cycle")
    return tuple(steps)
