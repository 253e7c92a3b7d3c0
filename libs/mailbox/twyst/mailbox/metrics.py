"""What a database of a service shows, the same in every service: its outbox, what is parked, and the pool."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.pool import QueuePool

from twyst.mailbox.database import Database, fetch
from twyst.mailbox.relay import Relay
from twyst.runtime.metrics import Metrics, counter, gauge

OUTBOX_PENDING: Final = gauge("twyst_outbox_pending_events", "Events that wait for the relay.")
OUTBOX_OLDEST: Final = gauge(
    "twyst_outbox_oldest_age_seconds",
    "Age of the oldest event that waits for the relay: how late the topic is.",
)
RELAY_ACTIVE: Final = gauge("twyst_relay_active", "1 in the process whose relay holds the lock.")
RELAY_PUBLISHED: Final = counter("twyst_relay_published_events_total", "Events that this process relayed.")
RELAY_FAILURES: Final = counter("twyst_relay_failures_total", "Rounds of the relay that failed.")
OUTBOX_METRICS: Final = (OUTBOX_PENDING, OUTBOX_OLDEST, RELAY_ACTIVE, RELAY_PUBLISHED, RELAY_FAILURES)

PARKED: Final = gauge("twyst_parked_records", "Records that wait for a person, by consumer group.", "group")
PARKED_OLDEST: Final = gauge(
    "twyst_parked_oldest_age_seconds", "How long the oldest parked record has waited.", "group"
)
PARKING_METRICS: Final = (PARKED, PARKED_OLDEST)

POOL_CONNECTIONS: Final = gauge(
    "twyst_db_pool_connections",
    "Connections of the pool: in_use, idle, and unopened ones that it may still open.",
    "state",
)
POOL_METRICS: Final = (POOL_CONNECTIONS,)

_OUTBOX: Final = """
SELECT count(*) AS pending, coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8 AS oldest
FROM outbox WHERE published_at IS NULL
"""
_PARKED: Final = """
SELECT consumer, count(*) AS records, extract(epoch FROM clock_timestamp() - min(parked_at))::float8 AS oldest
FROM parked WHERE status = 'parked' GROUP BY consumer
"""


async def show_outbox(metrics: Metrics, connection: AsyncConnection) -> None:
    """Read what waits for the relay."""
    (row,) = await fetch(connection, _OUTBOX)
    metrics.gauge(OUTBOX_PENDING).set(row["pending"])
    metrics.gauge(OUTBOX_OLDEST).set(row["oldest"])


async def show_parked(metrics: Metrics, connection: AsyncConnection, groups: Iterable[str]) -> None:
    """Read what is parked. Every group is shown, because an alert needs its zero."""
    found = {row["consumer"]: row for row in await fetch(connection, _PARKED)}
    for group in {*groups, *found}:
        row = found.get(group)
        metrics.gauge(PARKED).labels(group).set(row["records"] if row else 0)
        metrics.gauge(PARKED_OLDEST).labels(group).set(row["oldest"] if row else 0)


def show_relay(metrics: Metrics, relay: Relay) -> None:
    """Show the relay of this process whenever the page is read."""
    metrics.register(OUTBOX_METRICS)

    def refresh() -> None:
        counters = relay.counters()
        metrics.gauge(RELAY_ACTIVE).set(counters.active)
        metrics.count_up_to(RELAY_PUBLISHED, counters.published)
        metrics.count_up_to(RELAY_FAILURES, counters.failures)

    metrics.before_scrape(refresh)


def show_pool(metrics: Metrics, database: Database) -> None:
    """Show the pool of this process whenever the page is read."""
    metrics.register(POOL_METRICS)
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)

    def refresh() -> None:
        shown = metrics.gauge(POOL_CONNECTIONS)
        in_use, idle = pool.checkedout(), pool.checkedin()
        shown.labels("in_use").set(in_use)
        shown.labels("idle").set(idle)
        shown.labels("unopened").set(pool.size() - in_use - idle)

    metrics.before_scrape(refresh)
