"""What consumers show, the same in every service; refreshed whenever the page is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from twyst.runtime.metrics import Metrics, counter, gauge, histogram

if TYPE_CHECKING:  # APIs know these names too, and need no consumer
    from twyst.messaging.consumer import ConsumerApp

CONSUMER_RECORDS: Final = counter(
    "twyst_consumer_records_total",
    "Topic records taken, by what became of them; `gap`, `misfit` and `parked` call for a person.",
    "group",
    "outcome",
)
CONSUMER_LAG: Final = gauge(
    "twyst_consumer_lag_records", "Records that the group has not committed, over all its topics.", "group"
)
CONSUMER_LAG_SECONDS: Final = gauge(
    "twyst_consumer_lag_seconds",
    "For how long, as far as this process saw, a record has been there that the group has not committed.",
    "group",
)
CONSUMER_RECORD_AGE: Final = histogram(
    "twyst_consumer_record_age_seconds",
    "Time from a record's publication to the commit of its effects.",
    "group",
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0),
)
CONSUMER_FAILED_BATCHES: Final = counter(
    "twyst_consumer_failed_batches_total", "Batches that failed and came again.", "group"
)
CONSUMER_CIRCUIT_OPEN: Final = gauge(
    "twyst_consumer_circuit_open",
    "1 when too much failed at once and the group takes nothing until a person has looked.",
    "group",
)
CONSUMER_METRICS: Final = (
    CONSUMER_RECORDS,
    CONSUMER_LAG,
    CONSUMER_LAG_SECONDS,
    CONSUMER_RECORD_AGE,
    CONSUMER_FAILED_BATCHES,
    CONSUMER_CIRCUIT_OPEN,
)


def count_records(metrics: Metrics, group: str, outcomes: Mapping[str, int]) -> None:
    """What became of a group's batch."""
    for outcome, number in outcomes.items():
        if number:
            metrics.counter(CONSUMER_RECORDS).labels(group, outcome).inc(number)


def show_consumers(metrics: Metrics, consumers: ConsumerApp) -> None:
    """Show the groups of this process. A lag that the broker does not tell keeps its last value."""
    metrics.register(CONSUMER_METRICS)
    consumers.observe_ages(metrics.histogram(CONSUMER_RECORD_AGE).labels)

    def refresh() -> None:
        for state in consumers.states():
            if state.lag is not None:
                metrics.gauge(CONSUMER_LAG).labels(state.group).set(state.lag)
                metrics.gauge(CONSUMER_LAG_SECONDS).labels(state.group).set(state.lag_seconds)
            metrics.count_up_to(CONSUMER_FAILED_BATCHES, state.counters.failed_batches, state.group)
            is_open = state.circuit_open_because is not None
            metrics.gauge(CONSUMER_CIRCUIT_OPEN).labels(state.group).set(is_open)

    metrics.before_scrape(refresh)
