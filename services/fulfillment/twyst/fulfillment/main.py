"""The composition root of the API: it reads settings and knows concrete classes. It knows no Kafka."""

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

from twyst.access.capability import CALL, Capabilities
from twyst.access.dependencies import install_access
from twyst.access.jwks import PublicKeys, jwks_from_file, jwks_from_url
from twyst.access.staff import StaffVerifier
from twyst.fulfillment.adapters import heartbeat
from twyst.fulfillment.adapters.boards import PostgresBoards
from twyst.fulfillment.adapters.call_desk import PostgresCalls
from twyst.fulfillment.adapters.desk import PostgresVenueTransactions
from twyst.fulfillment.application.ports import SILENCE
from twyst.fulfillment.entrypoints import metrics as shown
from twyst.fulfillment.entrypoints.board_api import board_router
from twyst.fulfillment.entrypoints.call_api import CallPorts, call_routers
from twyst.fulfillment.entrypoints.call_limits import CallLimits
from twyst.fulfillment.entrypoints.periodic import periodic
from twyst.fulfillment.entrypoints.problems import PROBLEMS
from twyst.fulfillment.entrypoints.ticket_api import ticket_router
from twyst.fulfillment.settings import ApiSettings
from twyst.mailbox import feed
from twyst.mailbox.database import ANSWERED_SECONDS, Database
from twyst.mailbox.metrics import show_pool
from twyst.mailbox.problems import DATABASE_PROBLEMS
from twyst.mailbox.wake import PgWake
from twyst.runtime.answer_in_time import ANSWER_SECONDS
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.client_address import client_address
from twyst.runtime.feeds import StreamTimes
from twyst.runtime.serve import serve
from twyst.runtime.settings import Profile, load

API: Final = "fulfillment-api"
_KEYS_TIMEOUT_SECONDS: Final = 5.0


def build_api(settings: ApiSettings, *, times: StreamTimes | None = None) -> FastAPI:
    """The API: the board, its feed, and what staff do with tickets. It knows no Kafka."""
    dsn = settings.database_url.get_secret_value()
    database = Database(
        dsn,
        pool_size=settings.database_pool_size,
        application_name=API,
        statement_timeout_seconds=ANSWERED_SECONDS,
    )
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
            show_pool(runtime.metrics, database)
            heart = partial(heartbeat.beat, database, heartbeat.BOARDS, SILENCE)
            yield [
                BackgroundTask("wake", wake.run),
                periodic("heartbeat", heartbeat.EVERY_SECONDS, heart, runtime.metrics),
            ]

    boards, recent = PostgresBoards(database), timedelta(minutes=settings.recent_minutes)
    capabilities = Capabilities([key.get_secret_value() for key in settings.capability_keys], CALL)
    app = create_api(
        API,
        settings,
        title="Twyst fulfillment",
        version=version("twyst-fulfillment"),
        description="The kitchen's board: tickets of paid orders, live; and guests who call staff.",
        routers=[
            board_router(boards, wake.subscribe, recent=recent, times=times),
            ticket_router(PostgresVenueTransactions(database)),
            *call_routers(_call_ports(settings, database, capabilities)),
        ],
        lifespan=lifespan,
        metrics=shown.API_METRICS,
        problems={**PROBLEMS, **DATABASE_PROBLEMS},
        answer_within_seconds=ANSWER_SECONDS,
    )
    install_access(app, staff=StaffVerifier(keys), calls=capabilities)
    return app


def _call_ports(settings: ApiSettings, database: Database, capabilities: Capabilities) -> CallPorts:
    return CallPorts(
        PostgresCalls(database),
        capabilities,
        _call_limits(settings),
        partial(client_address, trusted_proxies=settings.trusted_proxies),
    )


def _call_limits(settings: ApiSettings) -> CallLimits:
    if settings.profile is Profile.LOCAL:
        return CallLimits.generous()
    return CallLimits.of(
        per_address_per_minute=settings.calls_per_address_per_minute,
        per_table_per_minute=settings.calls_per_table_per_minute,
    )


def openapi() -> dict[str, Any]:
    """The API's document. Nothing is connected to and no environment is needed."""
    settings = ApiSettings(
        environment="openapi",
        database_url=SecretStr("postgresql://nobody@localhost/nothing"),
        jwks_file=Path("unused"),
        capability_keys=(SecretStr("x" * 32),),
    )
    document: dict[str, Any] = build_api(settings).openapi()
    return document


def run_api() -> NoReturn:
    """Run the API until it is told to stop."""
    settings = load(ApiSettings)
    serve(build_api(settings), settings)
