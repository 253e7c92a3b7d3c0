"""Which orders are overdue, on a database: each situation a moment before and a moment after its deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from twyst.mailbox.database import execute
from twyst.order.adapters.book.overdue import overdue
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.inputs import KitchenSeen, ObservedRefund
from twyst.order.domain.overdue import (
    CALL_MINUTES,
    MONEY_MINUTES,
    REFUND_MINUTES,
    UNPAID_MINUTES,
    UNSEEN_MINUTES,
    WITHOUT_HOURS_MINUTES,
    Situation,
)

_PARK = """
INSERT INTO parked (consumer, key, event_id, topic, partition, "offset", headers, timestamp_ms, reason, status)
VALUES ('order.stripe', $1, 'evt_poison', 't', 0, 1, '{}', 1, 'poison', 'parked')
"""
_AGE = "UPDATE orders SET updated_at = clock_timestamp() - $2::interval WHERE order_id = $1::uuid"
_AGE_CALL = "UPDATE calls SET created_at = clock_timestamp() - $2::interval WHERE order_id = $1::uuid"


async def write(world, sql, *arguments):
    async with world.worker.transaction() as connection:
        await execute(connection, sql, *arguments)


async def situation_of(world, order_id):
    """The situation in which the order is listed; None when it is not."""
    found = await overdue(world.rows, limit=10_000)
    return next((each.situation for each in found if each.order_id == order_id), None)


async def unpaid(world):
    return (await world.in_state("PAYMENT_PENDING"))[0]


async def paid(world):
    return (await world.in_state("PAYMENT_SUCCEEDED"))[0]


async def in_the_kitchen(world):
    """Of a venue that never closes."""
    return (await world.in_state("FULFILLING"))[0]


async def seen(world):
    """Paid and on the board, where nobody starts it."""
    order_id = await paid(world)
    await world.give(order_id, KitchenSeen(f"evt_seen_{order_id}"))
    return order_id


async def owed_back(world):
    """Paid and then canceled; Stripe has answered nothing yet, a moment ago."""
    order_id = await paid(world)
    assert (await world.command(order_id, "cancel", {"reason": "sold out"}, str(uuid4()))).status_code == 200
    return order_id


async def refund_under_way(world):
    """Served and partly refunded; Stripe says that the refund is on its way."""
    order_id = (await world.in_state("COMPLETED"))[0]
    answer = await world.command(order_id, "refunds", {"amount_minor": 500, "reason": "cold"}, str(uuid4()))
    assert answer.status_code == 202
    own = world.stripe.by_key[f"pi:{order_id}"]
    refund_id = answer.json()["refund"]["refund_id"]
    await write(
        world, "UPDATE calls SET status = 'answered', answered_at = now() WHERE order_id = $1::uuid", order_id
    )
    await world.hear(order_id, ObservedRefund(f"re_{own}", own, 500, RefundStatus.PENDING, refund_id))
    return order_id


@pytest.mark.parametrize(
    ("make", "minutes", "situation"),
    [
        (unpaid, UNPAID_MINUTES, Situation.UNPAID),
        (paid, UNSEEN_MINUTES, Situation.UNSEEN),
        (seen, WITHOUT_HOURS_MINUTES, Situation.KITCHEN),
        (in_the_kitchen, WITHOUT_HOURS_MINUTES, Situation.KITCHEN),
        (owed_back, MONEY_MINUTES, Situation.MONEY),
        (refund_under_way, REFUND_MINUTES, Situation.MONEY),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
async def test_an_order_is_overdue_after_its_deadline(
    world, make: Callable[..., Awaitable[str]], minutes: float, situation: Situation
):
    order_id, deadline = await make(world), timedelta(minutes=minutes)
    await write(world, _AGE, order_id, deadline - timedelta(seconds=15))
    assert await situation_of(world, order_id) is None
    await write(world, _AGE, order_id, deadline + timedelta(seconds=1))
    assert await situation_of(world, order_id) is situation


async def test_a_call_without_an_answer_is_overdue(world):
    world.stripe.down = True
    assert (await world.place()).status_code == 503
    ((order_id,),) = await world.rows("SELECT order_id::text FROM orders WHERE venue_id = $1", world.venue_id)
    await write(world, _AGE_CALL, order_id, timedelta(minutes=CALL_MINUTES, seconds=-15))
    assert await situation_of(world, order_id) is None
    await write(world, _AGE_CALL, order_id, timedelta(minutes=CALL_MINUTES, seconds=1))
    assert await situation_of(world, order_id) is Situation.CALL


async def test_what_is_parked_is_overdue_at_once_and_says_so_first(world):
    order_id = await paid(world)
    await write(world, _AGE, order_id, timedelta(hours=1))
    await write(world, _PARK, order_id)
    assert await situation_of(world, order_id) is Situation.PARKED
    sql = "UPDATE parked SET status = 'discarded', resolved_at = now(), resolved_by = 'test' WHERE key = $1"
    await write(world, sql, order_id)
    assert await situation_of(world, order_id) is Situation.UNSEEN


async def test_what_is_over_is_never_overdue(world):
    for state in ("COMPLETED", "CANCELED"):
        order_id = (await world.in_state(state))[0]
        await write(world, _AGE, order_id, timedelta(days=30))
        assert await situation_of(world, order_id) is None
