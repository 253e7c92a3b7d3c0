"""The order service's own metrics; what all services show alike is defined in their libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Final

from twyst.mailbox.metrics import OUTBOX_METRICS, PARKING_METRICS, POOL_METRICS
from twyst.messaging.consumer_metrics import CONSUMER_METRICS, count_records
from twyst.messaging.producer_metrics import PRODUCER_METRICS
from twyst.order.application.take_deliveries import Taken
from twyst.order.domain.lifecycle import State
from twyst.order.domain.overdue import Situation
from twyst.runtime.chores import CHORE_METRICS
from twyst.runtime.metrics import MetricDefinition, Metrics, counter, gauge
from twyst.runtime.stripe_meter import STRIPE_METRICS

OPEN_STATES: Final = (State.CREATED, State.PAYMENT_PENDING, State.PAYMENT_SUCCEEDED, State.FULFILLING)

OPEN_ORDERS: Final = gauge("twyst_open_orders", "Orders that are not over, by state.", "state")
STUCK: Final = gauge(
    "twyst_orders_stuck",
    "Orders past their deadline, by the first situation that explains it: what `twyst-ops orders stuck` lists. Up to 1000.",
    "situation",
)
CALLS_PENDING: Final = gauge("twyst_stripe_calls_pending", "Calls to Stripe that are due and have no answer.")
SWEEP_FINDINGS: Final = counter("twyst_sweep_findings_total", "What the sweep did, by name.", "finding")
UNROUTED: Final = gauge(
    "twyst_unrouted_events",
    "Stripe events without an order: waiting for it, or held, which are payments whose order never came.",
    "status",
)
OPEN_HOLDS: Final = gauge("twyst_open_holds", "Held payments that wait for their owner or for the policy.")

API_METRICS: Final[tuple[MetricDefinition, ...]] = (*POOL_METRICS, *STRIPE_METRICS)
WORKER_METRICS: Final[tuple[MetricDefinition, ...]] = (
    OPEN_ORDERS,
    STUCK,
    CALLS_PENDING,
    SWEEP_FINDINGS,
    UNROUTED,
    OPEN_HOLDS,
    *CONSUMER_METRICS,
    *PRODUCER_METRICS,
    *OUTBOX_METRICS,
    *PARKING_METRICS,
    *POOL_METRICS,
    *STRIPE_METRICS,
    *CHORE_METRICS,
)


def counter_of(metrics: Metrics) -> Callable[[str, Taken], None]:
    """Counts what became of a group's batch."""
    return lambda group, taken: count_records(metrics, group, asdict(taken))


def show_each(
    metrics: Metrics, definition: MetricDefinition, labels: tuple[str, ...], numbers: Mapping[str, int]
) -> None:
    """Set a gauge for each label, those that are 0 too."""
    for label in labels:
        metrics.gauge(definition).labels(label).set(numbers.get(label, 0))


def show_stuck(metrics: Metrics, counts: Mapping[Situation, int]) -> None:
    """Every situation is shown, because an alert needs its zero."""
    for situation in Situation:
        metrics.gauge(STUCK).labels(situation).set(counts.get(situation, 0))
