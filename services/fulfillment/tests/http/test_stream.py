"""The live board over a real socket: nothing is lost or doubled, however often the line is cut."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import httpx
import jsonschema
import msgspec
import pytest
import uvicorn

from twyst.fulfillment.main import openapi
from twyst.mailbox import feed
from twyst.mailbox.database import execute
from twyst.testing.waiting import eventually

CUTS = 50
ORDERS = 40


@pytest.fixture(scope="module")
async def address(api):
    """The API behind a socket. Its lifespan runs already."""
    server = uvicorn.Server(uvicorn.Config(api, port=0, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve())

    async def bound():
        return server.started

    await eventually(bound)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


async def events(response):
    """Server-sent events as (id, event, data)."""
    fields = {}
    async for line in response.aiter_lines():
        if not line:
            yield int(fields["id"]), fields["event"], msgspec.json.decode(fields["data"])
            fields = {}
        else:
            name, _, value = line.partition(": ")
            fields[name] = value


class Tablet:
    """A board on a tablet: takes the snapshot, applies events, and comes back with its cursor after each cut."""

    def __init__(self, address: str, venue_id, headers) -> None:
        self.url = f"{address}/v1/venues/{venue_id}/board/stream"
        self.headers = headers
        self.cursor: int | None = None
        self.tickets: dict[str, dict] = {}
        self.applied: list[int] = []

    async def look(self, http: httpx.AsyncClient, count: int) -> None:
        """Take that many events, then cut the line."""
        parameters = {} if self.cursor is None else {"after": self.cursor}
        async with http.stream("GET", self.url, params=parameters, headers=self.headers) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            assert response.headers["cache-control"] == "no-store, no-transform"
            async for cursor, event, data in events(response):
                if event == "snapshot":
                    self.tickets = {each["order_id"]: each for each in data["tickets"] + data["recent"]}
                    self.cursor = cursor
                elif event == "ticket":
                    self.apply(cursor, data["ticket"])
                    count -= 1
                if count == 0:
                    return

    def apply(self, cursor: int, ticket: dict) -> None:
        known = self.tickets.get(ticket["order_id"])
        assert known is None or ticket["revision"] == known["revision"] + 1
        self.tickets[ticket["order_id"]] = ticket
        self.applied.append(cursor)
        self.cursor = cursor


async def test_fifty_cuts_lose_nothing_and_double_nothing(
    address, kitchen, tell_order, bearer, venue_id, client
):
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    paid_at = datetime.now(UTC) - timedelta(minutes=5)
    orders = [tell_order(venue_id, paid_at=paid_at) for _ in range(ORDERS)]

    async def work() -> None:
        steps = [
            (order, kind) for kind in ("payment_succeeded", "fulfilling", "completed") for order in orders
        ]
        for number, (order, kind) in enumerate(steps):
            await kitchen.take_orders(order.until("payment_pending") if order.seq == 0 else [])
            await kitchen.take_orders([order.tell(kind)])
            await asyncio.sleep(0.005 if number % 3 else 0)

    tablet = Tablet(address, venue_id, bearer(venue_id))
    working = asyncio.create_task(work())
    cuts, left = 0, ORDERS * 3
    async with httpx.AsyncClient(timeout=10) as http:
        first_cursor = None
        while left - len(tablet.applied) > 0:
            wanted = min(chance.randint(1, 3), left - len(tablet.applied))
            if tablet.cursor is None:
                await tablet.look(http, 1)
                first_cursor = tablet.applied[0]
                left -= first_cursor - 1
            else:
                await tablet.look(http, wanted)
            cuts += 1
    await working
    assert cuts >= CUTS, f"seed {seed}"
    assert tablet.applied == list(range(first_cursor, ORDERS * 3 + 1)), f"seed {seed}"
    board = (await client.get(f"/v1/venues/{venue_id}/board", headers=bearer(venue_id))).json()
    assert tablet.tickets == {each["order_id"]: each for each in board["tickets"] + board["recent"]}, (
        f"seed {seed}"
    )


async def test_json_pages_are_the_same_content(kitchen, tell_order, tell_venue, bearer, venue_id, client):
    url, headers = f"/v1/venues/{venue_id}/board/stream", {**bearer(venue_id), "Accept": "application/json"}
    snapshot = (await client.get(url, headers=headers)).json()
    await kitchen.take_venues([tell_venue(venue_id)])
    await kitchen.take_orders(tell_order(venue_id).until("payment_succeeded"))
    page = (await client.get(url, headers=headers, params={"after": snapshot["cursor"]})).json()
    assert [event["event"] for event in snapshot["events"]] == ["snapshot"]
    assert [event["event"] for event in page["events"]] == ["venue", "ticket"]
    assert (page["cursor"], page["more"]) == (2, False)
    document = openapi()
    for each in (snapshot, page):
        root = {"$ref": "#/components/schemas/BoardFeedPage", "components": document["components"]}
        jsonschema.Draft202012Validator(root).validate(each)
    again = (await client.get(url, headers=headers, params={"after": 2})).json()
    assert again == {"events": [], "cursor": 2, "more": False}


async def test_a_long_poll_ends_with_the_news(kitchen, tell_order, bearer, venue_id, client):
    url, headers = f"/v1/venues/{venue_id}/board/stream", {**bearer(venue_id), "Accept": "application/json"}
    poll = asyncio.create_task(client.get(url, headers=headers, params={"after": 0, "wait": 20}))
    await asyncio.sleep(0.05)
    await kitchen.take_orders(tell_order(venue_id).until("payment_succeeded"))
    assert [event["event"] for event in (await poll).json()["events"]] == ["ticket"]


async def test_a_cursor_that_is_too_old_or_unknown_resets(kitchen, tell_order, bearer, venue_id, client):
    url, headers = f"/v1/venues/{venue_id}/board/stream", {**bearer(venue_id), "Accept": "application/json"}
    for _ in range(3):
        await kitchen.take_orders(tell_order(venue_id).until("payment_succeeded"))
    async with kitchen.worker.transaction() as tx:
        await feed.prune(tx, older_than=timedelta(0))
    for cursor in (1, 99):
        page = (await client.get(url, headers=headers, params={"after": cursor})).json()
        assert [event["event"] for event in page["events"]] == ["reset"]
    assert (await client.get(url, headers=headers, params={"after": 3})).json()["events"] == []
    snapshot = (await client.get(url, headers=headers)).json()["events"][0]
    assert snapshot["id"] == 3
    assert len(snapshot["data"]["tickets"]) == 3


async def test_a_stream_beats_and_does_not_outlive_its_token(address, bearer, venue_id):
    url = f"{address}/v1/venues/{venue_id}/board/stream"
    headers = bearer(venue_id, lifetime=timedelta(seconds=1))
    async with (
        httpx.AsyncClient(timeout=10) as http,
        http.stream("GET", url, params={"after": 0}, headers=headers) as response,
    ):
        received = [(event, data) async for _, event, data in events(response)]
    assert received[0][0] == "hb"
    assert datetime.fromisoformat(received[0][1]["server_time"]).tzinfo is not None
    assert received[-1][0] == "bye"


async def test_a_board_that_hears_nothing_is_not_live(kitchen, bearer, venue_id, address):
    url, headers = f"{address}/v1/venues/{venue_id}/board", bearer(venue_id)

    async def followed(beat: str) -> None:
        async with kitchen.worker.transaction() as tx:
            await execute(
                tx,
                f"UPDATE heartbeats SET beat_at = clock_timestamp() + interval '{beat}' WHERE name = 'orders'",
            )

    async with (
        httpx.AsyncClient(timeout=10) as http,
        http.stream("GET", f"{url}/stream", headers=headers) as open_stream,
    ):
        told = events(open_stream)
        assert (await anext(told))[1] == "snapshot"
        try:
            await followed("-1 minute")
            said = [event async for _, event, _ in told]
            refused = [
                await http.get(f"{url}/stream", headers={**headers, "Accept": accept}, params=cursor)
                for accept in ("text/event-stream", "application/json")
                for cursor in ({}, {"after": 0})
            ]
            board = await http.get(url, headers=headers)
        finally:
            await followed("1 day")
    assert said[-1] == "bye"
    assert {
        (each.status_code, each.json()["type"].rpartition(":")[2].rpartition("/")[2]) for each in refused
    } == {(503, "orders-not-followed")}
    assert board.status_code == 200
