"""Crash points in a rush hour. One round strikes several processes, each at one of its points."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from itertools import zip_longest

from faults.payouts import payouts_run
from faults.points import POINTS, Point, named
from faults.replay_points import broken_replay
from faults.saboteur import Deed, Plan
from faults.scenario import Facts, Scenario, World
from faults.twin import Twin, diary_in, in_place_of_all

OPERATORS = "twyst-ops"
_HTTP = frozenset({"gateway", "order-api"})
_WORKERS = ("order-worker", "fulfillment-worker", "reconciliation-worker")
_FROZEN_SECONDS = 25.0
"""Longer than a group waits for its member (6 s), Stripe and diners for an answer, and a relay's lock for its holder (20 s)."""
_REFUSED = "offsets were not committed"
"""What a worker logs when its group has gone on without it."""
_TAKEN_OVER = 8
"""So many orders, and each of three partitions has some of them, whatever their ids."""
_AFTERWARDS = 3


def rounds(processes: Iterable[str]) -> list[tuple[Point, ...]]:
    """All points of the processes, in rounds in which each process is struck at most once."""
    columns = [[point for point in POINTS if point.process == name] for name in processes]
    return [tuple(point for point in row if point is not None) for row in zip_longest(*columns)]


def scenarios() -> list[Scenario[World]]:
    """Every point with every deed."""
    everybody = dict.fromkeys(point.process for point in POINTS if point.process != OPERATORS)
    http = [name for name in everybody if name in _HTTP]
    deeds: tuple[Deed, ...] = ("kill", "raise")
    struck = [crash(row, deed) for deed in deeds for row in rounds(everybody)]
    frozen = [freeze(row) for names in (_WORKERS, http) for row in rounds(names)]
    operators = [point for point in POINTS if point.process == OPERATORS]
    replays = [broken_replay(point, deed) for deed in deeds for point in operators]
    return [*struck, *frozen, *replays]


def crash(points: Sequence[Point], deed: Deed) -> Scenario[World]:
    """The processes die of it, or live on, and nobody helps but the supervisor that starts what has died."""

    answering = [point for point in points if point.process == "order-api"]

    async def run(world: World) -> Facts:
        surprises = len(answering) if deed == "raise" else 0
        async with world.rush(surprises=surprises) as hour, payouts_run(world, points):
            async with _struck(world, points, deed) as twins:
                await asyncio.gather(*(twin.until_struck() for twin in twins))
                await hour.more("over", _AFTERWARDS)
                ended = sum(twin.has_ended for twin in twins)
            await hour.more("over", _AFTERWARDS)
        return {"struck": len(twins), f"ended by {deed}": ended, "orders": hour.counts["over"]}

    return Scenario(f"{deed} at {_names(points)}", run)


def freeze(points: Sequence[Point]) -> Scenario[World]:
    """The processes freeze for longer than anybody waits for them, others take over, and then they thaw.

    Those others come when the first ones are frozen: a relay that waits would have the lock before the twin had it.
    """

    async def run(world: World) -> Facts:
        async with world.rush() as hour, payouts_run(world, points), AsyncExitStack() as beside:
            workers = [point.process for point in points if point.process in _WORKERS]
            recipes = [await world.stack.recipe(name) for name in workers]
            async with _struck(world, points, "stop") as twins:
                await asyncio.gather(*(twin.until_frozen() for twin in twins))
                for recipe in recipes:
                    await beside.enter_async_context(world.stack.beside(recipe))
                before = _refused(twins)
                await asyncio.sleep(_FROZEN_SECONDS)
                if workers:
                    await hour.more("over", _TAKEN_OVER)
                for twin in twins:
                    twin.thaw()
                await hour.more("over", _AFTERWARDS)
                refused = {"commits refused": _refused(twins) - before} if workers else {}
        return {"struck": len(twins), **refused, "orders": hour.counts["over"]}

    return Scenario(f"stop at {_names(points)}", run)


def _refused(twins: Sequence[Twin]) -> int:
    return sum(twin.log.read_text(errors="replace").count(_REFUSED) for twin in twins)


def _struck(world: World, points: Sequence[Point], deed: Deed) -> AbstractAsyncContextManager[list[Twin]]:
    state = world.stack.state
    plans = {point.process: Plan(str(diary_in(state)), point.name, deed) for point in points}
    return in_place_of_all(world.stack, plans)


def by_names(names: str) -> tuple[Point, ...]:
    """From `"c6 g4"`."""
    return tuple(named(name) for name in names.split())


def _names(points: Sequence[Point]) -> str:
    return " ".join(point.name for point in points)
