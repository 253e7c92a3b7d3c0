"""The composition root of the worker: it reads settings and knows concrete classes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import NoReturn

from fastapi import FastAPI

from twyst.mailbox.database import Database
from twyst.mailbox.metrics import show_pool, show_relay
from twyst.mailbox.outlet import PostgresOutbox
from twyst.mailbox.relay import Relay
from twyst.mailbox.wake import PgWake
from twyst.messaging.consumer import ConsumerApp
from twyst.messaging.consumer_metrics import show_consumers
from twyst.messaging.outbox import OutboxPublisher
from twyst.messaging.producer import Producer
from twyst.messaging.producer_metrics import show_producer
from twyst.messaging.topics import Topics
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.book.overdue import count_overdue
from twyst.order.adapters.book.postgres import CALLS_CHANNEL
from twyst.order.adapters.catalog.stripe_accounts import StripeAccounts
from twyst.order.adapters.catalog.transactions import SqlTransactions, SqlWorkerView
from twyst.order.adapters.records import READERS, read_account
from twyst.order.adapters.stripe_calls import StripeCalls, stripe_client
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.sweep import Sweep
from twyst.order.entrypoints import worker_metrics as names
from twyst.order.entrypoints.consumers import ACCOUNTS, Reading, subscriptions
from twyst.order.entrypoints.worker_loops import CallsLoop, CatalogLoop, Pruning, SweepLoop, Vitals
from twyst.order.settings import WorkerSettings
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.clock import utc_now
from twyst.runtime.serve import serve
from twyst.runtime.settings import load
from twyst.runtime.stripe_meter import StripeMeter

READING = Reading(READERS, read_account)


def build_worker(settings: WorkerSettings) -> FastAPI:
    """The worker: consumers, relay, calls to Stripe, sweep, housekeeping."""

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        async with AsyncExitStack() as stack:
            yield await _worker_tasks(settings, runtime, stack)

    return create_api(
        "order-worker",
        settings,
        title="Twyst order worker",
        version=version("twyst-order"),
        lifespan=lifespan,
        metrics=names.WORKER_METRICS,
    )


async def _worker_tasks(
    settings: WorkerSettings, runtime: Runtime, stack: AsyncExitStack
) -> Sequence[BackgroundTask]:
    dsn, meter, metrics = settings.database_url.get_secret_value(), StripeMeter(), runtime.metrics
    database = Database(dsn, pool_size=settings.database_pool_size, application_name="order-worker")
    stack.push_async_callback(database.close)
    client, close = stripe_client(settings.stripe_api_key.get_secret_value(), settings.stripe_api_base, meter)
    stack.push_async_callback(close)
    producer = Producer(settings.kafka_bootstrap, client_id="order-relay")
    await producer.start()
    stack.push_async_callback(producer.stop)

    transactions, stripe, view = PostgresTransactions(database), StripeCalls(client), SqlWorkerView(database)
    calls = MakeCalls(transactions, stripe, utc_now)
    topics = Topics(settings.topic_namespace)
    subscribed = subscriptions(
        transactions, utc_now, READING, names.counter_of(metrics), view.invalidate_account
    )
    consumers = ConsumerApp(settings.kafka_bootstrap, subscribed, topics=topics, client_id="order-worker")
    relay = Relay(PostgresOutbox(dsn, application_name="order-relay"), OutboxPublisher(producer, topics))
    wake = PgWake(dsn, CALLS_CHANNEL, application_name="order-calls-wake")
    runtime.health.add_check("database", database.ping)
    runtime.health.add_check("consumers", consumers.check)
    meter.show_in(metrics)
    show_pool(metrics, database)
    show_consumers(metrics, consumers)
    show_producer(metrics, producer)
    show_relay(metrics, relay)
    return [
        BackgroundTask("relay", relay.run),
        BackgroundTask("wake", wake.run),
        BackgroundTask("calls", CallsLoop(calls, wake.subscribe(), transactions, metrics).run),
        BackgroundTask("consumers", consumers.run),
        *_chores(settings, runtime, database, stripe, StripeAccounts(client, settings.environment)),
    ]


def _chores(
    settings: WorkerSettings,
    runtime: Runtime,
    database: Database,
    stripe: StripeCalls,
    accounts: StripeAccounts,
) -> list[BackgroundTask]:
    """What comes round again and again."""
    metrics, transactions = runtime.metrics, PostgresTransactions(database)
    view, catalogs = SqlWorkerView(database), SqlTransactions(database)
    sweep = SweepLoop(
        Sweep(transactions, stripe, utc_now, settings.deadlines),
        transactions,
        metrics,
        every_seconds=settings.sweep_every_seconds,
    )
    catalog = CatalogLoop(view, catalogs, accounts, utc_now, transactions, metrics)
    vitals = Vitals(database, count_overdue, (*READERS, ACCOUNTS), transactions, metrics)
    return [
        BackgroundTask("sweep", sweep.run),
        BackgroundTask("catalog", catalog.run),
        BackgroundTask("vitals", vitals.run),
        BackgroundTask("prune", Pruning(database, transactions, metrics).run),
    ]


def run_worker() -> NoReturn:
    """Run the worker until it is told to stop."""
    settings = load(WorkerSettings)
    serve(build_worker(settings), settings)
