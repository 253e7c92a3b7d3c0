"""A worker that is frozen for longer than its group waits, and thaws when another has taken over: no double effects."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from faults.oracle import verify
from faults.rush import Rush
from journeys.diners import Dining
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform, Venue

_MEALS = 8
"""With three partitions, each has some of them, whatever the ids."""


async def test_a_zombie_does_nothing_twice(
    stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue], rush: Callable[[], Rush]
) -> None:
    async with rush() as hour, stack.beside("order-worker"):
        await hour.more("paid", 3)
        with stack.paused("order-worker") as pid:
            meals = await asyncio.gather(*(dining.place(venues[0]) for _ in range(_MEALS)))
            await asyncio.gather(*(dining.pay(meal) for meal in meals))
            # All partitions are served, so the group has given the frozen worker up; and then its relay's lock is
            # taken from it, so that kitchens hear of the orders.
            await asyncio.gather(*(dining.until(meal, "PAYMENT_SUCCEEDED") for meal in meals))
            await asyncio.gather(*(dining.ticket(meal) for meal in meals))
        identity = stack.process("order-worker").identity
        assert identity is not None
        assert identity.pid == pid
        await hour.more("over", 3)
    await verify(stack.describe(), platform)
