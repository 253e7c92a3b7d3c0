"""The circuit breaker: parking one order is care, parking everything after a bad deploy is damage."""

from __future__ import annotations

from collections import deque

WINDOW_KEYS = 1000
MINIMUM_POISONED = 10
MAXIMUM_SHARE_PERCENT = 5


class TooManyParked(Exception):
    """So much would be parked that the release must be at fault: a person has to look first."""


class Breaker:
    """Watches the last thousand keys or records that one consumer took, and how many of them had to be parked."""

    def __init__(self) -> None:
        self._poisoned: deque[bool] = deque(maxlen=WINDOW_KEYS)

    def check(self, keys: int, poisoned: int) -> None:
        """Raise `TooManyParked` when parking `poisoned` of `keys` more would be too many."""
        if poisoned == 0:
            return
        bad = sum(self._poisoned) + poisoned
        seen = len(self._poisoned) + keys
        if bad >= MINIMUM_POISONED and bad * 100 > seen * MAXIMUM_SHARE_PERCENT:
            raise TooManyParked(f"{bad} of the last {seen} could not be applied")

    def note(self, keys: int, poisoned: int) -> None:
        """These were taken for good."""
        self._poisoned.extend([True] * poisoned + [False] * (keys - poisoned))
