"""What every process tells about the chores that it does again and again: the last success and the failures.

Gauges that a chore reads from a database are as old as its last success, so an alert watches that first.
"""

from __future__ import annotations

import time
from typing import Final

from twyst.runtime.metrics import Metrics, counter, gauge

CHORE_LAST_SUCCESS: Final = gauge(
    "twyst_chore_last_success_timestamp_seconds",
    "When a chore last came to its end. `vitals` reads the gauges that are about the database.",
    "chore",
)
CHORE_FAILURES: Final = counter(
    "twyst_chore_failures_total", "Rounds of a chore that failed; the next round tries again.", "chore"
)
CHORE_METRICS: Final = (CHORE_LAST_SUCCESS, CHORE_FAILURES)


def succeeded(metrics: Metrics, chore: str) -> None:
    """The chore came to its end just now."""
    metrics.gauge(CHORE_LAST_SUCCESS).labels(chore).set(time.time())


def failed(metrics: Metrics, chore: str) -> None:
    """The chore did not come to its end."""
    metrics.counter(CHORE_FAILURES).labels(chore).inc()
