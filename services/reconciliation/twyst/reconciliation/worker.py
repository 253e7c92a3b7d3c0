"""The composition root of the worker, and of what a person runs by hand in its place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import Final, NoReturn

from fastapi import FastAPI

from twyst.mailbox.database import Database
from twyst.mailbox.metrics import show_parked, show_pool
from twyst.messaging.consumer import ConsumerApp
from twyst.messaging.consumer_metrics import show_consumers
from twyst.messaging.topics import Topics
from twyst.reconciliation.adapters.readers import readers
from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.adapters.stripe_reader import StripeReader, stripe_client
from twyst.reconciliation.adapters.upkeep import PostgresUpkeep
from twyst.reconciliation.application.ask_origins import AskOrigins
from twyst.reconciliation.application.import_payouts import ImportPayouts
from twyst.reconciliation.application.look_again import LookAgain
from twyst.reconciliation.application.sync_accounts import SyncAccounts
from twyst.reconciliation.application.take_deliveries import TakeDeliveries
from twyst.reconciliation.entrypoints import worker_metrics as names
from twyst.reconciliation.entrypoints.chores import Chore, chore_tasks
from twyst.reconciliation.entrypoints.consumers import TOPICS, subscriptions
from twyst.reconciliation.settings import OperatorSettings, WorkerSettings
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.clock import utc_now
from twyst.runtime.metrics import Metrics
from twyst.runtime.serve import serve
from twyst.runtime.settings import DatabaseSettings, load
from twyst.runtime.stripe_meter import StripeMeter

WORKER: Final = "reconciliation-worker"
_VITALS_EVERY_SECONDS: Final = 5.0
_PRUNE_EVERY_SECONDS: Final = 600.0
_SYNC_POLL_SECONDS: Final = 30.0


def build_worker(settings: WorkerSettings) -> FastAPI:
    """The worker: consumers of orders, account events and venues, and the chores beside them."""

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        async with AsyncExitStack() as stack:
            yield await _worker_tasks(settings, runtime, stack)

    return create_api(
        WORKER,
        settings,
        title="Twyst reconciliation worker",
        version=version("twyst-reconciliation"),
        lifespan=lifespan,
        metrics=names.WORKER_METRICS,
    )


async def _worker_tasks(
    settings: WorkerSettings, runtime: Runtime, stack: AsyncExitStack
) -> Sequence[BackgroundTask]:
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        application_name=WORKER,
    )
    stack.push_async_callback(database.close)
    meter = StripeMeter()
    client = await stack.enter_async_context(
        stripe_client(settings.stripe_api_key.get_secret_value(), settings.stripe_api_base, meter)
    )
    stripe = StripeReader(client, utc_now, settings.environment)
    transactions, policy = PostgresTransactions(database), settings.policy
    reading = readers(settings.environment)
    consumers = ConsumerApp(
        settings.kafka_bootstrap,
        subscriptions(
            {group: TakeDeliveries(transactions, utc_now, policy, group) for group in reading},
            reading,
            names.counter_of(runtime.metrics),
        ),
        topics=Topics(settings.topic_namespace),
        client_id=WORKER,
    )
    runtime.health.add_check("database", database.ping)
    runtime.health.add_check("consumers", consumers.check)
    meter.show_in(runtime.metrics)
    show_pool(runtime.metrics, database)
    show_consumers(runtime.metrics, consumers)
    sync = SyncAccounts(
        transactions, stripe, utc_now, policy, every=timedelta(seconds=settings.sync_every_seconds)
    )
    upkeep = PostgresUpkeep(database)
    chores = [
        Chore("fetch", ImportPayouts(transactions, stripe, utc_now, policy), settings.fetch_every_seconds),
        Chore("ask", AskOrigins(transactions, stripe, utc_now, policy), settings.recheck_every_seconds),
        Chore("look-again", LookAgain(transactions, utc_now, policy), settings.recheck_every_seconds),
        Chore("sync", sync, min(_SYNC_POLL_SECONDS, settings.sync_every_seconds)),
        Chore("vitals", _vitals(runtime.metrics, database), _VITALS_EVERY_SECONDS),
        Chore("prune", upkeep.prune, _PRUNE_EVERY_SECONDS),
    ]
    return [
        BackgroundTask("consumers", consumers.run),
        *chore_tasks(chores, transactions, runtime.health, runtime.metrics),
    ]


def _vitals(metrics: Metrics, database: Database) -> Callable[[], Awaitable[int]]:
    """Refreshes the gauges that are about the database; says that it did nothing, so that it rests."""
    upkeep = PostgresUpkeep(database)

    async def look() -> int:
        found = await upkeep.vitals()
        names.show(metrics, names.PAYOUTS, found.payouts)
        names.show(metrics, names.DISCREPANCIES, found.discrepancies)
        names.show(metrics, names.DIFFERENCE, found.difference_minor)
        metrics.gauge(names.PAYOUTS_DUE).set(found.payouts_due)
        metrics.gauge(names.FETCH_FAILURES).set(found.payouts_failing)
        metrics.gauge(names.UNKNOWN_LINES).set(found.lines_unknown)
        async with database.transaction() as connection:
            await show_parked(metrics, connection, TOPICS)
        return 0

    return look


def run_worker() -> NoReturn:
    """Run the worker until it is told to stop."""
    settings = load(WorkerSettings)
    serve(build_worker(settings), settings)


async def sync_now() -> tuple[list[str], list[str]]:
    """Read every connected account at Stripe now; the accounts that were read, and those that were not."""
    settings = load(OperatorSettings)
    key = settings.stripe_api_key.get_secret_value()
    async with _operator(settings) as database, stripe_client(key, settings.stripe_api_base) as client:
        stripe = StripeReader(client, utc_now, settings.environment)
        transactions, policy = PostgresTransactions(database), settings.policy
        sync = SyncAccounts(transactions, stripe, utc_now, policy, every=timedelta(0))
        return await sync.everything()


@asynccontextmanager
async def _operator(settings: DatabaseSettings) -> AsyncIterator[Database]:
    dsn = settings.database_url.get_secret_value()
    database = Database(dsn, pool_size=2, application_name="reconciliation-operator")
    try:
        yield database
    finally:
        await database.close()
