"""The composition root of the API and of the seed: it reads settings and knows concrete classes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import httpx
from fastapi import FastAPI

from twyst.access.capability import Capabilities
from twyst.access.dependencies import install_access
from twyst.access.jwks import PublicKeys, jwks_from_file, jwks_from_url
from twyst.access.staff import StaffIssuer, StaffVerifier, generate_signing_key
from twyst.mailbox import feed, outbox
from twyst.mailbox.database import ANSWERED_SECONDS, Database
from twyst.mailbox.metrics import show_pool
from twyst.mailbox.problems import DATABASE_PROBLEMS
from twyst.mailbox.wake import PgWake
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.book.reading import PostgresOrders
from twyst.order.adapters.book.rows import instant
from twyst.order.adapters.catalog.sandbox_onboarding import SandboxOnboarding
from twyst.order.adapters.catalog.stripe_accounts import StripeAccounts
from twyst.order.adapters.catalog.transactions import SqlTransactions
from twyst.order.adapters.counter import SqlCounter, new_order_id, order_number
from twyst.order.adapters.order_events import snapshot
from twyst.order.adapters.stripe_calls import StripeCalls, stripe_client
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.place_order import Installation, OrderPlacing
from twyst.order.entrypoints import worker_metrics as names
from twyst.order.entrypoints.catalog_api import CATALOG_PROBLEMS, CatalogPorts, catalog_routers
from twyst.order.entrypoints.order_api import (
    GENEROUS,
    ORDER_PROBLEMS,
    OrderApiPorts,
    OrderLimits,
    OrderRates,
    order_routers,
)
from twyst.order.entrypoints.seed import SeedPorts, document, seed
from twyst.order.settings import ApiSettings
from twyst.runtime.answer_in_time import ANSWER_SECONDS
from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.client_address import client_address
from twyst.runtime.clock import utc_now
from twyst.runtime.serve import serve
from twyst.runtime.settings import Profile, load
from twyst.runtime.stripe_meter import StripeMeter

VERSION = "1"


def build_api(settings: ApiSettings) -> FastAPI:
    """The API: diners, venues, staff."""
    parts = _ApiParts.of(settings)

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(parts.database.close)
            stack.push_async_callback(parts.close)
            stack.push_async_callback(parts.keys_client.aclose)
            runtime.health.add_check("database", parts.database.ping)
            show_pool(runtime.metrics, parts.database)
            parts.meter.show_in(runtime.metrics)
            yield [
                BackgroundTask("catalog-wake", parts.catalog_wake.run),
                BackgroundTask("order-wake", parts.order_wake.run),
            ]

    app = create_api(
        "order-api",
        settings,
        title="Twyst orders",
        version=VERSION,
        description="Venues, tables, menus, orders, payments, refunds and holds.",
        routers=[
            *catalog_routers(parts.catalog_ports(settings)),
            *order_routers(parts.order_ports(settings)),
        ],
        lifespan=lifespan,
        metrics=names.API_METRICS,
        problems={**CATALOG_PROBLEMS, **ORDER_PROBLEMS, **DATABASE_PROBLEMS},
        answer_within_seconds=ANSWER_SECONDS,
    )
    install_access(app, staff=parts.verifier, diners=parts.capabilities)
    return app


@dataclass(frozen=True, slots=True)
class _ApiParts:
    """What the API's routes share."""

    database: Database
    accounts: StripeAccounts
    stripe: StripeCalls
    meter: StripeMeter
    close: Callable[[], Awaitable[None]]
    issuer: StaffIssuer
    verifier: StaffVerifier
    keys_client: httpx.AsyncClient
    capabilities: Capabilities
    catalog_wake: PgWake
    order_wake: PgWake

    @classmethod
    def of(cls, settings: ApiSettings) -> _ApiParts:
        dsn, meter = settings.database_url.get_secret_value(), StripeMeter()
        client, close = stripe_client(
            settings.stripe_api_key.get_secret_value(), settings.stripe_api_base, meter
        )
        keys_client = httpx.AsyncClient(timeout=5)
        return cls(
            database=Database(
                dsn,
                pool_size=settings.database_pool_size,
                application_name="order-api",
                statement_timeout_seconds=ANSWERED_SECONDS,
            ),
            accounts=StripeAccounts(client, settings.environment),
            stripe=StripeCalls(client),
            meter=meter,
            close=close,
            issuer=_issuer(settings),
            verifier=_verifier(settings, keys_client),
            keys_client=keys_client,
            capabilities=Capabilities([key.get_secret_value() for key in settings.capability_keys]),
            catalog_wake=PgWake(dsn, feed.CHANNEL, application_name="order-api-catalog-wake"),
            order_wake=PgWake(dsn, outbox.CHANNEL, application_name="order-api-order-wake"),
        )

    def catalog_ports(self, settings: ApiSettings) -> CatalogPorts:
        return CatalogPorts(
            transactions=SqlTransactions(self.database),
            accounts=self.accounts,
            issuer=self.issuer,
            clock=utc_now,
            wake=self.catalog_wake.subscribe,
            publishable_key=settings.stripe_publishable_key,
            livemode=settings.livemode,
            web_base_url=settings.web_url.rstrip("/"),
            client_address=partial(client_address, trusted_proxies=settings.trusted_proxies),
        )

    def order_ports(self, settings: ApiSettings) -> OrderApiPorts:
        transactions = PostgresTransactions(self.database)
        placing = OrderPlacing(
            SqlCounter(self.database),
            transactions,
            self.stripe,
            MakeCalls(transactions, self.stripe, utc_now),
            utc_now,
            Installation(
                environment=settings.environment,
                livemode=settings.livemode,
                encode_terms=codec.encode_terms,
                new_order_id=new_order_id,
                order_number=order_number,
                instant=instant,
            ),
        )
        return OrderApiPorts(
            placing=placing,
            transactions=transactions,
            orders=PostgresOrders(self.database),
            snapshot=snapshot,
            capabilities=self.capabilities,
            clock=utc_now,
            wake=self.order_wake.subscribe,
            publishable_key=settings.stripe_publishable_key,
            limits=OrderLimits.of(_rates(settings)),
            trusted_proxies=settings.trusted_proxies,
        )


