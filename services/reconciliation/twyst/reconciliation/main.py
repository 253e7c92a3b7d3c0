"""Composition root: settings in, running processes out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NoReturn

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from twyst.access import PublicKeys, StaffVerifier, install_access, jwks_from_file, jwks_from_url
from twyst.mailbox import parking
from twyst.mailbox.database import Database
from twyst.mailbox.parking import ParkedRecord
from twyst.mailbox.problems import DATABASE_PROBLEMS
from twyst.messaging.consumer import ConsumerApp
from twyst.messaging.records import Record
from twyst.messaging.topics import Topics
from twyst.reconciliation.adapters import messages
from twyst.reconciliation.adapters.invariants import broken_invariants
from twyst.reconciliation.adapters.migrate import upgrade
from twyst.reconciliation.adapters.reading.readings import PostgresReadings
from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.adapters.stripe_reader import StripeReader, stripe_client
from twyst.reconciliation.adapters.upkeep import PostgresUpkeep
from twyst.reconciliation.application import ports
from twyst.reconciliation.application.ask_origins import AskOrigins
from twyst.reconciliation.application.import_payouts import ImportPayouts
from twyst.reconciliation.application.look_again import LookAgain
from twyst.reconciliation.application.news import Delivery
from twyst.reconciliation.application.redrive import Readers, Redrive
from twyst.reconciliation.application.sync_accounts import SyncAccounts
from twyst.reconciliation.application.take_deliveries import TakeDeliveries
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.entrypoints import api
from twyst.reconciliation.entrypoints import worker_metrics as names
from twyst.reconciliation.entrypoints.chores import Chore, chore_tasks
from twyst.reconciliation.entrypoints.consumers import ACCOUNTS, ORDERS, VENUES, Read, subscriptions
from twyst.reconciliation.settings import ApiSettings, OperatorSettings, PolicySettings, WorkerSettings
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.serve import serve
from twyst.runtime.settings import DatabaseSettings, load

API: Final = "reconciliation-api"
WORKER: Final = "reconciliation-worker"
_KEYS_TIMEOUT_SECONDS: Final = 5.0
_VITALS_EVERY_SECONDS: Final = 5.0
_PRUNE_EVERY_SECONDS: Final = 600.0
_SYNC_POLL_SECONDS: Final = 30.0


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def build_api(settings: ApiSettings) -> FastAPI:
    """The API. It knows neither Kafka nor Stripe."""
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        application_name=API,
    )
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
            yield ()

    readings = PostgresReadings(database)
    app = create_api(
        API,
        settings,
        title="Twyst reconciliation",
        version=version("twyst-reconciliation"),
        description="Payouts, statements and discrepancies: what Twyst expected beside what Stripe paid out.",
        routers=[
            api.payout_router(readings),
            api.statement_router(readings),
            api.settlement_router(readings, utc_now),
            api.discrepancy_router(readings),
            api.discrepancy_acts_router(readings),
            api.platform_router(readings),
        ],
        lifespan=lifespan,
        problems=DATABASE_PROBLEMS,
    )
    install_access(app, staff=StaffVerifier(keys))
    return app


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
    client = await stack.enter_async_context(
        stripe_client(settings.stripe_api_key.get_secret_value(), settings.stripe_api_base)
    )
    stripe = StripeReader(client, utc_now, settings.environment)
    transactions, policy = PostgresTransactions(database), _policy(settings)
    readers = _readers(settings.environment)
    consumers = ConsumerApp(
        settings.kafka_bootstrap,
        subscriptions(
            {group: TakeDeliveries(transactions, utc_now, policy, group) for group in readers},
            readers,
            names.counter_of(runtime.metrics),
        ),
        topics=Topics(settings.topic_namespace),
        client_id=WORKER,
    )
    runtime.health.add_check("database", database.ping)
    runtime.health.add_check("consumers", consumers.check)
    sync = SyncAccounts(
        transactions, stripe, utc_now, policy, every=timedelta(seconds=settings.sync_every_seconds)
    )
    upkeep = PostgresUpkeep(database)
    chores = [
        Chore("fetch", ImportPayouts(transactions, stripe, utc_now, policy), settings.fetch_every_seconds),
        Chore("ask", AskOrigins(transactions, stripe, utc_now, policy), settings.recheck_every_seconds),
        Chore("look-again", LookAgain(transactions, utc_now, policy), settings.recheck_every_seconds),
        Chore("sync", sync, min(_SYNC_POLL_SECONDS, settings.sync_every_seconds)),
        Chore("vitals", _vitals(runtime, upkeep, consumers), _VITALS_EVERY_SECONDS),
        Chore("prune", upkeep.prune, _PRUNE_EVERY_SECONDS),
    ]
    return [
        BackgroundTask("consumers", consumers.run),
        *chore_tasks(chores, transactions, runtime.health, runtime.metrics),
    ]


def _policy(settings: PolicySettings) -> Policy:
    return Policy(
        grace=timedelta(seconds=settings.grace_seconds),
        settlement=timedelta(days=settings.settlement_days),
    )


def _readers(environment: str) -> Mapping[str, Read]:
    """How each group reads its records."""
    readings = {
        ORDERS: messages.read_order,
        ACCOUNTS: messages.stripe_reader(environment),
        VENUES: messages.read_venue,
    }

    def reader(read: Callable[[bytes], messages.Reading]) -> Read:
        return lambda record: messages.deliver(record, read)

    return {group: reader(read) for group, read in readings.items()}


def _parked_readers(environment: str) -> Readers:
    """The same for records that were parked: as they came."""

    def reader(read: Read) -> Callable[[ports.ParkedRecord], Delivery]:
        return lambda parked: read(
            Record(
                parked.topic,
                parked.partition,
                parked.offset,
                parked.record_key,
                parked.value,
                parked.headers,
                parked.timestamp_ms,
            )
        )

    return {group: reader(read) for group, read in _readers(environment).items()}


def _vitals(runtime: Runtime, upkeep: PostgresUpkeep, consumers: ConsumerApp) -> Callable[[], Awaitable[int]]:
    """Refreshes the gauges; says that it did nothing, so that it rests."""

    async def look() -> int:
        found = await upkeep.vitals()
        lags = {state.group: state.lag for state in consumers.states() if state.lag is not None}
        names.show(runtime.metrics, names.CONSUMER_LAG, lags)
        names.show(runtime.metrics, names.PAYOUTS, found.payouts)
        names.show(runtime.metrics, names.DISCREPANCIES, found.discrepancies)
        names.show(runtime.metrics, names.DIFFERENCE, found.difference_minor)
        runtime.metrics.gauge(names.PAYOUTS_DUE).set(found.payouts_due)
        runtime.metrics.gauge(names.FETCH_FAILURES).set(found.payouts_failing)
        runtime.metrics.gauge(names.UNKNOWN_LINES).set(found.lines_unknown)
        runtime.metrics.gauge(names.PARKED).set(found.parked)
        return 0

    return look


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


async def sync_now() -> tuple[list[str], list[str]]:
    """Read every connected account at Stripe now; the accounts that were read, and those that were not."""
    settings = load(OperatorSettings)
    key = settings.stripe_api_key.get_secret_value()
    async with _operator(settings) as database, stripe_client(key, settings.stripe_api_base) as client:
        stripe = StripeReader(client, utc_now, settings.environment)
        transactions, policy = PostgresTransactions(database), _policy(settings)
        sync = SyncAccounts(transactions, stripe, utc_now, policy, every=timedelta(0))
        return await sync.everything()


async def verify_books() -> dict[str, list[str]]:
    """The invariants that do not hold (with the auditor's DSN)."""
    async with _operator(load(DatabaseSettings)) as database, database.transaction() as connection:
        return await broken_invariants(connection)


async def list_parked(key: str | None) -> list[ParkedRecord]:
    """Records that wait for a person, the oldest first; of one key, or of all."""
    async with _operator(load(DatabaseSettings)) as database, database.transaction() as connection:
        return await parking.waiting(connection, key=key, limit=1000)


@asynccontextmanager
async def redrive() -> AsyncIterator[Redrive]:
    """What a person does with parked records."""
    settings = load(OperatorSettings)
    async with _operator(settings) as database:
        readers = _parked_readers(settings.environment)
        yield Redrive(PostgresTransactions(database), utc_now, _policy(settings), readers)


@asynccontextmanager
async def _operator(settings: DatabaseSettings) -> AsyncIterator[Database]:
    dsn = settings.database_url.get_secret_value()
    database = Database(dsn, pool_size=2, application_name="reconciliation-operator")
    try:
        yield database
    finally:
        await database.close()
