"""The one door: every input of an order goes through `apply_inputs`, whoever brings it.

Lock the orders in id order, see which inputs the journal already holds, fold the new ones in the order of arrival, write
everything in bulk. What an order newly learns (a PaymentIntent, a charge) releases the events that waited for it, in the
same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from twyst.order.application.calls import call_for
from twyst.order.application.fold import Arrival, Entry, fold
from twyst.order.application.ports import Batch, Book, Earlier
from twyst.order.domain.decide import MISFITS, Decision
from twyst.order.domain.order import Order


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one arrival. `order` is the order afterwards; None when this database has no such order.

    A duplicate is answered as the first copy was; `conflicting` says that it was not a copy: same id, other content.
    """

    arrival: Arrival
    order: Order | None
    decision: Decision
    because: str
    duplicate: bool = False
    conflicting: bool = False

    @property
    def is_misfit(self) -> bool:
        """Did Stripe say what it never says of such an order?"""
        return self.because in MISFITS


Key = tuple[str, str]
"""An input of an order: (order_id, input_id)."""
UNKNOWN_ORDER = "unknown order"


async def apply_inputs(
    book: Book,
    arrivals: Sequence[Arrival],
    recorded_at: datetime,
    *,
    locked: dict[str, Order] | None = None,
    earlier: Mapping[Key, Earlier] | None = None,
) -> list[Applied]:
    """Apply `arrivals` in order, in the caller's transaction; one answer per arrival.

    `locked` are the orders where the caller has locked them already, `earlier` what the journal said thereafter. An
    arrival whose order is not here is answered with `order=None` and not journaled: the caller keeps it.
    """
    orders = locked if locked is not None else await book.lock(sorted({each.order_id for each in arrivals}))
    if earlier is None:
        asked = [(each.order_id, each.given.input_id) for each in arrivals if each.order_id in orders]
        earlier = await book.earlier(asked) if asked else {}
    known: dict[Key, Earlier | Entry] = dict(earlier)
    folding = _Folding(orders, recorded_at)
    new: list[bool] = []
    for arrival in arrivals:
        key = (arrival.order_id, arrival.given.input_id)
        new.append(arrival.order_id in orders and key not in known)
        if new[-1]:
            known[key] = folding.take(arrival)
    await _write(book, folding)
    return [
        _answer(arrival, known, orders, is_new=is_new) for arrival, is_new in zip(arrivals, new, strict=True)
    ]


def _answer(
    arrival: Arrival, known: Mapping[Key, Earlier | Entry], orders: Mapping[str, Order], *, is_new: bool
) -> Applied:
    """What became of an arrival: a copy is answered as the first one was, with the order as it is now."""
    order = orders.get(arrival.order_id)
    if order is None:
        return Applied(arrival, None, Decision.REJECTED, UNKNOWN_ORDER)
    first = known[arrival.order_id, arrival.given.input_id]
    if is_new:
        return Applied(arrival, order, first.decision, first.because)
    copied = first.arrival if isinstance(first, Entry) else first
    conflicting = (copied.kind, copied.payload) != (arrival.kind, arrival.payload)
    return Applied(arrival, order, first.decision, first.because, duplicate=True, conflicting=conflicting)


async def _write(book: Book, folding: _Folding) -> None:
    """Write what was folded, then fold and write the events that it released, and those that they release in turn."""
    while folding.batch.entries:
        waiting = await book.write(folding.batch)
        folding.batch = Batch()
        held = (
            await book.earlier([(each.order_id, each.given.input_id) for each in waiting]) if waiting else {}
        )
        for arrival in waiting:
            if (arrival.order_id, arrival.given.input_id) not in held:
                folding.take(arrival)


class _Folding:
    """Orders in memory, which change with each input, and what has to be written about them."""

    def __init__(self, orders: dict[str, Order], recorded_at: datetime) -> None:
        self.orders = orders
        self.recorded_at = recorded_at
        self.batch = Batch()

    def take(self, arrival: Arrival) -> Entry:
        before = self.orders[arrival.order_id]
        entry = fold(before, arrival, self.recorded_at)
        self.orders[arrival.order_id] = entry.order
        self.batch.entries.append(entry)
        self.batch.orders[arrival.order_id] = entry
        if entry.order.standing is not before.standing:
            known = references_of(before)
            self.batch.references.update(
                (name, entry.order) for name in references_of(entry.order) if name not in known
            )
        self.batch.calls.extend(call_for(effect, entry.order) for effect in entry.effects)
        return entry


def references_of(order: Order) -> tuple[str, ...]:
    """Every PaymentIntent and charge id that the order knows: own, and all that its facts name."""
    facts = order.standing.facts
    own = (order.standing.own,) if order.standing.own else ()
    return (*own, *(name for name, _ in facts.payments), *facts.charges)
