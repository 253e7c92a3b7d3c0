"""The worker's loops beside its consumers: calls to Stripe, the sweep, housekeeping. Each survives an outage."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from twyst.mailbox import outbox
from twyst.mailbox.database import Database, execute, fetch
from twyst.mailbox.relay import Relay
from twyst.messaging.consumer import ConsumerApp
from twyst.order.application.catalog_ports import Accounts, Clock, WorkerView
from twyst.order.application.catalog_ports import Transactions as CatalogTransactions
from twyst.order.application.lift_expired import lift_expired
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.ports import Transactions
from twyst.order.application.refresh_account import refresh_stale_accounts
from twyst.order.application.sweep import Sweep
from twyst.order.entrypoints import worker_metrics as names
from twyst.runtime.metrics import Metrics
from twyst.runtime.shutdown import Stop
from twyst.runtime.wake import Wake

log = logging.getLogger(__name__)

_REQUESTS_KEPT = timedelta(days=2)
_GAUGES = """
SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS outbox_waiting,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0) FROM outbox
        WHERE published_at IS NULL) AS outbox_oldest,
       (SELECT count(*) FROM calls WHERE status = 'pending') AS calls_pending,
       (SELECT count(*) FROM parked WHERE status = 'parked') AS parked,
       (SELECT count(*) FROM unrouted WHERE status = 'waiting') AS unrouted,
       (SELECT count(*) FROM unrouted WHERE status = 'held') AS unrouted_held,
       (SELECT coalesce(sum(open_holds), 0) FROM orders WHERE money_at_stake) AS open_holds,
       (SELECT count(*) FROM orders WHERE state = 'PAYMENT_SUCCEEDED'
          AND updated_at < clock_timestamp() - interval '30 seconds'
          AND standing->'facts'->>'kitchen_seen' = 'false') AS unseen
"""


async def every(
    stop: Stop,
    pause: Callable[[], Awaitable[object]],
    work: Callable[[], Awaitable[bool]],
    is_transient: Callable[[Exception], bool],
) -> None:
    """Do `work`, again at once while it says that there is more, else after `pause`. Outages are waited out."""
    while not stop.requested:
        more = False
        try:
            more = await work()
        except Exception as error:
            if not is_transient(error):
                raise
            log.warning("loop waits for the database", extra={"error": repr(error)})
            await stop.sleep(1.0)
        if not more and not stop.requested:
            await pause()


class CallsLoop:
    """Makes due calls as soon as one is written."""

    def __init__(self, calls: MakeCalls, wake: Wake, transactions: Transactions, metrics: Metrics) -> None:
        self._calls = calls
        self._wake = wake
        self._transactions = transactions
        self._metrics = metrics

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            made = await self._calls.run_due()
            self._metrics.counter(names.CALLS_MADE).inc(made)
            return made > 0

        await every(stop, lambda: self._wake.wait(1.0), work, self._transactions.is_transient)


class SweepLoop:
    """Runs the sweep at its interval."""

    def __init__(
        self, sweep: Sweep, transactions: Transactions, metrics: Metrics, *, every_seconds: float
    ) -> None:
        self._sweep = sweep
        self._transactions = transactions
        self._metrics = metrics
        self._every_seconds = every_seconds

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            findings = await self._sweep.run_once()
            for finding, count in findings.counts.items():
                self._metrics.counter(names.SWEEP_FINDINGS).labels(finding).inc(count)
            return False

        await every(stop, lambda: stop.sleep(self._every_seconds), work, self._transactions.is_transient)


class Housekeeping:
    """Refreshes gauges from the tables and forgets what nobody needs any more."""

    def __init__(self, database: Database, transactions: Transactions, metrics: Metrics) -> None:
        self._database = database
        self._transactions = transactions
        self._metrics = metrics

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            await self._gauges()
            await self._forget()
            return False

        await every(stop, lambda: stop.sleep(5.0), work, self._transactions.is_transient)

    async def _gauges(self) -> None:
        async with self._database.transaction() as connection:
            (row,) = await fetch(connection, _GAUGES)
        for definition, column in (
            (names.OUTBOX_WAITING, "outbox_waiting"),
            (names.OUTBOX_OLDEST, "outbox_oldest"),
            (names.CALLS_PENDING, "calls_pending"),
            (names.PARKED, "parked"),
            (names.UNROUTED, "unrouted"),
            (names.UNROUTED_HELD, "unrouted_held"),
            (names.OPEN_HOLDS, "open_holds"),
            (names.UNSEEN, "unseen"),
        ):
            self._metrics.gauge(definition).set(float(row[column]))

    async def _forget(self) -> None:
        async with self._database.transaction() as connection:
            await outbox.prune(connection)
            await execute(
                connection,
                "DELETE FROM requests WHERE recorded_at < clock_timestamp() - $1::interval",
                _REQUESTS_KEPT,
            )


class CatalogLoop:
    """Reads accounts again that Stripe said have changed, and lifts pauses and strikes whose time is over."""

    def __init__(
        self,
        view: WorkerView,
        catalogs: CatalogTransactions,
        accounts: Accounts,
        clock: Clock,
        transactions: Transactions,
    ) -> None:
        self._view = view
        self._catalogs = catalogs
        self._accounts = accounts
        self._clock = clock
        self._transactions = transactions

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            read = await refresh_stale_accounts(self._view, self._catalogs, self._accounts, self._clock)
            lifted = await lift_expired(self._view, self._catalogs, self._clock)
            return read + lifted > 0

        await every(stop, lambda: stop.sleep(2.0), work, self._transactions.is_transient)


def follow(metrics: Metrics, consumers: ConsumerApp, relay: Relay) -> Callable[[Stop], Awaitable[None]]:
    """Keeps the gauges of what only the running parts know."""

    async def run(stop: Stop) -> None:
        while not await stop.sleep(2.0):
            for state in consumers.states():
                if state.lag is not None:
                    metrics.gauge(names.CONSUMER_LAG).labels(state.group).set(state.lag)
            totals = relay.counters()
            metrics.gauge(names.RELAYED).set(totals.published)
            metrics.gauge(names.RELAY_ACTIVE).set(totals.active)

    return run
