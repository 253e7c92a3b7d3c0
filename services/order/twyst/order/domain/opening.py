"""Hours of the week in which something is open or served, in the venue's local time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

MINUTES_OF_DAY = 24 * 60
MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY


@dataclass(frozen=True, slots=True)
class Window:
    """From one minute after local midnight to another, on some weekdays (1 is Monday).

    A window that does not close after it opens ends on the following day. The closing minute is outside.
    """

    weekdays: tuple[int, ...]
    opens_minute: int
    closes_minute: int


def minute_of_week(at: datetime, timezone: str) -> int:
    """Minutes since Monday 00:00 on the clock of a place with that IANA time zone. `at` is aware."""
    local = at.astimezone(ZoneInfo(timezone))
    return (local.isoweekday() - 1) * MINUTES_OF_DAY + local.hour * 60 + local.minute


def is_within(windows: Iterable[Window], minute: int) -> bool:
    """Whether a minute of the week lies in any of the windows."""
    return any(_contains(window, weekday, minute) for window in windows for weekday in window.weekdays)


def _contains(window: Window, weekday: int, minute: int) -> bool:
    begins = (weekday - 1) * MINUTES_OF_DAY + window.opens_minute
    length = (window.closes_minute - window.opens_minute) % MINUTES_OF_DAY or MINUTES_OF_DAY
    return (minute - begins) % MINUTES_OF_WEEK < length
