"""Payouts that come again and again while a scenario needs them: venues' money is paid out and its lines fetched.

No day passes meanwhile. Stripe forgets its idempotency keys after one, and the services, whose clock is the real one,
would go on repeating under those keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from faults.points import Point
from faults.scenario import World

_PAUSE_SECONDS = 3.0


@asynccontextmanager
async def payouts_run(world: World, points: Sequence[Point]) -> AsyncIterator[None]:
    """Stripe pays venues out as long as one of the points is only reached when a payout arrives."""
    if not any(point.name.startswith("p") for point in points):
        yield
        return
    paying = asyncio.create_task(_pay_out(world), name="payouts run")
    try:
        yield
    finally:
        paying.cancel()
        await asyncio.gather(paying, return_exceptions=True)


async def _pay_out(world: World) -> None:
    while True:
        await world.platform.sandbox.ok("POST", "/_sandbox/payouts/run")
        await asyncio.sleep(_PAUSE_SECONDS)
