"""python -m faults STAGE: every scenario of a stage against a stack of its own, a line for each.

What held stays held when it is interrupted: `--kept` is a file with one JSON line for each scenario that was lived
through. The last line says what was covered; the exit code is 0 when everything held.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from faults.kept import recall, remember
from faults.scenario import Scenario, World, live_through, never_in
from faults.stages import STAGES, FaultStage
from journeys.live_stack import LiveStack, started_stack

from twyst.demo.clients import Client, Platform
from twyst.demo.stack import seeded_venue

_BORROWED = "TWYST_LIVE_STACK"


@asynccontextmanager
async def _world(stack: LiveStack) -> AsyncIterator[World]:
    described = stack.describe()
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
    async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as http:
        clients = {
            name: Client(described["urls"][name], http)
            for name in ("order", "fulfillment", "reconciliation", "sandbox")
        }
        platform = Platform(**clients, stripe_key=described["stripe"]["api_key"])
        venues = [await seeded_venue(platform, seeded) for seeded in described["venues"]]
        yield World(stack, platform, venues, http)


async def _live(
    stage: FaultStage,
    scenarios: list[Scenario[Any]],
    stack: LiveStack,
    kept: Path,
    done: dict[str, Counter[str]],
) -> list[str]:
    """The scenarios that failed."""
    failed = []
    async with _world(stack) as world, stage.place(world) as place:
        for number, scenario in enumerate(scenarios, 1):
            began = time.monotonic()
            try:
                facts = await live_through(scenario, place, world)
            except Exception:  # noqa: BLE001 (told, and the next one is tried)
                failed.append(scenario.name)
                traceback.print_exc(file=sys.stdout)
                said = f"FAILS, logs are in {stack.state / 'logs'}"
                await stack.start_missing()
            else:
                done[scenario.name] = Counter(facts)
                remember(kept, scenario.name, facts)
                said = ", ".join(f"{count} {name}" for name, count in facts.items())
            print(
                f"{number}/{len(scenarios)} {scenario.name}: {said} ({time.monotonic() - began:.0f} s)",
                flush=True,
            )
    return failed


def main() -> int:
    """0 when every scenario held."""
    arguments = _arguments()
    stage = STAGES[arguments.stage]
    scenarios = stage.scenarios(arguments)
    names = {scenario.name for scenario in scenarios}
    done = {name: facts for name, facts in recall(arguments.kept).items() if name in names}
    if done:
        print(f"{len(done)} of {len(scenarios)} scenarios were lived through before", flush=True)
    missing = [
        scenario
        for scenario in scenarios
        if scenario.name not in done and any(part in scenario.name for part in arguments.only or [""])
    ]
    failed: list[str] = []
    if missing:
        with ExitStack() as running:
            borrowed = os.environ.get(_BORROWED)
            state = Path(borrowed or tempfile.mkdtemp(prefix="twyst-faults-")).resolve()
            stack = LiveStack(state) if borrowed else running.enter_context(started_stack(state))
            failed = asyncio.run(_live(stage, missing, stack, arguments.kept, done))
        if not borrowed and not failed:
            shutil.rmtree(state)
    total = Counter[str]()
    for facts in done.values():
        total.update(facts)  # a sum would forget what never happened
    never = never_in(total) if done.keys() == names else []
    print(*(f"never happened in any scenario: {name}" for name in never), sep="\n")
    covered = ", ".join(f"{count} {name}" for name, count in total.items())
    print(f"{len(done)} of {len(scenarios)} scenarios hold: {covered}")
    return 1 if failed or never else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults", description=__doc__)
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("--kept", type=Path, default=Path(os.devnull), help="the file that remembers")
    parser.add_argument(
        "--only", action="append", help="scenarios whose name has this in it; more than once for several"
    )
    parser.add_argument("--minutes", type=float, default=5.0, help="how long storm and frost last")
    parser.add_argument("--seed", type=int, default=1, help="what storm and frost are drawn from")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
