"""What the service says about its own state, and how long it keeps what is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Vitals:
    """The tickets and calls of all venues together, as of one moment. Ages are 0 when there is nothing to be old."""

    open_tickets: int
    late_tickets: int
    unseen_tickets: int
    unseen_oldest_seconds: float
    open_calls: int
    open_calls_oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what is over is kept."""

    feed: timedelta
    inbox: timedelta
    tickets: timedelta
    calls: timedelta


class Upkeep(Protocol):
    """Reads the vitals and prunes."""

    async def vitals(self) -> Vitals: ...

    async def prune(self, retention: Retention, /) -> int:
        """Delete what is older; how many rows it were."""
        ...
