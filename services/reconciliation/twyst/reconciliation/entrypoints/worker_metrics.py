"""The worker's metrics, one list; docs are generated from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from twyst.runtime.metrics import MetricDefinition, Metrics, counter, gauge

RECORDS: Final = counter(
    "twyst_recon_records_total", "Topic records by group and what became of them.", "group", "outcome"
)
CONSUMER_LAG: Final = gauge("twyst_consumer_lag_records", "Records behind the end of the topics.", "group")
CHORES_DONE: Final = counter("twyst_recon_chores_total", "What background chores did, by chore.", "chore")
LAST_SUCCESS: Final = gauge(
    "twyst_recon_last_success_timestamp_seconds", "When a chore last ran to its end.", "chore"
)
PAYOUTS: Final = gauge("twyst_recon_payouts", "Payouts by status.", "status")
PAYOUTS_DUE: Final = gauge("twyst_recon_payouts_due", "Payouts whose lines wait to be fetched.")
FETCH_FAILURES: Final = gauge("twyst_recon_payouts_failing", "Payouts whose last fetch failed.")
UNKNOWN_LINES: Final = gauge("twyst_recon_lines_unknown", "Balance lines without an order.")
DISCREPANCIES: Final = gauge("twyst_recon_discrepancies_open", "Discrepancies that nobody explained.", "kind")
DIFFERENCE: Final = gauge(
    "twyst_recon_difference_minor_units", "Sum of open differences, without their sign.", "currency"
)
PARKED: Final = gauge("twyst_parked_records", "Records that wait for a person.")

WORKER_METRICS: Final[tuple[MetricDefinition, ...]] = (
    RECORDS,
    CONSUMER_LAG,
    CHORES_DONE,
    LAST_SUCCESS,
    PAYOUTS,
    PAYOUTS_DUE,
    FETCH_FAILURES,
    UNKNOWN_LINES,
    DISCREPANCIES,
    DIFFERENCE,
    PARKED,
)


def counter_of(metrics: Metrics) -> Callable[[str, Counter[str]], None]:
    """Counts what became of a group's batch."""

    def count(group: str, counts: Counter[str]) -> None:
        for outcome, number in counts.items():
            if number:
                metrics.counter(RECORDS).labels(group, outcome).inc(number)

    return count


def show(metrics: Metrics, definition: MetricDefinition, numbers: Mapping[str, int]) -> None:
    """Set a gauge with one label; labels that are gone disappear."""
    shown = metrics.gauge(definition)
    shown.clear()
    for label, number in numbers.items():
        shown.labels(label).set(number)
