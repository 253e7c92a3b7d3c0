"""The service's metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from twyst.fulfillment.application.upkeep import Vitals
from twyst.mailbox.relay import RelayCounters
from twyst.messaging.consumer import GroupState
from twyst.runtime.metrics import Metrics, counter, gauge

RECORDS: Final = counter(
    "twyst_fulfillment_records_total",
    "Topic records taken, by what became of them; `gap` and `parked` call for a person.",
    "consumer",
    "outcome",
)
ALARMS: Final = counter("twyst_fulfillment_alarms_total", "Alarms sounded for paid tickets that nobody saw.")
UPKEEP_FAILURES: Final = counter(
    "twyst_fulfillment_upkeep_failures_total",
    "Failed rounds of periodic jobs; the next round tries again.",
    "job",
)
OPEN_TICKETS: Final = gauge("twyst_fulfillment_open_tickets", "Tickets that are not finished.")
LATE_TICKETS: Final = gauge("twyst_fulfillment_late_tickets", "Open tickets past their venue's quoted time.")
UNSEEN_TICKETS: Final = gauge("twyst_fulfillment_unseen_tickets", "Paid tickets that no kitchen has seen.")
UNSEEN_SECONDS: Final = gauge(
    "twyst_fulfillment_unseen_oldest_seconds", "Age of the oldest unseen paid ticket."
)
PARKED: Final = gauge("twyst_fulfillment_parked_records", "Records that wait for a person.")
UNPUBLISHED: Final = gauge("twyst_fulfillment_outbox_unpublished", "Events that wait for the relay.")
RELAY_DELAY: Final = gauge(
    "twyst_fulfillment_relay_delay_seconds", "Age of the oldest event that waits for the relay."
)
RELAY_ACTIVE: Final = gauge("twyst_fulfillment_relay_active", "1 in the process whose relay holds the lock.")
RELAY_PUBLISHED: Final = gauge(
    "twyst_fulfillment_relay_published", "Events relayed since the process started."
)
RELAY_FAILURES: Final = gauge(
    "twyst_fulfillment_relay_failures", "Failed relay rounds since the process started."
)
LAG: Final = gauge("twyst_fulfillment_consumer_lag_records", "Records not yet committed.", "group")
FAILED_BATCHES: Final = gauge(
    "twyst_fulfillment_consumer_failed_batches",
    "Batches that came again, since the process started.",
    "group",
)
CIRCUIT_OPEN: Final = gauge(
    "twyst_fulfillment_consumer_circuit_open", "1 when a person has to look.", "group"
)

WORKER_METRICS: Final = (
    RECORDS,
    ALARMS,
    UPKEEP_FAILURES,
    OPEN_TICKETS,
    LATE_TICKETS,
    UNSEEN_TICKETS,
    UNSEEN_SECONDS,
    PARKED,
    UNPUBLISHED,
    RELAY_DELAY,
    RELAY_ACTIVE,
    RELAY_PUBLISHED,
    RELAY_FAILURES,
    LAG,
    FAILED_BATCHES,
    CIRCUIT_OPEN,
)


def show_vitals(metrics: Metrics, vitals: Vitals) -> None:
    """The state of the database."""
    metrics.gauge(OPEN_TICKETS).set(vitals.open_tickets)
    metrics.gauge(LATE_TICKETS).set(vitals.late_tickets)
    metrics.gauge(UNSEEN_TICKETS).set(vitals.unseen_tickets)
    metrics.gauge(UNSEEN_SECONDS).set(vitals.unseen_oldest_seconds)
    metrics.gauge(PARKED).set(vitals.parked_records)
    metrics.gauge(UNPUBLISHED).set(vitals.unpublished_events)
    metrics.gauge(RELAY_DELAY).set(vitals.unpublished_oldest_seconds)


def show_process(metrics: Metrics, relay: RelayCounters, groups: Sequence[GroupState]) -> None:
    """The state of this process."""
    metrics.gauge(RELAY_ACTIVE).set(relay.active)
    metrics.gauge(RELAY_PUBLISHED).set(relay.published)
    metrics.gauge(RELAY_FAILURES).set(relay.failures)
    for group in groups:
        if group.lag is not None:
            metrics.gauge(LAG).labels(group.group).set(group.lag)
        metrics.gauge(FAILED_BATCHES).labels(group.group).set(group.counters.failed_batches)
        metrics.gauge(CIRCUIT_OPEN).labels(group.group).set(group.circuit_open_because is not None)
