"""An operator's replay that breaks off at a named step, and is resumed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from faults.points import Point
from faults.saboteur import Deed, Plan
from faults.scenario import Facts, Scenario, World
from faults.twin import diary_in

_TESTS = Path(__file__).parents[1]
_GROUP = "order.stripe"
_CAP = ("--max-items", "1000000")
_CARE = ("--reason", "a replay that breaks off", *_CAP)


def broken_replay(point: Point, deed: Deed) -> Scenario[World]:
    """Everything that the order service's group took is copied for it again, by two runs."""

    async def run(world: World) -> Facts:
        stack, plan = (
            world.stack.state / "stack.json",
            Plan(str(diary_in(world.stack.state)), point.name, deed),
        )
        async with world.rush() as hour:
            await hour.more("over", 3)
            code, said = await _ops(stack, "replay", "plan", _GROUP, *_CAP)
            assert code == 0, said
            run_id = json.loads(said)["run_id"]
            code, _ = await _ops(stack, "replay", "run", run_id, *_CARE, sabotage=plan)
            assert code != 0, "the replay came to its end"
            code, said = await _ops(stack, "replay", "resume", run_id, *_CARE)
            assert code == 0, said
            await hour.more("over", 3)
        items = json.loads((await _ops(stack, "replay", "status", run_id))[1])
        copied = [item for item in items if item["state"].endswith("records copied")]
        assert len(copied) == len(items), items
        return {
            "struck": plan.strikes(),
            "records taken again": sum(item["records"] for item in items),
            "orders": hour.counts["over"],
        }

    return Scenario(f"{deed} at {point.name}", run)


async def _ops(stack: Path, *words: str, sabotage: Plan | None = None) -> tuple[int, Any]:
    """`twyst-ops --json …`; its exit code and what it said."""
    command = ["twyst.ops", "--json", "--stack", str(stack), *words]
    if sabotage is not None:
        command = ["faults.saboteur", str(sabotage.write()), *command]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(_TESTS)},
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, output.decode() if output.strip() else errors.decode()
