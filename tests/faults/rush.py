"""Rush hour: diners who keep coming while things break, and who are patient. Each lives one of five stories to its end."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from journeys.diners import DECLINED, VISA, Dining, Meal, meal_of, new_order

from twyst.demo.clients import Answer, CallFailed, Client, Platform, Venue

_PATIENCE_SECONDS = 180.0
_LOOK_SECONDS = 0.3
_REFUND_MINOR = 120
_ALREADY_PAID = 400


@dataclass
class Surprises:
    """How many requests may be answered with 500, because an exception was planted: each is sent again as it was."""

    left: int = 0


class PatientClient(Client):
    """Asks again for minutes, where a phone would give up: what is away comes back."""

    def __init__(self, base_url: str, http: Any, surprises: Surprises) -> None:
        super().__init__(base_url, http)
        self._surprises = surprises

    async def send(self, method: str, path: str, **how: Any) -> Answer:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                answer = await super().send(method, path, **how)
            except CallFailed:
                if time.monotonic() > deadline:
                    raise
                continue
            if answer.status != 500 or not self._surprises.left:
                return answer
            self._surprises.left -= 1


def patient(platform: Platform, described: dict[str, Any], http: Any, *, surprises: int = 0) -> Platform:
    """The same services, asked patiently."""
    urls, budget = described["urls"], Surprises(surprises)
    clients = {
        name: PatientClient(urls[name], http, budget)
        for name in ("order", "fulfillment", "reconciliation", "sandbox")
    }
    return Platform(**clients, stripe_key=platform.stripe_key)


class Rush:
    """Diners come every `pause_seconds` while the block lasts and a seat is free; leaving waits for each story's end."""

    def __init__(
        self, platform: Platform, venues: Sequence[Venue], *, seats: int = 10, pause_seconds: float = 0.3
    ) -> None:
        self._platform = platform
        self._dining = Dining(platform)
        self._venues = venues
        self._seats = asyncio.Semaphore(seats)
        self._pause_seconds = pause_seconds
        self._coming: asyncio.Task[None] | None = None
        self._stories: list[asyncio.Task[None]] = []
        self.counts: Counter[str] = Counter()
        self._told: tuple[Callable[[Meal], Awaitable[None]], ...] = (
            self._dines,
            self._is_declined_first,
            self._gets_part_back,
            self._is_canceled_by_the_venue,
            self._changes_mind,
        )

    async def __aenter__(self) -> Self:
        self._coming = asyncio.create_task(self._come())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._coming is not None
        self._coming.cancel()
        await asyncio.gather(self._coming, return_exceptions=True)
        if kind is not None:
            for story in self._stories:
                story.cancel()
        await asyncio.gather(*self._stories, return_exceptions=kind is not None)

    async def more(self, what: str, count: int) -> None:
        """Wait until that has happened so many times more from now on: `placed`, `paid` or `over`."""
        wanted = self.counts[what] + count
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self.counts[what] < wanted:
                self._raise_failures()
                await asyncio.sleep(0.1)

    def _raise_failures(self) -> None:
        for story in self._stories:
            if story.done():
                story.result()

    async def _come(self) -> None:
        while True:
            await self._seats.acquire()
            number = len(self._stories)
            story = self._told[number % len(self._told)]
            venue = self._venues[number % len(self._venues)]
            coming = asyncio.create_task(self._live(story, venue))
            coming.add_done_callback(lambda _story: self._seats.release())
            self._stories.append(coming)
            await asyncio.sleep(self._pause_seconds)

    async def _live(self, story: Callable[[Meal], Awaitable[None]], venue: Venue) -> None:
        headers = {"Idempotency-Key": str(uuid4())}
        while True:
            placed = await self._platform.order.send(
                "POST", "/v1/orders", body=new_order(venue), headers=headers
            )
            if placed.status != 409:  # an earlier copy of the request is at work
                break
            await asyncio.sleep(_LOOK_SECONDS)
        assert placed.status in (200, 201), placed
        self.counts["placed"] += 1
        await story(meal_of(venue, placed.body))
        self.counts["over"] += 1

    async def _until(self, meal: Meal, *states: str) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (order := await self._dining.order(meal))["state"] not in states:
            assert time.monotonic() < deadline, f"{meal.order_id} is {order['state']}, not {states}"
            await asyncio.sleep(_LOOK_SECONDS)

    async def _pay(self, meal: Meal, method: str = VISA) -> None:
        """A lost answer makes the diner tap again, and then it may be paid already."""
        path = f"/_sandbox/payment_intents/{meal.payment_intent}/pay"
        answer = await self._platform.sandbox.send("POST", path, body={"payment_method": method})
        assert answer.status in (200, _ALREADY_PAID), answer
        self.counts["paid"] += method == VISA

    async def _command(self, meal: Meal, command: str) -> None:
        answer = await self._dining.staff(meal, command)
        assert answer.status in (200, 202), answer

    async def _dines(self, meal: Meal) -> None:
        await self._pay(meal)
        await self._until(meal, "PAYMENT_SUCCEEDED")
        await self._see(meal)
        await self._command(meal, "start")
        await self._command(meal, "complete")
        await self._until(meal, "COMPLETED")

    async def _see(self, meal: Meal) -> None:
        """The kitchen acknowledges the ticket as soon as it is there."""
        path = f"/v1/venues/{meal.venue.venue_id}/tickets/{meal.order_id}/seen"
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            seen = await self._platform.fulfillment.send("POST", path, token=meal.venue.staff_token)
            if seen.status != 404:
                break
            assert time.monotonic() < deadline, f"{meal.order_id} has no ticket"
            await asyncio.sleep(_LOOK_SECONDS)
        assert seen.status in (200, 204), seen

    async def _is_declined_first(self, meal: Meal) -> None:
        await self._pay(meal, DECLINED)
        await self._dines(meal)

    async def _gets_part_back(self, meal: Meal) -> None:
        await self._dines(meal)
        await self._dining.refund(meal, _REFUND_MINOR)

    async def _is_canceled_by_the_venue(self, meal: Meal) -> None:
        await self._pay(meal)
        await self._until(meal, "PAYMENT_SUCCEEDED")
        await self._command(meal, "cancel")
        await self._until(meal, "CANCELED")

    async def _changes_mind(self, meal: Meal) -> None:
        await self._platform.order.ok("POST", f"/v1/orders/{meal.order_id}/cancel", token=meal.token)
        await self._until(meal, "CANCELED")
