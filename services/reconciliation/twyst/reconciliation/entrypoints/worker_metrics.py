"""The service's own metrics; what all services show alike is defined in their libraries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from twyst.mailbox.metrics import PARKING_METRICS, POOL_METRICS
from twyst.messaging.consumer_metrics import CONSUMER_METRICS, count_records
from twyst.runtime.chores import CHORE_METRICS
from twyst.runtime.metrics import MetricDefinition, Metrics, counter, gauge
from twyst.runtime.stripe_meter import STRIPE_METRICS

CHORES_DONE: Final = counter(
    "twyst_recon_chores_total",
    "Things that a chore did: payouts fetched, lines asked for, and so on.",
    "chore",
)
PAYOUTS: Final = gauge("twyst_recon_payouts", "Payouts by status.", "status")
PAYOUTS_DUE: Final = gauge("twyst_recon_payouts_due", "Payouts whose lines wait to be fetched.")
FETCH_FAILURES: Final = gauge("twyst_recon_payouts_failing", "Payouts whose last fetch failed.")
UNKNOWN_LINES: Final = gauge("twyst_recon_lines_unknown", "Balance lines without an order.")
DISCREPANCIES: Final = gauge("twyst_recon_discrepancies_open", "Discrepancies that nobody explained.", "kind")
DIFFERENCE: Final = gauge(
    "twyst_recon_difference_minor_units", "Sum of open differences, without their sign.", "currency"
)

API_METRICS: Final = POOL_METRICS
WORKER_METRICS: Final[tuple[MetricDefinition, ...]] = (
    CHORES_DONE,
    PAYOUTS,
    PAYOUTS_DUE,
    FETCH_FAILURES,
    UNKNOWN_LINES,
    DISCREPANCIES,
    DIFFERENCE,
    *CONSUMER_METRICS,
    *PARKING_METRICS,
    *POOL_METRICS,
    *STRIPE_METRICS,
    *CHORE_METRICS,
)


def counter_of(metrics: Metrics) -> Callable[[str, Counter[str]], None]:
    """Counts what became of a group's batch."""
    return lambda group, counts: count_records(metrics, group, counts)


def show(metrics: Metrics, definition: MetricDefinition, numbers: Mapping[str, int]) -> None:
    """Set a gauge with one label; labels that are gone disappear."""
    shown = metrics.gauge(definition)
    shown.clear()
    for label, number in numbers.items():
        shown.labels(label).set(number)