def _issuer(settings: ApiSettings) -> StaffIssuer:
    if settings.jwt_signing_key_file:
        return StaffIssuer(json.loads(Path(settings.jwt_signing_key_file).read_text()))
    return StaffIssuer(generate_signing_key()[0])


def _verifier(settings: ApiSettings, client: httpx.AsyncClient) -> StaffVerifier:
    """Not a check of readiness, as it is elsewhere: the keys are served by this very API."""
    if settings.jwks_file is not None:
        return StaffVerifier(PublicKeys(jwks_from_file(settings.jwks_file)))
    return StaffVerifier(PublicKeys(jwks_from_url(settings.jwks_url, client)))


def _rates(settings: ApiSettings) -> OrderRates:
    if settings.profile is Profile.LOCAL:
        return GENEROUS
    return OrderRates(
        per_address_per_minute=settings.orders_per_address_per_minute,
        per_table_per_minute=settings.orders_per_table_per_minute,
        per_venue_per_minute=settings.orders_per_venue_per_minute,
        stripe_calls_per_second=settings.stripe_calls_per_second,
    )


async def run_seed(settings: ApiSettings) -> dict[str, Any]:
    """Make the venues to try Twyst with; what `seed --json` prints."""
    parts = _ApiParts.of(settings)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(parts.database.close)
        stack.push_async_callback(parts.close)
        client = await stack.enter_async_context(httpx.AsyncClient(timeout=10))
        ports = SeedPorts(
            transactions=SqlTransactions(parts.database),
            accounts=parts.accounts,
            onboard=SandboxOnboarding(client, settings.stripe_api_base),
            issuer=parts.issuer,
            clock=utc_now,
            livemode=settings.livemode,
            web_base_url=settings.web_url.rstrip("/"),
        )
        return document(await seed(ports))


def openapi() -> dict[str, Any]:
    """The API's document. Nothing is connected to and no environment is needed."""
    settings = ApiSettings.model_validate(
        {
            "environment": "docs",
            "jwt_signing_key_file": "",
            "profile": "local",
            "database_url": "postgresql://docs@localhost/docs",
            "stripe_api_key": "sk_test_docs",
            "jwks_url": "http://localhost/jwks.json",
            "capability_keys": ("x" * 32,),
        }
    )
    document: dict[str, Any] = build_api(settings).openapi()
    return document


def run_api() -> NoReturn:
    """Run the API until it is told to stop."""
    settings = load(ApiSettings)
    serve(build_api(settings), settings)
