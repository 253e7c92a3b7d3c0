"""How long to wait between attempts."""

from __future__ import annotations

from collections.abc import Iterator


def delays(first_seconds: float, last_seconds: float) -> Iterator[float]:
    """Seconds that double from `first_seconds` up to `last_seconds`, without an end; start anew after a success."""
    delay_seconds = first_seconds
    while True:
        yield delay_seconds
        delay_seconds = min(delay_seconds * 2, last_seconds)
