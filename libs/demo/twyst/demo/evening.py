"""The evening, act by act: guests and kitchens at work under faults, a kill in the middle, then the days after."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

from twyst.demo.clients import CallFailed, Platform, Venue
from twyst.demo.guests import GuestBook
from twyst.demo.kitchen import Kitchen
from twyst.demo.plan import Guest
from twyst.demo.stack import DemoStack

AT_ONCE = 24
_DAY_SECONDS = 86_400
_SETTLE_LOOKS = 240
_LOOK_SECONDS = 0.5

# What a bad day of webhooks looks like; each delivery draws from the seed.
FAULTS = {
    "duplicate": 0.15,
    "reorder": 0.25,
    "reorder_seconds": 1.0,
    "delay": 0.05,
    "delay_seconds": 3.0,
    "drop_until_retry": 0.05,
    "second_event_id": 0.05,
}
VICTIM = "order-worker"


class Evening:
    """One run. `counts` is what the progress shows."""

    def __init__(self, stack: DemoStack, platform: Platform, venues: list[Venue], seed: int) -> None:
        self._stack = stack
        self._platform = platform
        self._venues = venues
        self._seed = seed
        self.counts: Counter[str] = Counter()
        self.killed = 0

    def _tell(self, what: str) -> None:
        self.counts[what] += 1

    async def serve(self, guests: list[Guest], say: Callable[[str], None]) -> GuestBook:
        """Let all guests live their stories while the kitchens work and webhooks misbehave."""
        plan = {"seed": self._seed, "webhooks": FAULTS}
        await self._platform.sandbox.ok("PUT", "/_sandbox/faults", body=plan)
        kitchens = [Kitchen(self._platform, venue, self._tell) for venue in self._venues]
        book = GuestBook(self._platform, self._venues, self._tell)
        at_work = [asyncio.create_task(kitchen.work()) for kitchen in kitchens]
        killer = asyncio.create_task(self._kill_in_the_middle(len(guests), say))
        try:
            await self._play(book, guests, at_work)
            await book.all_gone()
        finally:
            killer.cancel()
            for kitchen in kitchens:
                kitchen.over = True
            await asyncio.gather(killer, *at_work, return_exceptions=True)
        await self._platform.sandbox.ok("DELETE", "/_sandbox/faults")
        return book

    async def _play(self, book: GuestBook, guests: list[Guest], at_work: list[asyncio.Task[None]]) -> None:
        seats = asyncio.Semaphore(AT_ONCE)

        async def sit(guest: Guest) -> None:
            async with seats:
                await book.play(guest)

        async def all_sit() -> None:
            await asyncio.gather(*(sit(guest) for guest in guests))

        playing = asyncio.create_task(all_sit())
        await asyncio.wait([playing, *at_work], return_when=asyncio.FIRST_COMPLETED)
        if not playing.done():  # a kitchen gave up: say why
            playing.cancel()
            for kitchen in at_work:
                if kitchen.done():
                    kitchen.result()
        await playing

    async def _kill_in_the_middle(self, guests: int, say: Callable[[str], None]) -> None:
        while self.counts["placed"] < guests // 2:  # noqa: ASYNC110 (a count, not an event)
            await asyncio.sleep(0.05)
        pid = self._stack.kill(VICTIM)
        self.killed += 1
        say(f"kill -9 {VICTIM} (pid {pid}); the supervisor brings it back")

    async def calm_down(self) -> None:
        """Wait until Stripe has delivered everything."""
        for _ in range(_SETTLE_LOOKS):
            summary = await self._platform.sandbox.ok("GET", "/_sandbox/summary")
            if not summary["counts"]["delivery"].get("pending"):
                return
            await asyncio.sleep(_LOOK_SECONDS)
        raise CallFailed("Stripe still has events to deliver")

    async def days_later(self) -> None:
        """Turn Stripe's clock forward: captures settle, money becomes available, payouts go out and arrive."""
        await self._platform.sandbox.ok("POST", "/_sandbox/clock/advance", body={"seconds": 3 * _DAY_SECONDS})
        await self.calm_down()
        await self._platform.sandbox.ok("POST", "/_sandbox/payouts/run")
        await self._platform.sandbox.ok("POST", "/_sandbox/clock/advance", body={"seconds": 4 * _DAY_SECONDS})
        await self.calm_down()

    async def statements(self, is_final: Callable[[Any], bool]) -> dict[str, list[Any]]:
        """Every venue's payouts with their statements, once reconciliation has matched them."""
        found: dict[str, list[Any]] = {}
        for venue in self._venues:
            found[venue.venue_id] = await self._statements_of(venue, is_final)
        return found

    async def _statements_of(self, venue: Venue, is_final: Callable[[Any], bool]) -> list[Any]:
        path = f"/v1/venues/{venue.venue_id}/payouts"
        statements: list[Any] = []
        for _ in range(_SETTLE_LOOKS):
            listed = await self._platform.reconciliation.ok("GET", path, token=venue.manager_token)
            statements = [
                await self._platform.reconciliation.ok(
                    "GET", f"{path}/{payout['payout_id']}", token=venue.manager_token
                )
                for payout in listed["payouts"]
            ]
            if statements and all(is_final(statement) for statement in statements):
                return statements
            await asyncio.sleep(_LOOK_SECONDS)
        return statements
