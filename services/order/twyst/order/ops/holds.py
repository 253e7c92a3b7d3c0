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
from twyst.order.application.command_order import Command
from twyst.order.application.place_order import KeyReused
from twyst.order.application.read_orders import OrderNotFound
from twyst.order.application.resolve_hold import HoldNotFound, Resolution, resolve_hold
from twyst.order.domain.holds import HoldStatus, holds_of
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
                 {"order_id": str(order_id), "venue_id": each["venue_id"], "release": release, "number": each["number"]})
            for each in found
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
                        "reason": str(hold.reason), "owner": owner, "number": hold.number, "since": row["updated_at"],
                    }
                )  # fmt: skip
    return found


async def _resolve(hands: Hands, item: Item, run: Progress) -> str:
    data = item.data
    command = Command(
        venue_id=UUID(data["venue_id"]),
        order_id=UUID(data["order_id"]),
        # Of this run alone: an id that was rejected once is never free again, and the policy's must stay so.
        input_id=f"cmd:ops:{run.run_id}:{item.id}",
        actor=run.actor,
        source=f"twyst-ops {run.run_id}",
        traceparent=None,
    )
    resolution = Resolution(item.id, not data["release"], run.reason, seen_number=data["number"])
    try:
        done = await resolve_hold(PostgresTransactions(hands.database("order")), utc_now, command, resolution)
    except HoldNotFound as error:
        raise Failed("the order has no such hold") from error
    except OrderNotFound as error:
        raise Failed("there is no such order") from error
    except KeyReused as error:
        raise Failed("this run acted on it before, for another reason: plan anew") from error
    if done.rejected:
        raise Failed(f"{done.because}: plan anew")
    return done.because
