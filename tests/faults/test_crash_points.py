"""Some of the crash points, two processes or more at a time. `make prove` goes through all of them."""

from __future__ import annotations

import pytest
from faults.crash_points import by_names, crash
from faults.saboteur import Deed
from faults.scenario import World, live_through


@pytest.mark.parametrize(("deed", "points"), [("kill", "g4 a3 c5 k5"), ("raise", "r3 b2")])
async def test_processes_struck_at_once_lose_and_double_nothing(
    deed: Deed, points: str, world: World
) -> None:
    facts = await live_through(crash(by_names(points), deed), world, world)
    assert facts["struck"] == len(points.split())
