"""Composition root: settings in, running processes out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NoReturn

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from twyst.access import PublicKeys, StaffVerifier, install_access, jwks_from_file, jwks_from_url
from twyst.fulfillment.adapters.boards import PostgresBoards
from twyst.fulfillment.adapters.desk import PostgresTransactions, PostgresVenueTransactions
from twyst.fulfillment.adapters.migrate import upgrade
from twyst.fulfillment.adapters.upkeep import PostgresUpkeep
from twyst.fulfillment.application.breaker import Breaker
from twyst.fulfillment.application.follow_orders import FollowOrders
from twyst.fulfillment.application.intake import Intake, Taken
from twyst.fulfillment.application.record_venues import RecordVenues
from twyst.fulfillment.application.redrive import discard, redrive
from twyst.fulfillment.application.upkeep import Retention
from twyst.fulfillment.application.watch_unseen import watch_unseen
from twyst.fulfillment.entrypoints import metrics as shown
from twyst.fulfillment.entrypoints.board_api import board_router
from twyst.fulfillment.entrypoints.consumers import doors, subscriptions
from twyst.fulfillment.entrypoints.periodic import periodic
from twyst.fulfillment.entrypoints.problems import PROBLEMS
from twyst.fulfillment.entrypoints.ticket_api import ticket_router
from twyst.fulfillment.settings import ApiSettings, RedriveSettings, WorkerSettings
from twyst.mailbox import feed, parking
from twyst.mailbox.database import Database
from twyst.mailbox.parking import ParkedRecord
from twyst.mailbox.problems import DATABASE_PROBLEMS
from twyst.mailbox.relay import Relay
from twyst.mailbox.wake import PgWake
from twyst.messaging.consumer import ConsumerApp
from twyst.messaging.outbox import OutboxPublisher
from twyst.messaging.producer import Producer
from twyst.messaging.topics import Topics
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.feeds import StreamTimes
from twyst.runtime.serve import serve
from twyst.runtime.settings import DatabaseSettings, load

SECONDS_PER_MINUTE: Final = 60
API: Final = "fulfillment-api"
WORKER: Final = "fulfillment-worker"
_KEYS_TIMEOUT_SECONDS: Final = 5.0
_ALARM_EVERY_SECONDS: Final = 2.0
_VITALS_EVERY_SECONDS: Final = 5.0
_PRUNE_EVERY_SECONDS: Final = 600.0


def build_api(settings: ApiSettings, *, times: StreamTimes | None = None) -> FastAPI:
    """The API: the board, its feed, and what staff do with tickets. It knows no Kafka."""
    dsn = settings.database_url.get_secret_value()
    database = Database(dsn, pool_size=settings.database_pool_size, application_name=API)
    wake = PgWake(dsn, feed.CHANNEL, application_name=f"{API}-wake")
    client = httpx.AsyncClient(timeout=_KEYS_TIMEOUT_SECONDS)
    keys = PublicKeys(
        jwks_from_file(settings.jwks_file) if settings.jwks_file else jwks_from_url(settings.jwks_url, client)
    )

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(client.aclose)
            stack.push_async_callback(database.close)
            runtime.health.add_check("database", database.ping)
            runtime.health.add_check("staff keys", keys.check)
            yield [BackgroundTask("wake", wake.run)]

    boards = PostgresBoards(database)
    app = create_api(
        API,
        settings,
        title="Twyst fulfillment",
        version=version("twyst-fulfillment"),
        description="The kitchen's board: tickets of paid orders, live.",
        routers=[
            board_router(
                boards, wake.subscribe, recent=timedelta(minutes=settings.recent_minutes), times=times
            ),
            ticket_router(PostgresVenueTransactions(database)),
        ],
        lifespan=lifespan,
        problems={**PROBLEMS, **DATABASE_PROBLEMS},
    )
    install_access(app, staff=StaffVerifier(keys))
    return app


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
        relay = Relay(database.dsn, OutboxPublisher(producer, topics), application_name=f"{WORKER}-relay")
        runtime.health.add_check("database", database.ping)
        runtime.health.add_check("consumers", consumers.check)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            stack.push_async_callback(producer.stop)
            await producer.start()
            yield [
                BackgroundTask("relay", relay.run),
                BackgroundTask("consumers", consumers.run),
                *_upkeep(settings, database, runtime, relay, consumers),
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
    orders = Intake(
        transactions, FollowOrders(settings.default_quote_minutes * SECONDS_PER_MINUTE), Breaker()
    )
    venues = Intake(transactions, RecordVenues(), Breaker())
    return ConsumerApp(
        settings.kafka_bootstrap,
        subscriptions(orders, venues, runtime.metrics.counter(shown.RECORDS)),
        topics=topics,
        client_id=WORKER,
    )


def _upkeep(
    settings: WorkerSettings, database: Database, runtime: Runtime, relay: Relay, consumers: ConsumerApp
) -> list[BackgroundTask]:
    metrics = runtime.metrics
    transactions, upkeep = PostgresTransactions(database), PostgresUpkeep(database)
    unseen_for = timedelta(seconds=settings.unseen_alarm_seconds)
    retention = Retention(
        feed=timedelta(hours=settings.feed_retention_hours),
        inbox=timedelta(days=settings.inbox_retention_days),
        tickets=timedelta(days=settings.ticket_retention_days),
    )

    async def alarm() -> None:
        metrics.counter(shown.ALARMS).inc(await watch_unseen(transactions, unseen_for))

    async def look() -> None:
        shown.show_process(metrics, relay.counters(), consumers.states())
        shown.show_vitals(metrics, await upkeep.vitals())

    failures = metrics.counter(shown.UPKEEP_FAILURES)
    return [
        periodic("alarm", _ALARM_EVERY_SECONDS, alarm, failures),
        periodic("vitals", _VITALS_EVERY_SECONDS, look, failures),
        periodic("prune", _PRUNE_EVERY_SECONDS, partial(upkeep.prune, retention), failures),
    ]


def openapi() -> dict[str, Any]:
    """The API's document. Nothing is connected to and no environment is needed."""
    settings = ApiSettings(
        environment="openapi",
        database_url=SecretStr("postgresql://nobody@localhost/nothing"),
        jwks_file=Path("unused"),
    )
    document: dict[str, Any] = build_api(settings).openapi()
    return document


