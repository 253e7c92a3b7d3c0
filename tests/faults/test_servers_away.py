"""Kafka and PostgreSQL gone for a while: the gateway says so or does without, and everything arrives without hands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psutil
import pytest
from faults.deliveries import deliveries
from faults.oracle import verify
from faults.rush import Rush
from journeys.diners import PATIENCE_SECONDS, Dining
from journeys.live_stack import LiveStack
from journeys.webhooks import Event, Postman, events_about, with_second_id

from twyst.demo.clients import Platform, Venue
from twyst.stripe_sandbox.invariants import is_concerning
from twyst.testing.waiting import eventually

_POSTS = 3
_FROZEN_SECONDS = 12.0
"""Longer than any statement or request is waited for."""


class Outage:
    """The time in which a server is away, and what Stripe was answered meanwhile."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._began = time.time()
        self._ended: float | None = None

    def over(self) -> None:
        self._ended = time.time()

    async def answers(self) -> list[int]:
        """What the gateway answered to attempts that began and ended in this time, about events that concern us."""
        ended = self._ended or time.time()
        attempts: list[dict[str, Any]] = [
            attempt
            for delivery in await deliveries(self._platform)
            if is_concerning(delivery)
            for attempt in delivery["attempts"]
        ]
        return [
            attempt["status_code"]
            for attempt in attempts
            if attempt["status_code"] is not None
            and self._began < attempt["at_wall"]
            and attempt["at_wall"] + attempt["duration_ms"] / 1000 < ended
        ]


@pytest.fixture(scope="module")
async def known_event(platform: Platform, venues: list[Venue], dining: Dining) -> Event:
    """What an order knows already, told by another event: it changes nothing."""
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    return with_second_id((await events_about(platform, meal.payment_intent))[0])


@asynccontextmanager
async def _stopped(stack: LiveStack, name: str) -> AsyncIterator[None]:
    identity = stack.process(name).identity
    assert identity is not None
    await stack.command("stop", name)
    assert not identity.is_running()
    try:
        yield
    finally:
        await stack.command("start", name)


@asynccontextmanager
async def _killed(stack: LiveStack, name: str) -> AsyncIterator[None]:
    stack.kill(name)
    await stack.until_ended(name)
    try:
        yield
    finally:
        await stack.command("start", name)


@asynccontextmanager
async def _frozen(stack: LiveStack, name: str) -> AsyncIterator[None]:
    """The process and all that it has started, such as PostgreSQL's backends: connections stay and nothing answers."""
    identity = stack.process(name).identity
    assert identity is not None
    process = psutil.Process(identity.pid)
    process.suspend()
    family = [process, *process.children(recursive=True)]
    try:
        for each in family:
            each.suspend()
        yield
    finally:
        for each in family:
            each.resume()


@pytest.mark.parametrize("away", [_stopped, _frozen], ids=["stopped", "frozen"])
async def test_without_kafka_nothing_is_accepted(
    away: Any, stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue], postman: Postman,
    known_event: Event, rush: Callable[[], Rush],
) -> None:  # fmt: skip
    async with rush() as hour:
        await hour.more("paid", 3)
        async with away(stack, "kafka"):
            outage = Outage(platform)
            answers = [(await postman.post(known_event)).status_code for _ in range(_POSTS)]
            meal = await dining.place(venues[0])  # ordering and paying need no Kafka
            await dining.pay(meal)

            async def refused() -> bool:
                return 503 in await outage.answers()

            await eventually(refused, PATIENCE_SECONDS, 0.3)
            outage.over()
        await hour.more("over", 3)
    assert answers == [503] * _POSTS
    assert set(await outage.answers()) == {503}
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await verify(stack.describe(), platform)


@pytest.mark.parametrize(
    ("away", "seconds"), [(_killed, 0), (_frozen, _FROZEN_SECONDS)], ids=["killed", "frozen"]
)
async def test_without_postgres_events_are_still_accepted(
    away: Any, seconds: float, stack: LiveStack, platform: Platform, postman: Postman, known_event: Event,
    rush: Callable[[], Rush],
) -> None:  # fmt: skip
    identity = stack.process("postgres").identity
    async with rush() as hour:
        await hour.more("paid", 3)
        async with away(stack, "postgres"):
            outage = Outage(platform)
            answers = [(await postman.post(known_event)).status_code for _ in range(_POSTS)]
            await asyncio.sleep(seconds)
            outage.over()
        await hour.more("over", 3)
    assert (stack.process("postgres").identity == identity) is (away is _frozen)
    assert answers == [200] * _POSTS
    assert set(await outage.answers()) <= {200}
    await verify(stack.describe(), platform)
