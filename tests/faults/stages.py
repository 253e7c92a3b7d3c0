"""What `make prove` does to real processes, as stages of scenarios."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from faults import crash_points, frost, lost_replies, partitions, storm
from faults.mesh import meshed
from faults.scenario import Scenario, World


@asynccontextmanager
async def _as_it_is(world: World) -> AsyncIterator[World]:
    yield world


@dataclass(frozen=True)
class FaultStage:
    """A claim, the scenarios that hold it up, and how the world is prepared for them."""

    claim: str
    scenarios: Callable[[argparse.Namespace], list[Scenario[Any]]]
    place: Callable[[World], AbstractAsyncContextManager[Any]] = _as_it_is


STAGES = {
    "crash-points": FaultStage(
        "killed, surprised or frozen at any named step, no process loses or doubles anything",
        lambda _arguments: crash_points.scenarios(),
    ),
    "lost-replies": FaultStage(
        "what was executed and looks as if it was not is neither lost nor done twice",
        lambda _arguments: lost_replies.scenarios(),
        meshed,
    ),
    "partitions": FaultStage(
        "no link that stops, slows or breaks loses or doubles anything, or keeps a request without an answer",
        lambda arguments: partitions.scenarios(arguments.seed),
        meshed,
    ),
    "frost": FaultStage(
        "processes that freeze at any moment, however long, lose and double nothing and keep nobody waiting for ever",
        lambda arguments: frost.scenarios(arguments.minutes, arguments.seed),
    ),
    "storm": FaultStage(
        "processes and servers killed at random, and all at once, lose and double nothing",
        lambda arguments: storm.scenarios(arguments.minutes, arguments.seed),
    ),
}
"""In the order in which they run."""
