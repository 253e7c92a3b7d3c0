"""Start one program as a child process whose output goes straight to its log file.

The file, not a pipe: the program goes on, and its last words are kept, when the process that started it is
killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from twyst.devstack.errors import StackError
from twyst.devstack.identity import ProcessIdentity

_TAIL_LINES = 12

Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Launch:
    """What to run and how to end it. `output` takes the standard output when the log should not have it."""

    name: str
    argv: tuple[str, ...]
    log: Path
    cwd: Path
    env: Mapping[str, str]
    output: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0


class Startable(Protocol):
    """A program that says how it is run and when it is ready."""

    async def prepare(self) -> Launch: ...

    async def is_ready(self) -> bool: ...


class Child:
    """A running program. Its session is its own, so a Ctrl-C in the terminal reaches only the supervisor."""

    def __init__(
        self, launch: Launch, process: asyncio.subprocess.Process, identity: ProcessIdentity
    ) -> None:
        self.launch = launch
        self.identity = identity
        self._process = process

    @property
    def has_ended(self) -> bool:
        return self._process.returncode is not None

    async def wait(self) -> int:
        """The exit code; negative for a signal."""
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask the program to end, and kill it with its children after its grace time."""
        if self.has_ended:
            return
        self.identity.send(self.launch.stop_signal)
        try:
            await asyncio.wait_for(self._process.wait(), self.launch.grace_seconds)
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        self.identity.kill_group()
        await self._process.wait()

    async def until_ready(self, probe: Callable[[], Awaitable[bool]], *, timeout_seconds: float) -> None:
        """Return when the probe says yes; a StackError when the program ends first or takes too long."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        while not await probe():
            if self.has_ended:
                raise StackError(f"{self.launch.name} ended while it started: {self.last_words()}")
            if loop.time() > deadline:
                raise StackError(
                    f"{self.launch.name} was not ready within {timeout_seconds:.0f} s: {self.last_words()}"
                )
            await asyncio.sleep(0.1)

    def last_words(self) -> str:
        """The log's last lines, and where to read all of it."""
        lines = self.launch.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return "\n  ".join([f"see {self.launch.log}.", *lines])


async def start(program: Startable, *, timeout_seconds: float = 120.0) -> Child:
    """Prepare and start the program; return when it is ready. Nothing of it runs on after an error."""
    child = await spawn(await program.prepare())
    try:
        await child.until_ready(program.is_ready, timeout_seconds=timeout_seconds)
    except BaseException:
        await child.kill()
        raise
    return child


async def start_together(*programs: Startable) -> tuple[Child, ...]:
    """Start all at once; when one fails or we are cancelled, kill those that did start, then raise."""
    tasks = [asyncio.create_task(start(program)) for program in programs]
    try:
        return tuple(await asyncio.gather(*tasks))
    except BaseException:
        for outcome in await cancel_all(tasks):
            if isinstance(outcome, Child):
                await outcome.kill()
        raise


async def cancel_all(tasks: Iterable[asyncio.Task[Outcome]]) -> list[Outcome | BaseException]:
    """Cancel what still runs and wait for all; their results or errors.

    A task that is being cancelled already is left to its clean-up, which a second cancel would interrupt.
    """
    everything = list(tasks)
    for task in everything:
        if not task.cancelling():
            task.cancel()
    return await asyncio.gather(*everything, return_exceptions=True)


async def spawn(launch: Launch) -> Child:
    """Start the program, appending its output to its log."""
    with contextlib.ExitStack() as files:
        try:
            launch.log.parent.mkdir(parents=True, exist_ok=True)
            log = _opened(files, launch.log, os.O_APPEND)
            output = _opened(files, launch.output, os.O_TRUNC) if launch.output else log
            process = await asyncio.create_subprocess_exec(
                *launch.argv,
                cwd=launch.cwd,
                env=dict(launch.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                start_new_session=True,
            )
        except OSError as error:
            raise StackError(f"{launch.name} could not be started: {error}.") from error
    identity = ProcessIdentity.of(process.pid)
    if identity is None:
        await process.wait()
        identity = ProcessIdentity(process.pid, "ended")
    return Child(launch, process, identity)


def _opened(files: contextlib.ExitStack, path: Path, how: int) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    files.callback(os.close, descriptor)
    return descriptor
