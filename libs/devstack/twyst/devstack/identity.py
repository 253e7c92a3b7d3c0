"""Which process a recorded pid really is.

A pid alone is reused by the kernel; together with the moment its process started it is unique. Nothing in the
stack signals a process whose start differs from the recorded one.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class ProcessIdentity:
    """A pid and an opaque mark of when that process started."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> ProcessIdentity | None:
        """The identity of a running process, None when there is none (a zombie is none)."""
        started = _start_mark(pid)
        return None if started is None else cls(pid, started)

    def is_running(self) -> bool:
        return _start_mark(self.pid) == self.started

    def send(self, number: signal.Signals) -> None:
        """Signal the process, or do nothing when it is gone or its pid belongs to another one now."""
        if not self.is_running():
            return
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            return

    def kill_group(self) -> None:
        """SIGKILL the process and its children; only for processes that lead their own group."""
        if not self.is_running():
            return
        try:
            if os.getpgid(self.pid) == self.pid:
                os.killpg(self.pid, signal.SIGKILL)
            else:
                os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def wait_until_gone(self, timeout_seconds: float) -> bool:
        """True when the process ended in time."""
        deadline = time.monotonic() + timeout_seconds
        while self.is_running():
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def stop(self, first: signal.Signals = signal.SIGTERM, grace_seconds: float = 10.0) -> None:
        """Ask the process to end, and end it and its children when it does not within the grace time."""
        self.send(first)
        if not self.wait_until_gone(grace_seconds):
            self.kill_group()
            self.wait_until_gone(5.0)


@cache
def _boot_id() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else ""


def _start_mark(pid: int) -> str | None:
    """Linux counts ticks since boot, which no clock change moves; elsewhere the creation time has to do."""
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():
        return _portable_start_mark(pid)
    try:
        # The command's name stands in parentheses and may itself contain blanks and parentheses.
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    state, ticks = fields[0], fields[19]
    return None if state in "ZX" else f"{_boot_id()}:{ticks}"


def _portable_start_mark(pid: int) -> str | None:
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except psutil.NoSuchProcess:
        return None
