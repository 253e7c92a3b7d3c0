"""The service's own metrics; what all services show alike is defined in their libraries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from twyst.fulfillment.application.refund_unseen import Lapse
from twyst.fulfillment.application.upkeep import Vitals
from twyst.mailbox.metrics import OUTBOX_METRICS, PARKING_METRICS, POOL_METRICS
from twyst.messaging.consumer_metrics import CONSUMER_METRICS
from twyst.messaging.producer_metrics import PRODUCER_METRICS
from twyst.runtime.chores import CHORE_METRICS
from twyst.runtime.metrics import Metrics, counter, gauge

ALARMS: Final = counter("twyst_unseen_alarms_total", "Alarms sounded for paid tickets that nobody saw.")
LAPSED: Final = counter(
    "twyst_lapsed_tickets_total", "Tickets whose guests get the money back since nobody saw them."
)
NOT_LAPSED: Final = gauge(
    "twyst_not_lapsed_tickets",
    "Unseen tickets that are due to lapse and stay: the venue's hourly cap is reached, or the boards were away.",
    "reason",
)
OPEN_TICKETS: Final = gauge("twyst_open_tickets", "Tickets that are not finished.")
LATE_TICKETS: Final = gauge("twyst_late_tickets", "Open tickets past their venue's quoted time.")
UNSEEN_TICKETS: Final = gauge("twyst_unseen_tickets", "Paid tickets that no kitchen has seen.")
UNSEEN_OLDEST: Final = gauge(
    "twyst_unseen_tickets_oldest_age_seconds", "Age of the oldest unseen paid ticket."
)
OPEN_CALLS: Final = gauge("twyst_open_staff_calls", "Tables that ask for staff and were not answered yet.")
OPEN_CALLS_OLDEST: Final = gauge(
    "twyst_open_staff_calls_oldest_age_seconds", "Age of the oldest call for staff that nobody answered."
)

API_METRICS: Final = (*POOL_METRICS, *CHORE_METRICS)
WORKER_METRICS: Final = (
    ALARMS,
    LAPSED,
    NOT_LAPSED,
    OPEN_TICKETS,
    LATE_TICKETS,
    UNSEEN_TICKETS,
    UNSEEN_OLDEST,
    OPEN_CALLS,
    OPEN_CALLS_OLDEST,
    *CONSUMER_METRICS,
    *PRODUCER_METRICS,
    *OUTBOX_METRICS,
    *PARKING_METRICS,
    *POOL_METRICS,
    *CHORE_METRICS,
)


def show_vitals(metrics: Metrics, vitals: Vitals) -> None:
    """The state of the database."""
    metrics.gauge(OPEN_TICKETS).set(vitals.open_tickets)
    metrics.gauge(LATE_TICKETS).set(vitals.late_tickets)
    metrics.gauge(UNSEEN_TICKETS).set(vitals.unseen_tickets)
    metrics.gauge(UNSEEN_OLDEST).set(vitals.unseen_oldest_seconds)
    metrics.gauge(OPEN_CALLS).set(vitals.open_calls)
    metrics.gauge(OPEN_CALLS_OLDEST).set(vitals.open_calls_oldest_seconds)


def show_lapses(metrics: Metrics, lapses: Mapping[Lapse, int]) -> None:
    """What became of the tickets that were due to lapse in this round."""
    metrics.counter(LAPSED).inc(lapses.get(Lapse.LAPSED, 0))
    for reason in (Lapse.CAPPED, Lapse.BOARDS_AWAY):
        metrics.gauge(NOT_LAPSED).labels(reason.value).set(lapses.get(reason, 0))
