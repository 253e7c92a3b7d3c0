"""The composition root of the API: it reads settings and knows concrete classes, and neither Kafka nor Stripe."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NoReturn

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from twyst.access.dependencies import install_access
from twyst.access.jwks import PublicKeys, jwks_from_file, jwks_from_url
from twyst.access.staff import StaffVerifier
from twyst.mailbox.database import Database
from twyst.mailbox.metrics import show_pool
from twyst.mailbox.problems import DATABASE_PROBLEMS
from twyst.reconciliation.adapters.reading.readings import PostgresReadings
from twyst.reconciliation.entrypoints import api
from twyst.reconciliation.entrypoints import worker_metrics as names
from twyst.reconciliation.settings import ApiSettings
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.clock import utc_now
from twyst.runtime.serve import serve
from twyst.runtime.settings import load

API: Final = "reconciliation-api"
_KEYS_TIMEOUT_SECONDS: Final = 5.0


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
            show_pool(runtime.metrics, database)
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
        metrics=names.API_METRICS,
        problems=DATABASE_PROBLEMS,
    )
    install_access(app, staff=StaffVerifier(keys))
    return app


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
