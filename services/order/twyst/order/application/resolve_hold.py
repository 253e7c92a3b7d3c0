"""Act on held money: refund it, or release it. Whoever acts first has acted."""

from __future__ import annotations

from dataclasses import dataclass

from twyst.order.application.command_order import Command, Commanded, command_order
from twyst.order.application.ports import Clock, Transactions
from twyst.order.domain.holds import hold_refund_id, holds_of
from twyst.order.domain.inputs import ResolveHold
from twyst.order.domain.order import Order


class HoldNotFound(Exception):
    """The order has no such hold."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What to do with a hold. `seen_number` is the hold's number as the person saw it; None: as it is now."""

    payment_intent: str
    refund: bool
    note: str | None
    seen_number: int | None = None


async def resolve_hold(
    transactions: Transactions, clock: Clock, command: Command, resolution: Resolution
) -> Commanded:
    """Refund or release a hold. Raises `HoldNotFound`, `OrderNotFound`, `KeyReused`."""

    def meanings(order: Order) -> list[ResolveHold]:
        hold = next(
            (each for each in holds_of(order.standing) if each.payment_intent == resolution.payment_intent),
            None,
        )
        if hold is None:
            raise HoldNotFound
        if resolution.seen_number is not None:
            return [_given(command, resolution, resolution.seen_number + 1)]
        # A repetition without a number means the number that was next when its first copy came.
        return [_given(command, resolution, number) for number in range(hold.number + 1, 0, -1)]

    return await command_order(transactions, clock, command, meanings)


def _given(command: Command, resolution: Resolution, number: int) -> ResolveHold:
    name = resolution.payment_intent
    return ResolveHold(
        input_id=command.input_id,
        payment_intent=name,
        number=number,
        refund_id=hold_refund_id(name, number) if resolution.refund else None,
        note=resolution.note,
    )
