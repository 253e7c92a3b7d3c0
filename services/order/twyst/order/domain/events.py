"""The derived events of one verdict: lifecycle events in the order walked, then one fact event per kind that changed."""

from __future__ import annotations

from twyst.order.domain.decide import Verdict
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import DerivedEvent

LIFECYCLE_TYPES = {state: f"twyst.order.{state.lower()}" for state in State}


def created() -> DerivedEvent:
    """The first event of every order."""
    return DerivedEvent(LIFECYCLE_TYPES[State.CREATED], State.CREATED, version=1, seq=1)


def derive(verdict: Verdict, seq: int) -> tuple[DerivedEvent, ...]:
    """The events that `verdict` writes after the order's `seq`-th event; those that were told already come first."""
    standing, told, version = verdict.standing, verdict.told, 0
    if told:
        seq, version = told[-1].seq, told[-1].version
    steps = [
        (LIFECYCLE_TYPES[step.to_state], step.to_state, step.version)
        for step in verdict.steps
        if step.version > version
    ]
    facts = [(f"twyst.order.{change}", standing.state, standing.version) for change in verdict.changes]
    new = (
        DerivedEvent(type_, state, version, seq + number)
        for number, (type_, state, version) in enumerate([*steps, *facts], start=1)
    )
    return (*told, *new)
