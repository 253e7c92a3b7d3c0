"""The composition root of the worker: it reads settings and knows concrete classes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from typing import Final, NoReturn

from fastapi import FastAPI

from twyst.fulfillment.adapters import heartbeat
from twyst.fulfillment.adapters.call_desk import PostgresCalls
from twyst.fulfillment.adapters.desk import PostgresTransactions
from twyst.fulfillment.adapters.upkeep import PostgresUpkeep
from twyst.fulfillment.application import follow_orders, record_venues
from twyst.fulfillment.application.call_staff import expire_calls
from twyst.fulfillment.application.follow_orders import FollowOrders
from twyst.fulfillment.application.intake import Intake
from twyst.fulfillment.application.ports import SILENCE
from twyst.fulfillment.application.record_venues import RecordVenues
from twyst.fulfillment.application.refund_unseen import RefundUnseen, refund_unseen
from twyst.fulfillment.application.upkeep import Retention
from twyst.fulfillment.application.watch_unseen import watch_unseen
from twyst.fulfillment.entrypoints import metrics as shown
from twyst.fulfillment.entrypoints.consumers import subscriptions
from twyst.fulfillment.entrypoints.periodic import periodic
from twyst.fulfillment.settings import WorkerSettings
from twyst.mailbox.breaker import Breaker
from twyst.mailbox.database import Database
from twyst.mailbox.metrics import show_outbox, show_parked, show_pool, show_relay
from twyst.mailbox.outlet import PostgresOutbox
from twyst.mailbox.relay import Relay
from twyst.messaging.consumer import ConsumerApp, NotConsuming
from twyst.messaging.consumer_metrics import CONSUMER_RECORDS, show_consumers
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.outbox import OutboxPublisher
from twyst.messaging.producer import Producer
from twyst.messaging.producer_metrics import show_producer
from twyst.messaging.topics import Topics
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.metrics import Metrics
from twyst.runtime.serve import serve
from twyst.runtime.settings import load

WORKER: Final = "fulfillment-worker"
_ALARM_EVERY_SECONDS: Final = 2.0
_REFUND_EVERY_SECONDS: Final = 5.0
_EXPIRE_EVERY_SECONDS: Final = 5.0
_VITALS_EVERY_SECONDS: Final = 5.0
_PRUNE_EVERY_SECONDS: Final = 600.0


def build_worker(settings: WorkerSettings) -> FastAPI:
    """The worker: consumers of orders and venues, the relay, the alarm and the upkeep."""
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        application_name=WORKER,
    )

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        topics = Topics(settings.topic_namespace)
        producer = Producer(settings.kafka_bootstrap, client_id=WORKER)
        consumers = _consumers(settings, database, topics, runtime)
        outbox = PostgresOutbox(database.dsn, application_name=f"{WORKER}-relay")
        relay = Relay(outbox, OutboxPublisher(producer, topics))
        runtime.health.add_check("database", database.ping)
        runtime.health.add_check("consumers", consumers.check)
        show_pool(runtime.metrics, database)
        show_consumers(runtime.metrics, consumers)
        show_producer(runtime.metrics, producer)
        show_relay(runtime.metrics, relay)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            stack.push_async_callback(producer.stop)
            await producer.start()
            yield [
                BackgroundTask("relay", relay.run),
                BackgroundTask("consumers", consumers.run),
                _heartbeat(database, consumers, runtime.metrics),
                *_upkeep(settings, database, runtime.metrics),
            ]

    return create_api(
        WORKER,
        settings,
        title="Twyst fulfillment worker",
        version=version("twyst-fulfillment"),
        lifespan=lifespan,
        metrics=shown.WORKER_METRICS,
    )


def _consumers(settings: WorkerSettings, database: Database, topics: Topics, runtime: Runtime) -> ConsumerApp:
    transactions = PostgresTransactions(database)
    orders = Intake(transactions, FollowOrders(settings.default_quote_seconds), Breaker())
    venues = Intake(transactions, RecordVenues(), Breaker())
    return ConsumerApp(
        settings.kafka_bootstrap,
        subscriptions(orders, venues, runtime.metrics.counter(CONSUMER_RECORDS)),
        topics=topics,
        client_id=WORKER,
    )


def _heartbeat(database: Database, consumers: ConsumerApp, metrics: Metrics) -> BackgroundTask:
    """Orders are followed. What keeps them from it, readiness says; boards learn by the silence that they are not live."""

    async def beat() -> None:
        with suppress(CircuitOpen, NotConsuming):
            await consumers.check()
            await heartbeat.beat(database, heartbeat.ORDERS, SILENCE)

    return periodic("heartbeat", heartbeat.EVERY_SECONDS, beat, metrics)


def _upkeep(settings: WorkerSettings, database: Database, metrics: Metrics) -> list[BackgroundTask]:
    transactions, upkeep = PostgresTransactions(database), PostgresUpkeep(database)
    unseen_for = timedelta(seconds=settings.unseen_alarm_seconds)
    policy = _refund_policy(settings)
    retention = Retention(
        feed=timedelta(hours=settings.feed_retention_hours),
        inbox=timedelta(days=settings.inbox_retention_days),
        tickets=timedelta(days=settings.ticket_retention_days),
        calls=timedelta(days=settings.call_retention_days),
    )

    async def alarm() -> None:
        metrics.counter(shown.ALARMS).inc(await watch_unseen(transactions, unseen_for))

    async def look() -> None:
        shown.show_vitals(metrics, await upkeep.vitals())
        async with database.transaction() as connection:
            await show_outbox(metrics, connection)
            await show_parked(metrics, connection, (follow_orders.CONSUMER, record_venues.CONSUMER))

    async def refund() -> None:
        shown.show_lapses(metrics, await refund_unseen(transactions, policy) if policy else {})

    return [
        periodic("alarm", _ALARM_EVERY_SECONDS, alarm, metrics),
        periodic("refund-unseen", _REFUND_EVERY_SECONDS, refund, metrics),
        periodic(
            "expire-calls", _EXPIRE_EVERY_SECONDS, partial(expire_calls, PostgresCalls(database)), metrics
        ),
        periodic("vitals", _VITALS_EVERY_SECONDS, look, metrics),
        periodic("prune", _PRUNE_EVERY_SECONDS, partial(upkeep.prune, retention), metrics),
    ]


def _refund_policy(settings: WorkerSettings) -> RefundUnseen | None:
    if settings.refund_unseen_after_seconds is None:
        return None
    after = timedelta(seconds=settings.refund_unseen_after_seconds)
    return RefundUnseen(after, settings.refund_unseen_cap_per_hour)


def run_worker() -> NoReturn:
    """Run the worker until it is told to stop."""
    settings = load(WorkerSettings)
    serve(build_worker(settings), settings)
