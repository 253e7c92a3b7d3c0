"""Live feeds over a bad line: cut again and again, resumed by cursor, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack

from twyst.demo.clients import Venue

_CUT_AFTER = 2
_OF_THE_FEED = {"hb", "bye", "snapshot"}
_PATH = ["PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED"]


@dataclass(frozen=True)
class Told:
    """One server-sent event."""

    cursor: int
    event: str
    data: dict[str, Any]


async def _events(http: httpx.AsyncClient, url: str, token: str) -> AsyncIterator[Told]:
    """The events of one connection, until it ends."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    async with http.stream("GET", url, headers=headers, timeout=PATIENCE_SECONDS) as answer:
        assert answer.status_code == 200, await answer.aread()
        fields: dict[str, str] = {}
        async for line in answer.aiter_lines():
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
            elif fields:
                yield Told(int(fields["id"]), fields["event"], json.loads(fields["data"]))
                fields = {}


class Follower:
    """A client on a bad line: every connection is cut after two events and resumed after the last cursor."""

    def __init__(self, http: httpx.AsyncClient, url: str, token: str) -> None:
        self._http, self._url, self._token = http, url, token
        self.first: Told | None = None
        self.told: list[Told] = []
        self.cuts = 0

    async def follow(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self._one_connection()
            except httpx.TransportError:
                await asyncio.sleep(0.2)  # the service is away
            self.cuts += 1

    async def _one_connection(self) -> None:
        cursor = self.told[-1].cursor if self.told else self.first and self.first.cursor
        url = self._url if cursor is None else f"{self._url}?after={cursor}"
        seen = 0
        async for told in _events(self._http, url, self._token):
            assert told.event != "reset", told
            if told.event == "snapshot":
                assert self.first is None, "a resumed stream begins with what came after its cursor"
                self.first = told
            elif told.event not in _OF_THE_FEED:
                self.told.append(told)
                seen += 1
                if seen == _CUT_AFTER:
                    return

    async def until_begun(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while self.first is None:  # noqa: ASYNC110 (what is awaited is another connection's doing)
                await asyncio.sleep(0.05)


async def _serve(dining: Dining, meal: Meal) -> None:
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    for command in ("start", "complete"):
        assert (await dining.staff(meal, command)).status == 200
    await dining.until(meal, "COMPLETED")


async def _board_feed(stack: LiveStack, venue: Venue, after: int) -> list[tuple[int, str]]:
    """What the service has recorded of the venue's feed."""
    connection = await asyncpg.connect(stack.describe()["postgres"]["fulfillment"])
    try:
        query = "SELECT cursor, kind FROM feed WHERE venue_id = $1 AND cursor > $2 ORDER BY cursor"
        return [tuple(row) for row in await connection.fetch(query, venue.venue_id, after)]
    finally:
        await connection.close()


async def _until(what: Any, described: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not what():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    assert what(), described


async def test_the_board_resumes_over_cuts_and_a_restart(
    stack: LiveStack, http: httpx.AsyncClient, venues: list[Venue], dining: Dining
) -> None:
    venue, urls = venues[0], stack.describe()["urls"]
    url = f"{urls['fulfillment']}/v1/venues/{venue.venue_id}/board/stream"
    board = Follower(http, url, venue.staff_token)
    following = asyncio.create_task(board.follow())
    try:
        await board.until_begun()
        meals = [await dining.place(venue) for _ in range(4)]
        await asyncio.gather(*(_serve(dining, meal) for meal in meals[:2]))
        await stack.command("restart", "fulfillment-api")
        await asyncio.gather(*(_serve(dining, meal) for meal in meals[2:]))
        done = {meal.order_id for meal in meals}

        def is_complete() -> bool:
            completed = {
                told.data["ticket"]["order_id"]
                for told in board.told
                if told.event == "ticket" and told.data["ticket"]["order_state"] == "COMPLETED"
            }
            return done <= completed

        await _until(is_complete, "all meals completed on the board")
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert board.first is not None
    assert board.cuts > len(board.told) // _CUT_AFTER - 1
    recorded = await _board_feed(stack, venue, board.first.cursor)
    assert [(told.cursor, told.event) for told in board.told] == recorded[: len(board.told)]
    for meal in meals:
        tickets = [t.data["ticket"] for t in board.told if t.event == "ticket"]
        revisions = [each["revision"] for each in tickets if each["order_id"] == meal.order_id]
        assert revisions == sorted(set(revisions))


async def test_an_orders_stream_resumes_over_cuts(
    stack: LiveStack, http: httpx.AsyncClient, venues: list[Venue], dining: Dining
) -> None:
    meal = await dining.place(venues[0])
    url = f"{stack.describe()['urls']['order']}/v1/orders/{meal.order_id}/stream"
    page = Follower(http, url, meal.token)
    following = asyncio.create_task(page.follow())
    try:
        await page.until_begun()
        await _serve(dining, meal)
        await _until(
            lambda: page.told and page.told[-1].data["state"] == "COMPLETED", "COMPLETED on the page"
        )
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert page.first is not None
    cursors = [page.first.cursor, *(told.cursor for told in page.told)]
    assert cursors == sorted(set(cursors))
    assert all(told.data["seq"] == told.cursor for told in page.told)
    states = [told.data["state"] for told in page.told]
    ranks = [["CREATED", "PAYMENT_PENDING", *_PATH].index(state) for state in states]
    assert ranks == sorted(ranks)
    final = await dining.order(meal)
    assert page.told[-1].data == {**final, "updated_at": page.told[-1].data["updated_at"]}
