"""An order's standing from its own published events, where the journal that led to them is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from twyst.order.domain.facts import join
from twyst.order.domain.inputs import Restored
from twyst.order.domain.lifecycle import Move, State, Trigger, outcome
from twyst.order.domain.order import DerivedEvent, Standing
from twyst.order.domain.settle import Step


def misfit(before: Standing, events: Sequence[DerivedEvent]) -> str | None:
    """Why these events do not continue the order, or None when they do: without a gap, along the lifecycle."""
    if not events:
        return "no events"
    version, state = before.version, before.state
    for seq, event in enumerate(events, start=events[0].seq):
        if event.seq != seq:
            return f"event {seq} is missing"
        if event.version == version and event.state is state:
            continue
        if event.version != version + 1 or not _triggers(state, event.state):
            return f"event {seq} goes from {state} to {event.state}"
        version, state = event.version, event.state
    return None


def restored_standing(before: Standing, given: Restored) -> Standing:
    """What the last event shows, and what only the journal knew of the time before."""
    notes = dict(before.hold_notes)
    notes.update(given.standing.hold_notes)
    return replace(
        given.standing,
        facts=join(before.facts, given.standing.facts),
        abandoned=before.abandoned,
        hold_notes=tuple(sorted(notes.items(), key=lambda each: each[0])),
    )


def steps_told(before: Standing, given: Restored) -> tuple[Step, ...]:
    """The lifecycle steps among the events."""
    steps: list[Step] = []
    version, state = before.version, before.state
    for event in given.events:
        if event.version > version:
            trigger = _trigger(state, event.state, given.standing.reason)
            steps.append(Step(state, event.state, event.version, trigger))
            version, state = event.version, event.state
    return tuple(steps)


def _triggers(state: State, to: State) -> list[Trigger]:
    return [trigger for trigger in Trigger if outcome(state, trigger) == Move(to)]


def _trigger(state: State, to: State, reason: str | None) -> Trigger:
    """What caused a step, which no event names. A cancellation's reason is its trigger, or somebody's words."""
    found = _triggers(state, to)
    spoken = found[-1] if to is State.CANCELED else found[0]
    return next((trigger for trigger in found if trigger == reason), spoken)
