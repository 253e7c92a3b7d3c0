"""Fold one input into one order. Pure: live traffic, replay and refold walk through this function alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from twyst.order.domain.decide import Decision, Effect, decide
from twyst.order.domain.events import created, derive
from twyst.order.domain.inputs import Input
from twyst.order.domain.order import DerivedEvent, Order, Standing, Terms
from twyst.order.domain.settle import Step


@dataclass(frozen=True, slots=True)
class Arrival:
    """One input on its way into the journal.

    `kind` and `payload` are what the journal keeps; `source` says where it came from (`topic/partition/offset`, or the
    name of a route), `actor` who is behind it (`stripe`, a staff subject, `diner`, `sweep`).
    """

    order_id: str
    given: Input
    kind: str
    payload: str
    actor: str
    source: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal row and what it did: the order after it, its lifecycle steps, derived events and calls."""

    arrival: Arrival
    order: Order
    decision: Decision
    because: str
    recorded_at: datetime
    steps: tuple[Step, ...] = ()
    events: tuple[DerivedEvent, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class Creation:
    """An order's first journal row: its terms, in their journaled form."""

    order: Order
    payload: str
    actor: str
    recorded_at: datetime
    traceparent: str | None
    event: DerivedEvent


def fold(order: Order, arrival: Arrival, recorded_at: datetime) -> Entry:
    """The journal row of `arrival`, whatever its decision is."""
    verdict = decide(order.standing, order.terms, arrival.given)
    events = derive(verdict, order.seq)
    return Entry(
        arrival=arrival,
        order=Order(
            order.terms, verdict.standing, seq=order.seq + len(events), input_seq=order.input_seq + 1
        ),
        decision=verdict.decision,
        because=verdict.because,
        recorded_at=recorded_at,
        steps=verdict.steps,
        events=events,
        effects=verdict.effects,
    )


def create(
    terms: Terms, payload: str, *, actor: str, recorded_at: datetime, traceparent: str | None
) -> Creation:
    """A new order: input 1, version 1, event 1."""
    order = Order(terms, Standing(), seq=1, input_seq=1)
    return Creation(order, payload, actor, recorded_at, traceparent, created())
