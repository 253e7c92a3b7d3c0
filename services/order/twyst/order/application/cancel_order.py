"""Cancel an order: an unpaid one is given up, and Stripe decides; a paid one is canceled by us, and refunded."""

from __future__ import annotations

from twyst.order.application.command_order import Command, Commanded, Meanings, command_order
from twyst.order.application.ports import Clock, Transactions
from twyst.order.domain.inputs import Abandon, Cancel
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Order

UNPAID = frozenset({State.CREATED, State.PAYMENT_PENDING})
BY_THE_DINER = "cmd:diner:abandon"
"""A diner gives an order up once, however often the button is pressed: one input id for all of it."""


async def abandon_order(transactions: Transactions, clock: Clock, command: Command, reason: str) -> Commanded:
    """Give an unpaid order up; a paid one is left as it is. Raises `OrderNotFound`, `KeyReused`."""
    return await command_order(
        transactions, clock, command, lambda _order: (Abandon(command.input_id, reason),)
    )


async def cancel_order(transactions: Transactions, clock: Clock, command: Command, reason: str) -> Commanded:
    """Give an unpaid order up, or cancel a paid one and refund it. Raises `OrderNotFound`, `KeyReused`."""
    return await command_order(transactions, clock, command, _meanings(command, reason))


def _meanings(command: Command, reason: str) -> Meanings:
    abandon = Abandon(command.input_id, reason)
    cancel = Cancel(command.input_id, reason, command.refund_id)

    def meanings(order: Order) -> tuple[Abandon | Cancel, ...]:
        # When the first copy came, the order may have been unpaid: a repetition means what that copy meant.
        return (abandon, cancel) if order.standing.state in UNPAID else (cancel, abandon)

    return meanings
