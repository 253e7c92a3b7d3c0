"""`twyst-ops unrouted`: Stripe events without an order, and giving back a payment whose order never came."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from twyst.mailbox.database import execute as execute_sql
from twyst.mailbox.database import fetch_value
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed, Mistaken, Refused
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Plan, Progress, has_stripe
from twyst.order.application.give_back import RefundFailed, give_back
from twyst.order.ops.at_stripe import stripe_of

# A payload is an event as `contracts/messages/stripe-event.v1.json` has it, or what a kitchen said of an order.
_LISTED = """
SELECT CASE WHEN object->>'object' = 'payment_intent' THEN object->>'id' ELSE object->>'payment_intent' END
         AS payment_intent,
       (object->>'amount_received')::bigint AS amount_minor, object->>'currency' AS currency,
       object->>'destination' AS destination, status, coalesce(said->>'type', type) AS type, event_id,
       named_order_id::text AS order_id, because, recorded_at AS since
FROM (SELECT *, payload::jsonb AS said, payload::jsonb->'object' AS object FROM unrouted
      WHERE status IN ('waiting', 'held')) AS kept
ORDER BY status, recorded_at LIMIT 10000
"""
_CLOSE = """
UPDATE unrouted SET status = 'not_ours', because = $2, resolved_at = clock_timestamp()
WHERE status = 'held' AND payload::jsonb->'object'->>'id' = $1
"""


_IS_HERE = "SELECT true FROM orders WHERE order_id = $1::uuid"


def register(registry: Registry) -> None:
    group = registry.group("unrouted", "Stripe events without an order.")
    group.command(name="list")(list_unrouted)
    group.command()(resolve)
    registry.deed(Deed("unrouted resolve", "order", _resolve, check=_can_refund))


def list_unrouted(context: typer.Context) -> None:
    """Events that wait for their order, and payments that are held because it never came."""
    here = desk(context)
    here.told.rows("unrouted", here.look(_listed), empty="every event has its order")


@changing(without=("max_items", "rate"))
def resolve(
    context: typer.Context,
    payment_intent: Annotated[str, typer.Argument(help="The payment that is held.")],
    *, release: Annotated[bool, typer.Option("--release", help="Leave the money where it is; without it, it is refunded.")] = False, how: Execution,
) -> None:  # fmt: skip
    """Refund a payment whose order never came, or release it."""

    async def plan(eyes: Eyes) -> Draft:
        held = [row for row in await _listed(eyes) if row["status"] == "held"]
        row = next((each for each in held if each["payment_intent"] == payment_intent), None)
        if row is None:
            raise Mistaken(f"no payment {payment_intent} is held: `twyst-ops unrouted list` shows which are")
        if not release and await eyes.rows("order", _IS_HERE, row["order_id"]):
            raise Refused(_its_order_is_here(row["order_id"]))
        about = f"{row['amount_minor']} {row['currency']} minor units, for an order {row['order_id']} that never came"
        data = {"release": release, "order_id": row["order_id"], "stripe_key": f"unrouted:{payment_intent}"}
        item = Item(payment_intent, about, data)
        return Draft(f"{'release' if release else 'refund'} {payment_intent}", (item,))

    desk(context).change("unrouted resolve", plan, how)


async def _listed(eyes: Eyes) -> list[dict[str, Any]]:
    return [dict(row) for row in await eyes.rows("order", _LISTED)]


async def _can_refund(hands: Hands, plan: Plan) -> None:
    if not all(item.data["release"] for item in plan.draft.items):
        await has_stripe(hands, plan)


async def _resolve(hands: Hands, item: Item, run: Progress) -> str:
    words = "released" if item.data["release"] else await _refund(hands, item)
    async with hands.database("order").transaction() as connection:
        closed = await execute_sql(connection, _CLOSE, item.id, f"{words} by {run.actor}: {run.reason}")
    if not closed:
        raise Failed(f"{words}, and it was not held any more: somebody else resolved it")
    return words


async def _refund(hands: Hands, item: Item) -> str:
    order_id = item.data["order_id"]
    async with hands.database("order").transaction() as connection:
        # It may have been adopted since the plan was made.
        if await fetch_value(connection, _IS_HERE, order_id):
            raise Refused(_its_order_is_here(order_id))
    async with stripe_of(hands) as stripe:
        try:
            refund = await give_back(stripe, item.id, item.data["stripe_key"])
        except RefundFailed as error:
            raise Failed(
                f"the refund {error} failed: repay it outside of Stripe, then give --release"
            ) from error
    return f"refunded as {refund}" if refund else "refunded by somebody before"


def _its_order_is_here(order_id: str) -> str:
    return f"order {order_id} is here, and its own book says where the payment is: give --release"
