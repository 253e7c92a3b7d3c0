"""Fold a journal again from its first row. Pure: the same `create` and `fold` as live traffic walks through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from twyst.order.application.fold import Arrival, Creation, create, fold
from twyst.order.application.ports import Batch
from twyst.order.domain.order import Order, Terms


@dataclass(frozen=True, slots=True)
class FirstRow:
    """The journal row that created an order."""

    terms: Terms
    payload: str
    actor: str
    recorded_at: datetime
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Refolded:
    """An order as its journal makes it, and all that was written on the way."""

    order: Order
    batch: Batch


def refold(first: FirstRow, later: Iterable[tuple[Arrival, datetime]]) -> Refolded:
    """What the journal of one order, in the order of its inputs, leads to."""
    creation: Creation = create(
        first.terms, first.payload, actor=first.actor, recorded_at=first.recorded_at, traceparent=first.traceparent
    )  # fmt: skip
    batch = Batch(creations=[creation])
    order = creation.order
    for arrival, recorded_at in later:
        entry = fold(order, arrival, recorded_at)
        order = entry.order
        batch.entries.append(entry)
        batch.orders[arrival.order_id] = entry
    return Refolded(order, batch)
