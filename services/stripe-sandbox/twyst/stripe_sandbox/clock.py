"""The virtual clock: wall time plus an offset that a test may increase. It never goes backwards.

It rules object timestamps, payout runs, retry schedules and the life of idempotency keys. A signature's `t` is wall
time, because the services that verify it know no other.
"""

import time
from collections.abc import Callable

Seconds = float


class Clock:
    """`now()` in seconds since the epoch, ahead of wall time by `offset_seconds`."""

    def __init__(self, wall: Callable[[], Seconds] = time.time, offset_seconds: Seconds = 0.0) -> None:
        self._wall = wall
        self.offset_seconds = offset_seconds

    def wall(self) -> Seconds:
        return self._wall()

    def now(self) -> Seconds:
        return self._wall() + self.offset_seconds

    def advance(self, seconds: Seconds) -> None:
        """Move forward. Raises `ValueError` for a negative distance."""
        if seconds < 0:
            raise ValueError("the virtual clock only moves forward")
        self.offset_seconds += seconds
