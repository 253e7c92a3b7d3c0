"""The composition root: the only place that reads settings and knows concrete classes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from twyst.mailbox.database import Database
from twyst.mailbox.relay import Relay
from twyst.mailbox.wake import PgWake
from twyst.messaging.consumer import ConsumerApp
from twyst.messaging.outbox import OutboxPublisher
from twyst.messaging.producer import Producer
from twyst.messaging.topics import Topics
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.book.postgres import CALLS_CHANNEL
from twyst.order.adapters.catalog.transactions import SqlWorkerView
from twyst.order.adapters.stripe_calls import StripeCalls, stripe_client
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.sweep import Deadlines, Sweep
from twyst.order.application.take_deliveries import Taken
from twyst.order.entrypoints import worker_metrics as names
from twyst.order.entrypoints.consumers import Count, subscriptions
from twyst.order.entrypoints.worker_loops import CallsLoop, Housekeeping, SweepLoop
from twyst.order.settings import WorkerSettings
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.shutdown import Stop

VERSION = "1"


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


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
        version=VERSION,
        lifespan=lifespan,
        metrics=names.WORKER_METRICS,
    )


async def _worker_tasks(
    settings: WorkerSettings, runtime: Runtime, stack: AsyncExitStack
) -> Sequence[BackgroundTask]:
    dsn = settings.database_url.get_secret_value()
    database = Database(dsn, pool_size=settings.database_pool_size, application_name="order-worker")
    stack.push_async_callback(database.close)
    api_key = settings.stripe_api_key.get_secret_value()
    client = await stack.enter_async_context(stripe_client(api_key, settings.stripe_api_base))
    stripe = StripeCalls(client)
    producer = Producer(settings.kafka_bootstrap, client_id="order-relay")
    await producer.start()
    stack.push_async_callback(producer.stop)

    transactions = PostgresTransactions(database)
    calls = MakeCalls(transactions, stripe, utc_now)
    topics = Topics(settings.topic_namespace)
    consumers = ConsumerApp(
        settings.kafka_bootstrap,
        subscriptions(transactions, utc_now, _counter(runtime), SqlWorkerView(database).invalidate_account),
        topics=topics,
        client_id="order-worker",
    )
    relay = Relay(dsn, OutboxPublisher(producer, topics), application_name="order-relay")
    wake = PgWake(dsn, CALLS_CHANNEL, application_name="order-calls-wake")
    sweep = Sweep(transactions, stripe, utc_now, _deadlines(settings))
    runtime.health.add_check("database", database.ping)
    runtime.health.add_check("consumers", consumers.check)
    metrics = runtime.metrics
    sweep_loop = SweepLoop(sweep, transactions, metrics, every_seconds=settings.sweep_every_seconds)
    return [
        BackgroundTask("relay", relay.run),
        BackgroundTask("wake", wake.run),
        BackgroundTask("calls", CallsLoop(calls, wake.subscribe(), transactions, metrics).run),
        BackgroundTask("sweep", sweep_loop.run),
        BackgroundTask("consumers", consumers.run),
        BackgroundTask("housekeeping", Housekeeping(database, transactions, metrics).run),
        BackgroundTask("gauges", _gauges(runtime, consumers, relay)),
    ]


def _deadlines(settings: WorkerSettings) -> Deadlines:
    return Deadlines(
        look_again=timedelta(seconds=settings.sweep_look_again_seconds),
        read_quiet_payment=timedelta(seconds=settings.sweep_read_quiet_payment_seconds),
        abandon_unpaid=timedelta(seconds=settings.sweep_abandon_unpaid_seconds),
        refund_hold=timedelta(seconds=settings.sweep_refund_hold_seconds),
    )


def _counter(runtime: Runtime) -> Count:
    def count(group: str, taken: Taken) -> None:
        for outcome in taken.__dataclass_fields__:
            number = getattr(taken, outcome)
            if number:
                runtime.metrics.counter(names.RECORDS).labels(group, outcome).inc(number)

    return count


def _gauges(runtime: Runtime, consumers: ConsumerApp, relay: Relay) -> Callable[[Stop], Awaitable[None]]:
    async def run(stop: Stop) -> None:
        while not await stop.sleep(2.0):
            for state in consumers.states():
                if state.lag is not None:
                    runtime.metrics.gauge(names.CONSUMER_LAG).labels(state.group).set(state.lag)
            totals = relay.counters()
            runtime.metrics.gauge(names.RELAYED).set(totals.published)
            runtime.metrics.gauge(names.RELAY_ACTIVE).set(totals.active)

    return run
