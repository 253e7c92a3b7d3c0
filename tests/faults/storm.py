"""Processes and servers that are killed at random, every few seconds, while diners come; sometimes all at once."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter

from faults.scenario import KILLS, Facts, Scenario, World

SERVERS = ("kafka", "postgres")
PROCESSES = (
    "sandbox",
    "gateway",
    "order-api",
    "order-worker",
    "fulfillment-api",
    "fulfillment-worker",
    "reconciliation-api",
    "reconciliation-worker",
)
_LEAST_SECONDS, _MOST_SECONDS = 1.0, 6.0
_POWER_CUTS = 0.1
_CUTS = 5
_AFTERWARDS = 10


def scenarios(minutes: float, seed: int) -> list[Scenario[World]]:
    """The storm in parts of a minute, so that a violation is found near its cause; then power cuts in a row."""
    parts = max(round(minutes), 1)
    return [*(storm(60 * minutes / parts, seed + part) for part in range(parts)), cuts(_CUTS)]


def storm(seconds: float, seed: int, *, strikes: int = 3) -> Scenario[World]:
    """`kill -9` of one, or in one of ten strikes of everything: a power cut. The seed draws whom and when.

    There are at least so many strikes, however slow the machine is.
    """

    async def run(world: World) -> Facts:
        draw = random.Random(seed)
        killed = Counter({"power cuts": 0, **{f"{KILLS}{name}": 0 for name in (*SERVERS, *PROCESSES)}})
        ends = time.monotonic() + seconds
        async with world.rush() as hour:
            await hour.more("paid", 2)
            while time.monotonic() < ends or killed["strikes"] < strikes:
                is_cut = draw.random() < _POWER_CUTS
                names = [*SERVERS, *PROCESSES] if is_cut else [draw.choice((*SERVERS, *PROCESSES))]
                struck = await _strike(world, names)
                killed["strikes"] += 1
                killed["power cuts"] += is_cut
                killed.update(f"{KILLS}{name}" for name in struck)
                await asyncio.sleep(draw.uniform(_LEAST_SECONDS, _MOST_SECONDS))
            await hour.more("over", _AFTERWARDS)
        return {**killed, "orders": hour.counts["over"]}

    return Scenario(f"a storm of {seconds:.0f} s with seed {seed}", run)


async def power_cut(world: World) -> None:
    """Everything dies at once."""
    await _strike(world, [*SERVERS, *PROCESSES])


async def _strike(world: World, names: list[str]) -> list[str]:
    """Kill those that run, and start the servers again, as whoever runs them does; the rest has its supervisor."""
    struck = [name for name in names if world.stack.kill_if_running(name)]
    for name in struck:
        if name in SERVERS:
            await world.stack.until_ended(name)
            await world.stack.command("start", name)
    return struck


def cuts(count: int) -> Scenario[World]:
    """Power cuts, one after the other, each when diners have been served since the last one."""

    async def run(world: World) -> Facts:
        async with world.rush() as hour:
            for _ in range(count):
                await hour.more("over", _AFTERWARDS)
                await power_cut(world)
            await hour.more("over", _AFTERWARDS)
        return {"power cuts": count, "orders": hour.counts["over"]}

    return Scenario(f"{count} power cuts", run)
