"""The one door: every input of an order goes through `apply_inputs`, whoever brings it.

Lock the orders in id order, see which inputs the journal already holds, fold the new ones in the order of arrival, write
everything in bulk. What an order newly learns (a PaymentIntent, a charge) releases the events that waited for it, in the
same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from twyst.order.application.calls import call_for
from twyst.order.application.fold import Arrival, Entry, fold
from twyst.order.application.ports import Batch, Book, Earlier
from twyst.order.domain.decide import Decision
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


UNKNOWN_ORDER = "unknown order"


async def apply_inputs(
    book: Book, arrivals: Sequence[Arrival], recorded_at: datetime, *, locked: dict[str, Order] | None = None
) -> list[Applied]:
    """Apply `arrivals` in order, in the caller's transaction; one answer per arrival.

    `locked` are the orders where the caller has locked them already. An arrival whose order is not here is answered with
    `order=None` and not journaled: the caller keeps it.
    """
    orders = locked if locked is not None else await book.lock(sorted({each.order_id for each in arrivals}))
    here = [arrival for arrival in arrivals if arrival.order_id in orders]
    earlier = (
        await book.earlier([(arrival.order_id, arrival.given.input_id) for arrival in here]) if here else {}
    )
    known: dict[tuple[str, str], Earlier | Entry] = dict(earlier)
    folding = _Folding(orders, recorded_at)
    answers: list[Applied] = []
    for arrival in arrivals:
        key = (arrival.order_id, arrival.given.input_id)
        if arrival.order_id not in orders:
            answers.append(Applied(arrival, None, Decision.REJECTED, UNKNOWN_ORDER))
        elif key in known:
            answers.append(_again(arrival, known[key], folding.orders[arrival.order_id]))
        else:
            entry = folding.take(arrival)
            known[key] = entry
            answers.append(Applied(arrival, entry.order, entry.decision, entry.because))
    await _release_waiting(book, folding)
    if folding.batch.entries:
        await book.write(folding.batch)
    return [replace(each, order=folding.orders.get(each.arrival.order_id)) for each in answers]


def _again(arrival: Arrival, first: Earlier | Entry, order: Order) -> Applied:
    copied = first.arrival if isinstance(first, Entry) else first
    conflicting = (copied.kind, copied.payload) != (arrival.kind, arrival.payload)
    return Applied(arrival, order, first.decision, first.because, duplicate=True, conflicting=conflicting)


async def _release_waiting(book: Book, folding: _Folding) -> None:
    """Apply events that waited for a reference which an order has just learned, and those that this releases in turn."""
    asked: set[str] = set()
    while fresh := {name: order for name, order in folding.batch.references.items() if name not in asked}:
        asked |= fresh.keys()
        owners = {name: order.terms.order_id for name, order in fresh.items()}
        waiting = await book.take_unrouted(owners, folding.recorded_at)
        held = (
            await book.earlier([(each.order_id, each.given.input_id) for each in waiting]) if waiting else {}
        )
        for arrival in waiting:
            if (arrival.order_id, arrival.given.input_id) not in held:
                folding.take(arrival)


class _Folding:
    """Orders in memory, and what has to be written about them."""

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
        if (
            entry.order.standing.facts is not before.standing.facts
            or entry.order.standing.own != before.standing.own
        ):
            known = set(references_of(before))
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
