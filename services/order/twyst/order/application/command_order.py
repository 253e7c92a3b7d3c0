"""Command an order: lock it, see what the command means for it as it stands, and bring that through the one door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from twyst.order.application.apply_inputs import Applied, apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.place_order import KeyReused
from twyst.order.application.ports import Clock, Transactions
from twyst.order.application.read_orders import OrderNotFound
from twyst.order.domain.decide import Decision
from twyst.order.domain.inputs import Input
from twyst.order.domain.order import Order


@dataclass(frozen=True, slots=True)
class Command:
    """Who commands which order. `input_id` makes a repetition known; `source` is the route's name."""

    venue_id: UUID
    order_id: UUID
    input_id: str
    actor: str
    source: str
    traceparent: str | None

    @property
    def refund_id(self) -> str:
        """The refund that the command asks for, if it does: the same for every repetition of it, and for nothing else."""
        return str(uuid5(self.order_id, self.input_id))


Meanings = Callable[[Order], Sequence[Input]]
"""What a command means for the locked order; after the first, what the same request may have meant when it came first."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """The order after the command. A repetition is answered as the first copy was, with the order as it is now."""

    order: Order
    rejected: bool
    because: str


async def command_order(
    transactions: Transactions, clock: Clock, command: Command, meanings: Meanings
) -> Commanded:
    """Journal the command and say what became of it. Raises `OrderNotFound` and `KeyReused`."""
    order_id = str(command.order_id)
    async with transactions.begin(str(command.venue_id)) as desk:
        locked = await desk.lock([order_id])
        if order_id not in locked or locked[order_id].terms.venue_id != str(command.venue_id):
            raise OrderNotFound
        for given in meanings(locked[order_id]):
            arrival = arrival_of(
                order_id,
                given,
                actor=command.actor,
                source=command.source,
                traceparent=command.traceparent,
            )
            (applied,) = await apply_inputs(desk, [arrival], clock(), locked=locked)
            if not applied.conflicting:
                return _commanded(applied)
    raise KeyReused


def _commanded(applied: Applied) -> Commanded:
    assert applied.order is not None
    return Commanded(
        order=applied.order,
        rejected=applied.decision is Decision.REJECTED,
        because=applied.because,
    )
