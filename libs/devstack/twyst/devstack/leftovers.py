"""Find the processes of a stack whose supervisor was killed.

Every process of a stack carries its state folder and its name in its environment. So even one that was
started an instant before the supervisor died, too late for any file to know its pid, is found and stopped.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from twyst.devstack.identity import ProcessIdentity

_VARIABLE = "TWYST_STACK_PROCESS"
# PostgreSQL's SIGTERM waits for every client to leave by itself; its SIGINT does not.
_STOP_SIGNAL = {"postgres": signal.SIGINT}
_KILLED_SECONDS = 5.0


@dataclass(frozen=True)
class MarkedProcess:
    """A running process of a stack."""

    name: str
    identity: ProcessIdentity


def mark(state: Path, name: str) -> dict[str, str]:
    """The environment entry that says whose process this is."""
    return {_VARIABLE: f"{state}:{name}"}


def marked_processes(state: Path) -> list[MarkedProcess]:
    """The stack's running processes; several per name when one has children."""
    found = []
    for process in psutil.process_iter():
        if process.pid == os.getpid():
            continue
        folder, _, name = _mark_of(process).rpartition(":")
        identity = ProcessIdentity.of(process.pid) if folder == str(state) else None
        if identity is not None:
            found.append(MarkedProcess(name, identity))
    return found


def stack_of(pid: int) -> str | None:
    """The state folder of the stack that the process belongs to."""
    try:
        return _mark_of(psutil.Process(pid)).rpartition(":")[0] or None
    except psutil.NoSuchProcess:
        return None


def _mark_of(process: psutil.Process) -> str:
    try:
        return str(process.environ().get(_VARIABLE, ""))
    except (psutil.Error, OSError):
        # Another user's process, or one that just ended: not ours in either case.
        return ""


def stop_leftovers(state: Path, name: str | None = None, *, grace_seconds: float = 8.0) -> list[str]:
    """Stop what still runs of the stack, or of one of its processes; the names of what was stopped."""
    found = [process for process in marked_processes(state) if name in (None, process.name)]
    for process in found:
        process.identity.send(_STOP_SIGNAL.get(process.name, signal.SIGTERM))
    deadline = time.monotonic() + grace_seconds
    for process in found:
        if not process.identity.wait_until_gone(max(0.0, deadline - time.monotonic())):
            process.identity.kill_group()
            process.identity.wait_until_gone(_KILLED_SECONDS)
    return sorted({process.name for process in found})
