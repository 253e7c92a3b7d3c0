"""A scenario of faults: what it needs, what it does, and what is true afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx
from faults.oracle import verify
from faults.rush import Rush, patient
from journeys.diners import Dining
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform, Venue

Place = TypeVar("Place")
Facts = Mapping[str, int]
"""What happened, counted. A fault that never struck proves nothing, so none of them may be 0 unless it may."""
MAY_BE_NONE = "ended by"
KILLS, FREEZES = "kills of ", "freezes of "
ONCE_IN_A_STAGE = (KILLS, FREEZES, "power cuts", "commits refused")
"""What is drawn, or a matter of luck: it may stay out of one scenario, and not out of all of a stage."""
ANSWER_SECONDS = 12.0
"""A diner gives a request up after that; services have bounds of ten seconds."""


class _Counting(httpx.AsyncHTTPTransport):
    """Notes the requests that were given up."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.unanswered: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await super().handle_async_request(request)
        except httpx.TimeoutException as error:
            self.unanswered.append(f"{request.method} {request.url.path}: {type(error).__name__}")
            raise


@dataclass(frozen=True)
class World:
    """The running stack, its venues, and the ways to reach it."""

    stack: LiveStack
    platform: Platform
    venues: list[Venue]
    http: httpx.AsyncClient

    def rush(self, *, surprises: int = 0) -> Rush:
        """Diners in all venues, who wait for minutes."""
        described = self.stack.describe()
        return Rush(patient(self.platform, described, self.http, surprises=surprises), self.venues)

    @asynccontextmanager
    async def impatient_rush(self) -> AsyncIterator[Rush]:
        """Diners and staff who repeat a request that was not answered in time; and none may have to."""
        line = _Counting(limits=httpx.Limits(max_connections=200))
        async with (
            httpx.AsyncClient(timeout=ANSWER_SECONDS, transport=line, trust_env=False) as http,
            Rush(patient(self.platform, self.stack.describe(), http), self.venues) as hour,
        ):
            yield hour
        assert line.unanswered == [], f"not answered within {ANSWER_SECONDS} s: {line.unanswered}"

    @property
    def dining(self) -> Dining:
        return Dining(self.platform)


@dataclass(frozen=True)
class Scenario(Generic[Place]):
    """`run` ends when all diners were served; it raises what went wrong. It needs a world, or one that was prepared."""

    name: str
    run: Callable[[Place], Awaitable[Facts]]


async def live_through(scenario: Scenario[Place], place: Place, world: World) -> dict[str, int]:
    """Run a scenario; afterwards every fault has struck and every invariant holds."""
    facts = dict(await scenario.run(place))
    never = [name for name in never_in(facts) if not name.startswith(ONCE_IN_A_STAGE)]
    assert not never, f"never happened: {never}"
    await verify(world.stack.describe(), world.platform)
    return facts


def never_in(facts: Facts) -> list[str]:
    """What was to happen and did not."""
    return [name for name, count in facts.items() if not count and not name.startswith(MAY_BE_NONE)]
