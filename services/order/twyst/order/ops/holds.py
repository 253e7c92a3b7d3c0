"""`twyst-ops holds`: money that waits for a named person, and resolving a hold through the one door."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import typer

from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.domain.decide import Decision
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.domain.inputs import ResolveHold
from twyst.order.ops.repair import named
from twyst.runtime.clock import utc_now

_HELD = """
SELECT order_id::text, venue_id::text, order_number, currency, terms::text, standing::text, updated_at FROM orders
WHERE money_at_stake AND open_holds > 0 ORDER BY updated_at LIMIT 10000
"""


def register(registry: Registry) -> None:
    group = registry.group("holds", "Money that waits for a named person.")
    group.command(name="list")(list_holds)
    group.command()(resolve)
    registry.deed(Deed("holds resolve", "order", _resolve))


def list_holds(context: typer.Context) -> None:
    """Every open hold with its owner, the longest waiting first."""
    here = desk(context)
    here.told.rows("holds", here.look(open_holds), empty="nothing is held")


@changing(without=("max_items", "rate"))
def resolve(
    context: typer.Context, order_id: Annotated[UUID, typer.Argument(help="The order.")],
    payment_intent: Annotated[str, typer.Argument(help="The payment that is held.")],
    *, release: Annotated[bool, typer.Option("--release", help="Keep the money; without it, it is refunded.")] = False, how: Execution,
) -> None:  # fmt: skip
    """Refund a held payment, or release it; journaled as an input of the order."""

    async def plan(eyes: Eyes) -> Draft:
        await named(eyes, [order_id])
        found = [
            each
            for each in await open_holds(eyes)
            if (each["order_id"], each["payment_intent"]) == (str(order_id), payment_intent)
        ]
        items = tuple(
            Item(payment_intent, f"{each['amount_minor']} {each['currency']} minor units, {each['reason']}",
                 {"order_id": str(order_id), "release": release}) for each in found
        )  # fmt: skip
        return Draft(f"{'release' if release else 'refund'} {len(items)} hold of order {order_id}", items)

    desk(context).change("holds resolve", plan, how)


async def open_holds(eyes: Eyes) -> list[dict[str, Any]]:
    """Holds as the domain names them, of orders whose money is at stake."""
    found = []
    for row in await eyes.rows("order", _HELD):
        owner = codec.decode_terms(row["terms"]).hold_owner
        for hold in holds_of(codec.decode_standing(row["standing"])):
            if hold.status is HoldStatus.OPEN:
                found.append(  # noqa: PERF401
                    {
                        "order_id": row["order_id"], "order_number": row["order_number"], "venue_id": row["venue_id"],
                        "payment_intent": hold.payment_intent, "amount_minor": hold.amount_minor, "currency": row["currency"],
                        "reason": str(hold.reason), "owner": owner, "since": row["updated_at"],
                    }
                )  # fmt: skip
    return found


async def _resolve(hands: Hands, item: Item, run: Progress) -> str:
    order_id, name = item.data["order_id"], item.id
    async with PostgresTransactions(hands.database("order")).begin() as book:
        locked = await book.lock([order_id])
        if order_id not in locked:
            raise Failed("there is no such order")
        hold = next(
            (each for each in holds_of(locked[order_id].standing) if each.payment_intent == name), None
        )
        if hold is None or hold.status is not HoldStatus.OPEN:
            raise Failed("the hold is not open any more")
        number = hold.number + 1
        refund_id = (
            None if item.data["release"] else (f"hold:{name}" if number == 1 else f"hold:{name}:{number}")
        )
        given = ResolveHold(f"hold:{name}:{number}", name, number, refund_id, run.reason)
        arrival = arrival_of(order_id, given, actor=run.actor, source=f"twyst-ops {run.run_id}")
        (applied,) = await apply_inputs(book, [arrival], utc_now(), locked=locked)
    if applied.decision is Decision.REJECTED:
        raise Failed(applied.because)
    return f"{applied.decision}: {applied.because}"
