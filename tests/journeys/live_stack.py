"""A running stack as an operator meets it: its files, its processes, and the blows that it can be dealt."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import psutil
from journeys.recipe import Recipe

from twyst.devstack.control import Action, send_command
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.leftovers import stop_leftovers
from twyst.devstack.record import ProcessRecord, SupervisorRecord, read_record
from twyst.devstack.status import Status

_HOLDER = Path(__file__).with_name("held_stack.py")
_START_SECONDS, _STOP_SECONDS, _BACK_SECONDS = 420.0, 120.0, 150.0
_LOOK_SECONDS, _FREEZE_SECONDS = 0.2, 10.0

# What takes minutes in a venue takes seconds here. An unpaid order is left alone: a test's diner may be slow.
_IMPATIENT = {
    "TWYST_SWEEP_EVERY_SECONDS": "1",
    "TWYST_SWEEP_LOOK_AGAIN_SECONDS": "2",
    "TWYST_SWEEP_REFUND_HOLD_SECONDS": "2",
}


class LiveStack:
    """The stack in a state folder."""

    def __init__(self, state: Path) -> None:
        self.state = state

    def describe(self) -> dict[str, Any]:
        """`stack.json` as it is now."""
        described: dict[str, Any] = json.loads((self.state / "stack.json").read_text())
        return described

    def process(self, name: str) -> ProcessRecord:
        """What the supervisor knows of a process."""
        return next(process for process in self._record().processes if process.name == name)

    def port(self, name: str) -> int:
        """Where a process listens."""
        return self._record().ports[name]

    def is_running(self, name: str) -> bool:
        """Whether there is a process of that name just now."""
        identity = self.process(name).identity
        return identity is not None and identity.is_running()

    def kill_if_running(self, name: str) -> bool:
        """`kill -9`, unless somebody was faster; whether it was this one."""
        identity = self.process(name).identity
        if identity is None or not identity.is_running():
            return False
        identity.send(signal.SIGKILL)
        assert identity.wait_until_gone(10), f"{name} survived kill -9"
        return True

    def kill(self, name: str) -> int:
        """`kill -9`; the pid that is gone."""
        identity = self.process(name).identity
        assert identity is not None, f"{name} does not run"
        identity.send(signal.SIGKILL)
        assert identity.wait_until_gone(10), f"{name} survived kill -9"
        return identity.pid

    @contextmanager
    def paused(self, name: str) -> Iterator[int]:
        """SIGSTOP for the length of the block, then SIGCONT; the pid."""
        identity = self.process(name).identity
        assert identity is not None, f"{name} does not run"
        identity.send(signal.SIGSTOP)
        try:
            _until_frozen(psutil.Process(identity.pid))
            yield identity.pid
        finally:
            os.kill(identity.pid, signal.SIGCONT)

    async def until_back(self, name: str, gone_pid: int) -> int:
        """Wait until the supervisor has a new process of that name ready; its pid."""
        return (await self.until_ready(name, but=gone_pid)).pid

    async def until_ready(self, name: str, *, but: int | None = None) -> ProcessIdentity:
        """Wait until a process of that name is ready, another one than the given; who it is."""
        deadline = time.monotonic() + _BACK_SECONDS
        while True:
            process = self.process(name)
            if process.status is Status.READY and process.identity and process.identity.pid != but:
                return process.identity
            assert time.monotonic() < deadline, f"{name} is {process.status} and did not come back"
            await asyncio.sleep(_LOOK_SECONDS)

    async def until_ended(self, name: str) -> None:
        """Wait until the supervisor has noticed that a process is gone."""
        deadline = time.monotonic() + _BACK_SECONDS
        while self.process(name).status is not Status.ENDED:
            assert time.monotonic() < deadline, f"{name} is still {self.process(name).status}"
            await asyncio.sleep(_LOOK_SECONDS)

    async def recipe(self, name: str) -> Recipe:
        """How a process of that name is started, once it is ready."""
        return Recipe.of(name, psutil.Process((await self.until_ready(name)).pid))

    @asynccontextmanager
    async def beside(self, name: str | Recipe, **settings: str) -> AsyncIterator[str]:
        """Another process of the same kind with the same settings but those given, on a port of its own; its address."""
        recipe = await self.recipe(name) if isinstance(name, str) else name
        async with recipe.another(self.state / "logs" / f"second-{recipe.name}.log", **settings) as url:
            yield url

    async def command(self, action: Action, name: str) -> None:
        """`twyst-stack start|stop|restart name`."""
        await send_command(self._record().control, action, name)

    async def start_missing(self) -> None:
        """Start whatever does not run and nobody is starting."""
        for process in self._record().processes:
            if process.status in (Status.ENDED, Status.STOPPED):
                await self.command("start", process.name)

    def logs(self) -> dict[str, str]:
        """What every process has written so far."""
        return {path.name: path.read_text(errors="replace") for path in (self.state / "logs").iterdir()}

    def _record(self) -> SupervisorRecord:
        record = read_record(self.state)
        assert record is not None, f"the stack in {self.state} does not run"
        return record


def _until_frozen(process: psutil.Process) -> None:
    deadline = time.monotonic() + _FREEZE_SECONDS
    while process.status() != psutil.STATUS_STOPPED:
        assert time.monotonic() < deadline, f"{process} does not stop"
        time.sleep(_LOOK_SECONDS / 10)


@contextmanager
def started_stack(state: Path, *, web: bool = False) -> Iterator[LiveStack]:
    """A stack of one's own on free ports and embedded servers, stopped with the block and with this process."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TWYST_")}
    log = state / "holder.log"
    with log.open("wb") as output:
        holder = subprocess.Popen(
            [sys.executable, str(_HOLDER), str(state), *(["--with-web"] if web else [])],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env={**inherited, **_IMPATIENT},
            start_new_session=True,
        )
    assert holder.stdin is not None
    try:
        _until_ready(state, holder, log)
        yield LiveStack(state)
    finally:
        holder.stdin.close()
        try:
            holder.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            holder.kill()
        stop_leftovers(state)
        shutil.rmtree(state / "data", ignore_errors=True)


def _until_ready(state: Path, holder: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not ((record := read_record(state)) and record.ready):
        late = time.monotonic() > deadline
        if late or holder.poll() is not None:
            raise RuntimeError(f"the stack did not start:\n{log.read_text()}")
        time.sleep(_LOOK_SECONDS)
