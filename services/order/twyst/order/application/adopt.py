"""Adopt an order from its own published events, in a database that was restored from an older backup.

A missing order is placed again by its first event; then, like an order that is merely behind, it takes the rest as one input.
Calls to Stripe that were answered meanwhile are closed, and those whose answer nobody knows are looked up before they are made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.calls import create_call
from twyst.order.application.fold import Arrival, Creation
from twyst.order.application.ports import Batch, Desk
from twyst.order.domain.decide import Decision
from twyst.order.domain.order import IntentStatus, Order


class CannotAdopt(Exception):
    """The events do not continue what the database holds; the message says where."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the topic tells of an order. `creation` is None when its first event is no longer there."""

    order_id: str
    first_seq: int
    last_seq: int
    creation: Creation | None
    after: Callable[[int], Arrival]
    """All events after the given one, as an input."""


async def adopt(desk: Desk, told: Told, now: datetime) -> int:
    """Bring one order up to its last published event; how many events it took. Raises CannotAdopt."""
    locked = await desk.lock([told.order_id])
    had = locked[told.order_id].seq if locked else 0
    if had + 1 < told.first_seq:
        raise CannotAdopt(f"event {had + 1} is no longer on the topic")
    if not locked:
        assert told.creation is not None
        call = create_call(told.creation.order.terms, due_at=now)
        await desk.write(Batch(creations=[told.creation], calls=[call]))
        locked = await desk.lock([told.order_id])
    order = locked[told.order_id]
    if order.seq < told.last_seq:
        (applied,) = await apply_inputs(desk, [told.after(order.seq)], now, locked=locked)
        if applied.order is None or applied.decision is not Decision.APPLIED:
            raise CannotAdopt(applied.because)
        order = applied.order
    await _settle_calls(desk, order, now)
    return told.last_seq - had


async def _settle_calls(desk: Desk, order: Order, now: datetime) -> None:
    """The events tell which calls were answered. One that may have been made counts as tried, so that it is looked up."""
    if order.standing.own is not None:
        await desk.close_call(
            f"pi:{order.terms.order_id}", status="answered", answer=order.standing.own, at=now
        )
    for intent in order.standing.intents:
        key = f"refund:{intent.refund_id}"
        if intent.status is IntentStatus.REQUESTED:
            await desk.lease_call(key, now=now, until=now)
        else:
            status = "answered" if intent.status is IntentStatus.ACCEPTED else "refused"
            await desk.close_call(key, status=status, answer=intent.refund or "restored", at=now)
