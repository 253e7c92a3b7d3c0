"""An event loop whose time is virtual: it jumps to the next timer as soon as nothing else is to do.

So an hour of waiting costs nothing, a run does not depend on the machine's speed, and the order in which tasks run
follows from the program and its seed alone.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

BEGINNING = datetime(2026, 1, 2, 18, 0, tzinfo=UTC)
"""Where the virtual calendar begins: a Friday evening."""


class Stuck(RuntimeError):
    """Every task waits and no timer is set: nothing will ever happen again."""


class _Jumping(selectors.SelectSelector):
    """Instead of waiting for the network, time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now_seconds = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck("every task waits and no timer is set")
        self.now_seconds += max(timeout, 0.0)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop with another clock."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_seconds

    def utc_now(self) -> datetime:
        """The virtual wall clock."""
        return BEGINNING + timedelta(seconds=self._jumping.now_seconds)


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run to the end in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)
