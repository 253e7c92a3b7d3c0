"""A sabotaged twin in the place of a stack's process: same command, same environment, same port, one thing wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
from faults.saboteur import Plan
from journeys.live_stack import LiveStack
from journeys.recipe import Recipe

from twyst.testing.waiting import eventually

_TESTS = Path(__file__).parents[1]
_PATIENCE_SECONDS, _STOP_SECONDS, _LOOK_SECONDS = 120.0, 30.0, 0.1
_RESTART_SECONDS = 1.0


@dataclass
class Twin:
    """The twin as long as it lives; the process itself stands in for it when it is dead."""

    name: str
    plan: Plan
    log: Path
    url: str
    process: subprocess.Popen[bytes]
    leaving: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def has_struck(self) -> bool:
        """Whether the point was reached and the deed done."""
        return self.plan.strikes() > 0

    @property
    def has_ended(self) -> bool:
        return self.process.poll() is not None

    async def until_struck(self) -> None:
        """Wait until the point was reached; raises AssertionError when it never is."""

        async def struck() -> bool:
            return self.has_struck

        try:
            await eventually(struck, _PATIENCE_SECONDS, _LOOK_SECONDS)
        except AssertionError as error:
            raise AssertionError(f"{self.name} never reached its point: see {self.log}") from error

    async def until_frozen(self) -> None:
        """Wait until it has stopped itself."""
        await self.until_struck()

        async def frozen() -> bool:
            return psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED

        await eventually(frozen, _PATIENCE_SECONDS, _LOOK_SECONDS)

    def thaw(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)


@asynccontextmanager
async def in_place_of(stack: LiveStack, name: str, plan: Plan, *, again: bool = False) -> AsyncIterator[Twin]:
    """The twin stands in its place until the block ends; then the process is started again.

    When the twin dies, the process comes back at once, or with `again` another twin does.
    """
    recipe = await stack.recipe(name)
    await stack.command("stop", name)
    log = stack.state / "logs" / f"sabotaged-{name}.log"
    start = partial(_start, recipe, plan, log)
    twin = Twin(name, plan, log, _readiness(recipe.environment), start())
    relieving = _until_relieved(stack, twin, start if again else None)
    standing = asyncio.create_task(relieving, name=f"twin of {name}")
    try:
        await _until_ready(twin)
        yield twin
    finally:
        twin.leaving.set()
        await standing


@asynccontextmanager
async def in_place_of_all(
    stack: LiveStack, plans: Mapping[str, Plan], *, again: bool = False
) -> AsyncIterator[list[Twin]]:
    """A twin for each process that is named, all started at once and all relieved at once."""
    twins: list[Twin] = []
    async with AsyncExitStack() as standing:

        async def stand_in(name: str, plan: Plan) -> None:
            twins.append(await standing.enter_async_context(in_place_of(stack, name, plan, again=again)))

        async with asyncio.TaskGroup() as starting:
            for name, plan in plans.items():
                starting.create_task(stand_in(name, plan))
        try:
            yield twins
        finally:
            for twin in twins:
                twin.leaving.set()


def diary_in(state: Path) -> Path:
    """A diary of its own for one twin."""
    folder = state / "sabotage"
    folder.mkdir(exist_ok=True)
    return folder / f"{uuid4()}.diary"


def _start(recipe: Recipe, plan: Plan, log: Path) -> subprocess.Popen[bytes]:
    python, dash_m, *command = recipe.words
    assert dash_m == "-m", f"{recipe.name} is no module: {recipe.words}"
    path = os.pathsep.join(filter(None, (str(_TESTS), recipe.environment.get("PYTHONPATH"))))
    sabotaged = (python or sys.executable, "-m", "faults.saboteur", str(plan.write()), *command)
    return recipe.start(log, *sabotaged, PYTHONPATH=path)


def _readiness(environment: Mapping[str, str]) -> str:
    return f"http://127.0.0.1:{environment['TWYST_PORT']}/readyz"


async def _until_relieved(
    stack: LiveStack, twin: Twin, start_again: Callable[[], subprocess.Popen[bytes]] | None
) -> None:
    while not twin.leaving.is_set() and not (twin.has_ended and start_again is None):
        await asyncio.sleep(_LOOK_SECONDS)
        if twin.has_ended and start_again is not None:
            await asyncio.sleep(_RESTART_SECONDS)
            twin.process = start_again()
    if not twin.has_ended:
        twin.thaw()
        twin.process.terminate()
        try:
            await asyncio.to_thread(twin.process.wait, _STOP_SECONDS)
        except subprocess.TimeoutExpired:
            twin.process.kill()
            await asyncio.to_thread(twin.process.wait)
    await stack.command("start", twin.name)


async def _until_ready(twin: Twin) -> None:
    """Ready, or struck while it started."""
    async with httpx.AsyncClient(trust_env=False, timeout=2) as http:

        async def ready() -> bool:
            if twin.has_struck:
                return True
            try:
                return (await http.get(twin.url)).is_success
            except httpx.TransportError:
                return False

        try:
            await eventually(ready, _PATIENCE_SECONDS, _LOOK_SECONDS)
        except AssertionError as error:
            raise AssertionError(f"the twin of {twin.name} is not ready: see {twin.log}") from error
