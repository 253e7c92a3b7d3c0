"""One order that cannot be applied is parked alone: its neighbours flow, and redriving it takes everything it missed."""

from __future__ import annotations

from faults.oracle import verify
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from recovery.knowledge import Ops
from recovery.servers import CURE, POISON, superuser

from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually


async def test_a_poison_order_parks_alone(
    stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue], ops: Ops
) -> None:
    poisoned, neighbour = await dining.place(venues[0]), await dining.place(venues[0])
    await eventually(lambda: _is_pending(dining, poisoned), PATIENCE_SECONDS, 0.2)
    async with superuser(stack) as owner:
        # The journal lets nobody delete, so the poison is taken back by one who may switch that off.
        await owner.execute("SET session_replication_role = replica")
        await owner.execute(POISON, poisoned.order_id)
        await dining.pay(poisoned)
        await dining.pay(neighbour)
        await dining.until(neighbour, "PAYMENT_SUCCEEDED")

        async def parked() -> list[dict[str, str]]:
            return list(await ops("parked", "list", "--key", poisoned.order_id))

        waiting = await eventually(parked, PATIENCE_SECONDS, 0.5)
        assert {row["service"] for row in waiting} == {"order"}
        assert {row["key"] for row in await ops("parked", "list")} == {poisoned.order_id}
        later = await dining.place(venues[0])
        await dining.pay(later)
        await dining.until(later, "PAYMENT_SUCCEEDED")
        assert (await dining.order(poisoned))["state"] == "PAYMENT_PENDING"
        words = ("parked", "redrive", "order", poisoned.order_id, "--execute", "--reason", "early")
        assert (await ops(*words, code=4)) is None
        await ops(*words[:-1], "not mended yet, so it must stay", code=3)
        await owner.execute(CURE, poisoned.order_id)
    done = await ops.do("parked", "redrive", "order", poisoned.order_id)
    assert "applied" in done["done"][poisoned.order_id]
    await dining.until(poisoned, "PAYMENT_SUCCEEDED")
    await verify(stack.describe())


async def _is_pending(dining: Dining, meal: Meal) -> bool:
    return bool((await dining.order(meal))["state"] == "PAYMENT_PENDING")
