"""The worker's loops beside its consumers: calls to Stripe, the sweep, vitals, pruning. Each survives an outage."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox import outbox
from twyst.mailbox.database import Database, execute, fetch
from twyst.mailbox.metrics import show_outbox, show_parked
from twyst.order.application.catalog_ports import Accounts, Clock, WorkerView
from twyst.order.application.catalog_ports import Transactions as CatalogTransactions
from twyst.order.application.lift_expired import lift_expired
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.ports import Transactions
from twyst.order.application.refresh_account import refresh_stale_accounts
from twyst.order.application.sweep import Sweep
from twyst.order.domain.overdue import Situation
from twyst.order.entrypoints import worker_metrics as names
from twyst.runtime.chores import failed, succeeded
from twyst.runtime.metrics import Metrics
from twyst.runtime.shutdown import Stop
from twyst.runtime.wake import Wake

log = logging.getLogger(__name__)

_REQUESTS_KEPT = timedelta(days=2)
_STATES = "SELECT state, count(*) AS number FROM orders WHERE state = ANY ($1::text[]) GROUP BY state"
_COUNTS = """
SELECT (SELECT count(*) FROM calls WHERE status = 'pending') AS calls_pending,
       (SELECT count(*) FROM unrouted WHERE status = 'waiting') AS waiting,
       (SELECT count(*) FROM unrouted WHERE status = 'held') AS held,
       (SELECT coalesce(sum(open_holds), 0) FROM orders WHERE money_at_stake) AS open_holds
"""

CountOverdue = Callable[[AsyncConnection], Awaitable[Mapping[Situation, int]]]


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


def told(metrics: Metrics, chore: str, work: Callable[[], Awaitable[bool]]) -> Callable[[], Awaitable[bool]]:
    """The work, with each round shown as a success or a failure of the chore."""

    async def round_() -> bool:
        try:
            more = await work()
        except Exception:
            failed(metrics, chore)
            raise
        succeeded(metrics, chore)
        return more

    return round_


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
            return made > 0

        await every(
            stop,
            lambda: self._wake.wait(1.0),
            told(self._metrics, "calls", work),
            self._transactions.is_transient,
        )


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

        await every(
            stop,
            lambda: stop.sleep(self._every_seconds),
            told(self._metrics, "sweep", work),
            self._transactions.is_transient,
        )


class Vitals:
    """Refreshes the gauges that are about the database."""

    def __init__(
        self,
        database: Database,
        count_overdue: CountOverdue,
        groups: Collection[str],
        transactions: Transactions,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._count_overdue = count_overdue
        self._groups = groups
        self._transactions = transactions
        self._metrics = metrics

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            await self._read()
            return False

        await every(
            stop,
            lambda: stop.sleep(5.0),
            told(self._metrics, "vitals", work),
            self._transactions.is_transient,
        )

    async def _read(self) -> None:
        metrics = self._metrics
        async with self._database.transaction() as connection:
            (row,) = await fetch(connection, _COUNTS)
            states = await fetch(connection, _STATES, list(names.OPEN_STATES))
            await show_outbox(metrics, connection)
            await show_parked(metrics, connection, self._groups)
            names.show_stuck(metrics, await self._count_overdue(connection))
        names.show_each(
            metrics, names.OPEN_ORDERS, names.OPEN_STATES, {each["state"]: each["number"] for each in states}
        )
        names.show_each(metrics, names.UNROUTED, ("waiting", "held"), dict(row))
        metrics.gauge(names.CALLS_PENDING).set(row["calls_pending"])
        metrics.gauge(names.OPEN_HOLDS).set(float(row["open_holds"]))


class Pruning:
    """Forgets what nobody needs any more."""

    def __init__(self, database: Database, transactions: Transactions, metrics: Metrics) -> None:
        self._database = database
        self._transactions = transactions
        self._metrics = metrics

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            async with self._database.transaction() as connection:
                await outbox.prune(connection)
                await execute(
                    connection,
                    "DELETE FROM requests WHERE recorded_at < clock_timestamp() - $1::interval",
                    _REQUESTS_KEPT,
                )
            return False

        await every(
            stop, lambda: stop.sleep(5.0), told(self._metrics, "prune", work), self._transactions.is_transient
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
        metrics: Metrics,
    ) -> None:
        self._view = view
        self._catalogs = catalogs
        self._accounts = accounts
        self._clock = clock
        self._transactions = transactions
        self._metrics = metrics

    async def run(self, stop: Stop) -> None:
        async def work() -> bool:
            read = await refresh_stale_accounts(self._view, self._catalogs, self._accounts, self._clock)
            lifted = await lift_expired(self._view, self._catalogs, self._clock)
            return read + lifted > 0

        await every(
            stop,
            lambda: stop.sleep(2.0),
            told(self._metrics, "catalog", work),
            self._transactions.is_transient,
        )
