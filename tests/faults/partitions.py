"""Links between processes and servers that let nothing through for a while, both ways or one, and links that are slow."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

from faults.mesh import Mesh
from faults.proxy import Proxy, Way
from faults.rush import Rush
from faults.scenario import Facts, Scenario

_STOPPED_SECONDS = 15.0
"""Longer than a group waits for its member, and than an API may leave a request without an answer."""
_STEP_SECONDS = 1.5
_SWIZZLES = 4
_AFTERWARDS = 5
_WAYS: dict[str, tuple[Way, ...]] = {
    "both ways": ("up", "down"),
    "on the way to it": ("up",),
    "on the way back": ("down",),
}


def scenarios(seed: int) -> list[Scenario[Mesh]]:
    """Every server behind every kind of partition; then links that stop and heal in drawn orders, and slow ones."""
    cut_off = [stopped(server, way) for server in ("kafka", "postgres", "sandbox") for way in _WAYS]
    swizzled = [swizzle(seed + number) for number in range(_SWIZZLES)]
    return [*cut_off, *swizzled, slow(), broken_off()]


def stopped(server: str, way: str) -> Scenario[Mesh]:
    """No process reaches the server; the server is well."""

    async def run(mesh: Mesh) -> Facts:
        links = [link for (_, behind), link in mesh.links.items() if behind == server]
        before = _sums(links)
        async with mesh.world.impatient_rush() as hour:
            await hour.more("paid", 2)
            for link in links:
                link.stop(*_WAYS[way])
            await asyncio.sleep(_STOPPED_SECONDS)
            await _heal(links, hour)
        held = _sums(links) - before
        return {"chunks held back": held["stopped up"] + held["stopped down"], "orders": hour.counts["over"]}

    return Scenario(f"no process reaches {server} {way}", run)


def swizzle(seed: int) -> Scenario[Mesh]:
    """Links are stopped one by one in a drawn order, each in a drawn way, and heal one by one in another order."""

    async def run(mesh: Mesh) -> Facts:
        draw = random.Random(seed)
        links = list(mesh.links.values())
        before = _sums(links)
        async with mesh.world.impatient_rush() as hour:
            await hour.more("paid", 2)
            for link in draw.sample(links, len(links)):
                link.stop(*_WAYS[draw.choice(list(_WAYS))])
                await asyncio.sleep(_STEP_SECONDS)
            for link in draw.sample(links, len(links)):
                link.heal()
                await asyncio.sleep(_STEP_SECONDS)
            await hour.more("over", _AFTERWARDS)
        held = _sums(links) - before
        return {
            "links stopped": len(links),
            "chunks held back": held["stopped up"] + held["stopped down"],
            "orders": hour.counts["over"],
        }

    return Scenario(f"swizzle of seed {seed}", run)


def slow() -> Scenario[Mesh]:
    """Everything takes a tenth of a second longer, each way."""

    async def run(mesh: Mesh) -> Facts:
        links = list(mesh.links.values())
        before = _sums(links)
        async with mesh.world.impatient_rush() as hour:
            for link in links:
                link.delay_seconds = 0.1
            await hour.more("over", _AFTERWARDS)
            await _heal(links, hour)
        return {"chunks delayed": (_sums(links) - before)["delayed"], "orders": hour.counts["over"]}

    return Scenario("every link is slow", run)


def broken_off() -> Scenario[Mesh]:
    """All connections are reset, again and again."""

    async def run(mesh: Mesh) -> Facts:
        links = list(mesh.links.values())
        before = _sums(links)
        async with mesh.world.impatient_rush() as hour:
            for _ in range(_AFTERWARDS):
                await hour.more("placed", 2)
                for link in links:
                    link.reset()
            await _heal(links, hour)
        return {"connections reset": (_sums(links) - before)["reset"], "orders": hour.counts["over"]}

    return Scenario("every connection is reset, again and again", run)


async def _heal(links: list[Proxy], hour: Rush) -> None:
    for link in links:
        link.heal()
    await hour.more("over", _AFTERWARDS)


def _sums(links: list[Proxy]) -> Counter[str]:
    return sum((link.counts for link in links), Counter[str]())
