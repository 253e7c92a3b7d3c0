"""The sandbox as an ASGI app: Stripe's API, the test-only API, the pages, and the two loops behind them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from fastapi import APIRouter, FastAPI, Request, Response

from twyst.runtime.app import Runtime, create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.problems import Problem
from twyst.runtime.settings import ServiceSettings
from twyst.stripe_sandbox.authorization import Keys
from twyst.stripe_sandbox.browser_files import desk_router, script_router
from twyst.stripe_sandbox.control.endpoints import endpoints_router
from twyst.stripe_sandbox.control.money_back import disputes_router, refunds_router
from twyst.stripe_sandbox.control.observation import observation_router
from twyst.stripe_sandbox.control.payer import payer_router
from twyst.stripe_sandbox.control.time import time_router
from twyst.stripe_sandbox.control.venues import venues_router
from twyst.stripe_sandbox.delivery import Deliverer, DeliveryOptions
from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.objects import account, charge, confirmation, payout, refund, webhook_endpoint
from twyst.stripe_sandbox.pages import bank_router, onboarding_router
from twyst.stripe_sandbox.scheduler import Scheduler
from twyst.stripe_sandbox.stripe_api import StripeApi
from twyst.stripe_sandbox.world import Timers, World

_IDLE_CONNECTIONS_MAX = 12

TIMERS: Timers = (*charge.TIMERS, *confirmation.TIMERS, *refund.TIMERS, *payout.TIMERS)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A webhook endpoint that exists from the start."""

    id: str
    url: str
    secrets: Sequence[str]
    connect: bool


@dataclass(frozen=True, slots=True)
class Configuration:
    """What the sandbox is told from outside, beside its rules."""

    keys: Keys
    endpoints: Sequence[Endpoint] = ()
    delivery: DeliveryOptions = field(default_factory=DeliveryOptions)


def build_app(
    world: World, configuration: Configuration, settings: ServiceSettings, *, version: str
) -> FastAPI:
    """The app around a world. The store is closed when it stops."""
    scheduler = Scheduler(world, TIMERS)
    _prepare(world, configuration)

    @asynccontextmanager
    async def lifespan(_runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        # The client walks its idle connections at each request, so that many of them are slower than few.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=_IDLE_CONNECTIONS_MAX)
        async with httpx.AsyncClient(limits=limits) as http:
            deliverer = Deliverer(world, http, configuration.delivery)
            yield [BackgroundTask("scheduler", scheduler.run), BackgroundTask("delivery", deliverer.run)]
        world.store.close()

    return create_api(
        "stripe-sandbox",
        settings,
        title="Twyst Stripe sandbox: the test-only API",
        version=version,
        description="Beside this, Stripe's own API is served below `/v1/`; use the official SDK for it.",
        routers=[
            _stripe_router(StripeApi(world, configuration.keys)),
            payer_router(world),
            refunds_router(world),
            disputes_router(world),
            venues_router(world),
            time_router(world, scheduler),
            observation_router(world),
            endpoints_router(world),
            bank_router(world),
            onboarding_router(world),
            script_router(),
            desk_router(),
        ],
        lifespan=lifespan,
        problems={StripeError: _as_problem},
    )


def _prepare(world: World, configuration: Configuration) -> None:
    with world.work() as work:
        is_new = world.store.load(world.rules.platform_account) is None
        account.ensure_platform(work)
        for endpoint in configuration.endpoints:
            webhook_endpoint.ensure(
                work, endpoint.id, endpoint.url, endpoint.secrets, connect=endpoint.connect
            )
        if is_new:
            payout.schedule_daily_run(work)


def _stripe_router(api: StripeApi) -> APIRouter:
    router = APIRouter()

    @router.api_route("/v1/{path:path}", methods=["GET", "POST", "DELETE"], include_in_schema=False)
    async def stripe(request: Request) -> Response:
        return await api(request)

    return router


def _as_problem(error: StripeError) -> Problem:
    """An error of Stripe's, met by a test-only command."""
    details = error.body["error"]
    return Problem(error.status, details.get("code"), detail=details["message"])
