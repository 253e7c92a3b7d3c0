"""Processes that freeze at random moments, several at a time, each as briefly or as long as it happens; others go on."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import AsyncExitStack

from faults.scenario import FREEZES, Facts, Scenario, World
from faults.storm import PROCESSES

_WORKERS = ("order-worker", "fulfillment-worker", "reconciliation-worker")
_FROZEN_SECONDS = (0.5, 45.0)
"""From a pause that nobody notices to one after which group, lock, callers and mostly the transaction have given it up."""
_PAUSE_SECONDS = (0.5, 3.0)
_AT_ONCE = 3
_AFTERWARDS = 10


def scenarios(minutes: float, seed: int) -> list[Scenario[World]]:
    """The frost in parts of a minute, so that a violation is found near its cause."""
    parts = max(round(minutes), 1)
    return [frost(60 * minutes / parts, seed + part) for part in range(parts)]


def frost(seconds: float, seed: int) -> Scenario[World]:
    """One process after the other freezes, three at a time at most; workers have another one beside them.

    The seed draws whom of those that froze least, how long, and how long after the one before.
    """

    async def run(world: World) -> Facts:
        draw = random.Random(seed)
        frozen = dict.fromkeys(PROCESSES, 0)
        stiff: set[str] = set()
        seats = asyncio.Semaphore(_AT_ONCE)

        async def freeze(name: str, for_seconds: float) -> None:
            async with seats:
                with world.stack.paused(name):
                    await asyncio.sleep(for_seconds)
            stiff.remove(name)

        async with world.rush() as hour, AsyncExitStack() as beside:
            for name in _WORKERS:
                await beside.enter_async_context(world.stack.beside(name))
            await hour.more("paid", 2)
            ends = time.monotonic() + seconds
            async with asyncio.TaskGroup() as freezing:
                while time.monotonic() < ends:
                    if not seats.locked():
                        warm = [name for name in PROCESSES if name not in stiff]
                        name = min(draw.sample(warm, len(warm)), key=frozen.__getitem__)
                        stiff.add(name)
                        frozen[name] += 1
                        freezing.create_task(freeze(name, draw.uniform(*_FROZEN_SECONDS)))
                    await asyncio.sleep(draw.uniform(*_PAUSE_SECONDS))
            await hour.more("over", _AFTERWARDS)
        return {
            **{f"{FREEZES}{name}": count for name, count in frozen.items()},
            "orders": hour.counts["over"],
        }

    return Scenario(f"a frost of {seconds:.0f} s with seed {seed}", run)
