"""Payouts that come again and again while a scenario needs them: venues' money is paid out and its lines fetched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from faults.points import Point
from faults.scenario import World

_DAY_SECONDS = 86_400
_PAUSE_SECONDS = 3.0


@asynccontextmanager
async def payouts_run(world: World, points: Sequence[Point]) -> AsyncIterator[None]:
    """Days pass at Stripe as long as one of the points is only reached when a payout arrives."""
    if not any(point.name.startswith("p") for point in points):
        yield
        return
    passing = asyncio.create_task(_pass(world), name="days pass")
    try:
        yield
    finally:
        passing.cancel()
        await asyncio.gather(passing, return_exceptions=True)


async def _pass(world: World) -> None:
    sandbox = world.platform.sandbox
    while True:
        await sandbox.ok("POST", "/_sandbox/clock/advance", body={"seconds": 4 * _DAY_SECONDS})
        await sandbox.ok("POST", "/_sandbox/payouts/run")
        await asyncio.sleep(_PAUSE_SECONDS)