def run_api() -> NoReturn:
    """Run the API until it is told to stop."""
    settings = load(ApiSettings)
    serve(build_api(settings), settings)


def run_worker() -> NoReturn:
    """Run the worker until it is told to stop."""
    settings = load(WorkerSettings)
    serve(build_worker(settings), settings)


def run_migrations() -> None:
    """Bring the database to the newest revision, as its migrator."""
    upgrade(load(DatabaseSettings).database_url.get_secret_value())


async def list_parked(key: str | None) -> list[ParkedRecord]:
    """Records that wait for a person, the oldest first; of one key, or of all."""
    async with _operator(load(RedriveSettings)) as database, database.transaction() as connection:
        return await parking.waiting(connection, key=key, limit=1000)


async def redrive_parked(key: str, by: str) -> Taken:
    """Apply what is parked under a key; see `redrive`."""
    settings = load(RedriveSettings)
    async with _operator(settings) as database:
        known = doors(settings.default_quote_minutes * SECONDS_PER_MINUTE)
        return await redrive(PostgresTransactions(database), known, key, by=by)


async def discard_parked(ids: Sequence[int], by: str, reason: str) -> int:
    """Give parked records up; see `discard`."""
    async with _operator(load(RedriveSettings)) as database:
        return await discard(PostgresTransactions(database), ids, by=by, reason=reason)


@asynccontextmanager
async def _operator(settings: RedriveSettings) -> AsyncIterator[Database]:
    dsn = settings.database_url.get_secret_value()
    database = Database(dsn, pool_size=1, application_name="fulfillment-operator")
    try:
        yield database
    finally:
        await database.close()
