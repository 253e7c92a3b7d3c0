"""`twyst-ops orders` and `stripe refetch`: orders that wait too long, and the sweep for them now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import typer

from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed, Mistaken
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import MAX_ITEMS, STRIPE_PER_SECOND, Deed, Draft, Item, Progress, has_stripe
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.book.overdue import overdue
from twyst.order.application.ports import Watched
from twyst.order.application.sweep import Sweep
from twyst.order.domain.overdue import SENTENCES
from twyst.order.ops.at_stripe import stripe_of
from twyst.order.settings import SweepSettings
from twyst.runtime.clock import utc_now

_NAMED = """
SELECT order_id::text, order_number, state, updated_at, '' AS why FROM orders WHERE order_id = ANY ($1::uuid[])
ORDER BY order_id
"""
_Orders = Annotated[list[UUID] | None, typer.Argument(help="Order ids; all that are stuck unless said.")]
_Minute = Annotated[
    float, typer.Option(help="Seconds that count as one minute of a deadline; to look sooner.")
]


def register(registry: Registry) -> None:
    orders = registry.group("orders", "Orders that need somebody.")
    orders.command()(stuck)
    orders.command()(repair)
    registry.group("stripe", "What Stripe says.").command()(refetch)
    registry.deed(Deed("orders repair", "order", _repair, check=has_stripe))
    registry.deed(Deed("stripe refetch", "order", _refetch, check=has_stripe))


def stuck(
    context: typer.Context, *, limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100, minute_seconds: _Minute = 60.0
) -> None:  # fmt: skip
    """Orders past their deadline, each with what is wrong."""
    here = desk(context)
    rows = here.look(lambda eyes: _stuck(eyes, minute_seconds, limit))
    here.told.rows("stuck", rows, empty="no order is stuck")


@changing(rate=STRIPE_PER_SECOND)
def repair(
    context: typer.Context, order: _Orders = None, *, minute_seconds: _Minute = 60.0, how: Execution,
) -> None:  # fmt: skip
    """Do now what the sweep would do: read the payment at Stripe, take what it says, give up or give back what is due."""

    async def plan(eyes: Eyes) -> Draft:
        rows = (
            await named(eyes, order)
            if order
            else await _stuck(eyes, minute_seconds, (how.care.max_items or MAX_ITEMS) + 1)
        )
        return Draft(f"look at {len(rows)} orders as the sweep does", _items(rows))

    desk(context).change("orders repair", plan, how)


@changing(rate=STRIPE_PER_SECOND)
def refetch(
    context: typer.Context, order: Annotated[list[UUID], typer.Argument(help="Order ids.")],
    *, how: Execution,
) -> None:  # fmt: skip
    """Read the orders' payments, refunds and disputes at Stripe and take what they say, as the sweep does."""

    async def plan(eyes: Eyes) -> Draft:
        rows = await named(eyes, order)
        return Draft(f"read the payments of {len(rows)} orders at Stripe", _items(rows))

    desk(context).change("stripe refetch", plan, how)


async def named(eyes: Eyes, order_ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """These orders. Mistaken when one of them is not there."""
    rows = [dict(row) for row in await eyes.rows("order", _NAMED, order_ids)]
    if missing := {str(each) for each in order_ids} - {row["order_id"] for row in rows}:
        raise Mistaken(f"there is no order {min(missing)} here")
    return rows


async def _stuck(eyes: Eyes, minute_seconds: float, limit: int) -> list[dict[str, Any]]:
    found = await overdue(partial(eyes.rows, "order"), minute=timedelta(seconds=minute_seconds), limit=limit)
    return [{**asdict(each), "why": SENTENCES[each.situation]} for each in found]


def _items(rows: list[Any]) -> tuple[Item, ...]:
    return tuple(
        Item(row["order_id"], f"{row['order_number']} {row['state']} {row['why']}".rstrip()) for row in rows
    )


async def _repair(hands: Hands, item: Item, _run: Progress) -> str:
    async def work(sweep: Sweep, watched: Watched) -> str:
        findings = await sweep.look_at(watched)
        return ", ".join(f"{name} {count}" for name, count in findings.counts.items()) or "nothing to do"

    return await _with_sweep(hands, item, work)


async def _refetch(hands: Hands, item: Item, _run: Progress) -> str:
    async def work(sweep: Sweep, watched: Watched) -> str:
        return f"{await sweep.refetch(watched.order)} PaymentIntents read"

    return await _with_sweep(hands, item, work)


async def _with_sweep(hands: Hands, item: Item, work: Callable[[Sweep, Watched], Awaitable[str]]) -> str:
    transactions = PostgresTransactions(hands.database("order"))
    async with transactions.begin() as book:
        watched = await book.watched(item.id)
    if watched is None:
        raise Failed("there is no such order")
    async with stripe_of(hands) as stripe:
        words = await work(Sweep(transactions, stripe, utc_now, SweepSettings().deadlines), watched)
    async with transactions.begin() as book:
        after = await book.watched(item.id)
    assert after is not None
    before, now = watched.order, after.order
    return f"{words}; {before.standing.state} → {now.standing.state}, {now.input_seq - before.input_seq} new inputs"
