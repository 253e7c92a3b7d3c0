"""Start one program as a child process whose output goes straight to its log file.

The file, not a pipe: the program goes on, and its last words are kept, when the process that started it is killed.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from twyst.devstack.errors import StackError
from twyst.devstack.identity import ProcessIdentity

_TAIL_LINES = 12


@dataclass(frozen=True)
class Launch:
    """What to run and how to end it."""

    name: str
    argv: tuple[str, ...]
    log: Path
    cwd: Path
    env: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 10.0


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
                raise StackError(f"{self.launch.name} ended while it started: {self._last_words()}")
            if loop.time() > deadline:
                raise StackError(
                    f"{self.launch.name} was not ready within {timeout_seconds:.0f} s: {self._last_words()}"
                )
            await asyncio.sleep(0.1)

    def _last_words(self) -> str:
        """The log's last lines, and where to read all of it."""
        lines = self.launch.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return "\n  ".join([f"see {self.launch.log}.", *lines])


async def spawn(launch: Launch) -> Child:
    """Start the program, appending its output to its log."""
    launch.log.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(launch.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        process = await asyncio.create_subprocess_exec(
            *launch.argv,
            cwd=launch.cwd,
            env=dict(launch.env),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            start_new_session=True,
        )
    except OSError as error:
        raise StackError(
            f"{launch.name} could not be started: {launch.argv[0]}: {error.strerror}."
        ) from error
    finally:
        os.close(descriptor)
    identity = ProcessIdentity.of(process.pid)
    if identity is None:
        await process.wait()
        identity = ProcessIdentity(process.pid, "ended")
    return Child(launch, process, identity)
