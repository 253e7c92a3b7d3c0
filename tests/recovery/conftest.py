"""What every recovery starts from and ends with: some orders, `twyst-ops`, and the hash of all that is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from journeys.diners import Dining, Meal
from journeys.live_stack import LiveStack
from recovery.knowledge import Ops

from twyst.demo.clients import Venue


@pytest.fixture(scope="session")
def ops(stack: LiveStack) -> Ops:
    """Runs `twyst-ops` on the stack, as an operator does."""
    return Ops(stack.state / "stack.json")


@pytest.fixture(scope="session")
def few_orders(dining: Dining, venues: list[Venue]) -> Callable[[], object]:
    """Makes three orders: one served and refunded in part, one canceled by the venue, one paid and waiting."""

    async def make() -> list[Meal]:
        served, canceled, waiting = meals = [await dining.place(venues[0]) for _ in range(3)]
        for meal in meals:
            await dining.pay(meal)
            await dining.until(meal, "PAYMENT_SUCCEEDED")
        await dining.see(served)
        await dining.see(waiting)
        for command in ("start", "complete"):
            assert (await dining.staff(served, command)).status == 200
        await dining.refund(served, 100)
        assert (await dining.staff(canceled, "cancel")).status == 200
        return meals

    return make
