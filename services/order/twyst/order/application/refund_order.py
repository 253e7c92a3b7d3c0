"""Refund a paid order: all that is left of a payment, or a part of it. Only an intent is written here; Stripe refunds."""

from __future__ import annotations

from dataclasses import dataclass

from twyst.order.application.command_order import Command, Commanded, command_order
from twyst.order.application.ports import Clock, Transactions
from twyst.order.domain.custody import refundable_minor
from twyst.order.domain.inputs import RefundOrder
from twyst.order.domain.order import RefundIntent


class RefundRefused(Exception):
    """There is not so much left to refund. `left_minor` is what there is now."""

    def __init__(self, because: str, left_minor: int) -> None:
        super().__init__(because)
        self.because = because
        self.left_minor = left_minor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to refund: `amount_minor` None is all that is left, `payment_intent` None the order's own."""

    reason: str
    amount_minor: int | None = None
    payment_intent: str | None = None


async def refund_order(
    transactions: Transactions, clock: Clock, command: Command, wanted: Wanted
) -> RefundIntent:
    """The decision to refund. Raises `RefundRefused`, `OrderNotFound`, `KeyReused`."""
    given = RefundOrder(
        command.input_id, command.refund_id, wanted.reason, wanted.amount_minor, wanted.payment_intent
    )
    done = await command_order(transactions, clock, command, lambda _order: (given,))
    if done.rejected:
        raise RefundRefused(done.because, _left_minor(done, wanted.payment_intent))
    return next(intent for intent in done.order.standing.intents if intent.refund_id == command.refund_id)


def _left_minor(done: Commanded, payment_intent: str | None) -> int:
    standing = done.order.standing
    name = payment_intent or standing.own
    return refundable_minor(standing, name) if name else 0
