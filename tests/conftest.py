"""The one live stack that journeys, faults and recoveries share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import httpx
import pytest
from faults.rush import Rush, patient
from journeys.diners import Dining
from journeys.live_stack import LiveStack, started_stack
from journeys.webhooks import Postman

from twyst.demo.clients import Client, Platform, Venue
from twyst.demo.stack import seeded_venue

_BORROWED = "TWYST_LIVE_STACK"


@pytest.fixture(scope="session")
def stack(request: pytest.FixtureRequest) -> Iterator[LiveStack]:
    """All processes of the platform. `TWYST_LIVE_STACK` may name the state folder of one that runs already."""
    borrowed = os.environ.get(_BORROWED)
    state = Path(borrowed or tempfile.mkdtemp(prefix="twyst-live-")).resolve()
    with nullcontext(LiveStack(state)) if borrowed else started_stack(state) as live:
        yield live
    if not borrowed and not request.session.testsfailed:
        shutil.rmtree(state)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test says where the stack's logs are."""
    report = yield
    live = getattr(item, "funcargs", {}).get("stack")
    if isinstance(live, LiveStack) and report.failed:
        report.sections.append(("stack", f"logs are in {live.state / 'logs'}"))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was simulated, and with which seeds."""
    passed_or_not = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    told = [dict(report.user_properties).get("simulation") for report in passed_or_not]
    for line in dict.fromkeys(filter(None, told)):
        terminalreporter.write_line(f"simulation: {line}")


@pytest.fixture(scope="session")
async def http() -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
    async with httpx.AsyncClient(timeout=60, limits=limits, trust_env=False) as client:
        yield client


@pytest.fixture(scope="session")
async def platform(stack: LiveStack, http: httpx.AsyncClient) -> Platform:
    """The services' HTTP interfaces."""
    described = stack.describe()
    urls = described["urls"]
    return Platform(
        order=Client(urls["order"], http),
        fulfillment=Client(urls["fulfillment"], http),
        reconciliation=Client(urls["reconciliation"], http),
        sandbox=Client(urls["sandbox"], http),
        stripe_key=described["stripe"]["api_key"],
    )


@pytest.fixture(scope="session")
async def venues(stack: LiveStack, platform: Platform) -> list[Venue]:
    """The seeded venues, with their menus and tables."""
    return [await seeded_venue(platform, seeded) for seeded in stack.describe()["venues"]]


@pytest.fixture(scope="session")
def dining(platform: Platform) -> Dining:
    return Dining(platform)


@pytest.fixture(scope="session")
def postman(stack: LiveStack, http: httpx.AsyncClient) -> Postman:
    described = stack.describe()
    return Postman(http, described["urls"]["gateway"], described["webhook_secrets"])


@pytest.fixture(scope="session")
def rush(
    stack: LiveStack, platform: Platform, venues: list[Venue], http: httpx.AsyncClient
) -> Callable[[], Rush]:
    """Makes a rush hour in all venues."""
    asked_patiently = patient(platform, stack.describe(), http)
    return lambda: Rush(asked_patiently, venues)
