"""After everything that the other journeys did to the platform, every invariant of the oracle holds."""

from __future__ import annotations

from faults.oracle import verify
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform


async def test_every_invariant_holds(stack: LiveStack, platform: Platform) -> None:
    await verify(stack.describe(), platform)
