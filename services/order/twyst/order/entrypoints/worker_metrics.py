"""The order worker's metrics, one list; docs are generated from it."""

from __future__ import annotations

from collections.abc import Callable

from twyst.order.application.take_deliveries import Taken
from twyst.runtime.metrics import MetricDefinition, Metrics, counter, gauge

RECORDS = counter(
    "twyst_order_records_total", "Topic records by group and what became of them.", "group", "outcome"
)
CONSUMER_LAG = gauge("twyst_consumer_lag_records", "Records behind the end of the topics.", "group")
RELAYED = gauge("twyst_outbox_published", "Outbox rows that this process published since its start.")
RELAY_ACTIVE = gauge("twyst_outbox_relay_active", "1 while this process holds the relay's lock.")
OUTBOX_WAITING = gauge("twyst_outbox_waiting_rows", "Outbox rows that wait for the relay.")
OUTBOX_OLDEST = gauge("twyst_outbox_oldest_seconds", "Age of the oldest outbox row that waits.")
CALLS_MADE = counter("twyst_stripe_calls_total", "Calls to Stripe that the worker made.")
CALLS_PENDING = gauge("twyst_stripe_calls_pending", "Calls to Stripe without an answer.")
SWEEP_FINDINGS = counter("twyst_sweep_findings_total", "What the sweep did, by name.", "finding")
PARKED = gauge("twyst_parked_records", "Records that wait for a person.")
UNROUTED = gauge("twyst_unrouted_events", "Stripe events that name no known order yet.")
UNROUTED_HELD = gauge(
    "twyst_unrouted_held",
    "Succeeded payments that name an order which never came; the platform operator's to resolve.",
)
OPEN_HOLDS = gauge("twyst_open_holds", "Holds that wait for somebody.")
UNSEEN = gauge("twyst_orders_unseen", "Paid orders that the kitchen has not acknowledged for 30 s.")

WORKER_METRICS: tuple[MetricDefinition, ...] = (
    RECORDS,
    CONSUMER_LAG,
    RELAYED,
    RELAY_ACTIVE,
    OUTBOX_WAITING,
    OUTBOX_OLDEST,
    CALLS_MADE,
    CALLS_PENDING,
    SWEEP_FINDINGS,
    PARKED,
    UNROUTED,
    UNROUTED_HELD,
    OPEN_HOLDS,
    UNSEEN,
)


def counter_of(metrics: Metrics) -> Callable[[str, Taken], None]:
    """Counts what became of a group's batch."""

    def count(group: str, taken: Taken) -> None:
        for outcome in taken.__dataclass_fields__:
            number = getattr(taken, outcome)
            if number:
                metrics.counter(RECORDS).labels(group, outcome).inc(number)

    return count
