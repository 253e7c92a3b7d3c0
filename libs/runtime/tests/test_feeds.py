"""Feeds: nothing is lost or doubled whatever the cursor, and a stream ends in the way that the client must know."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from fastapi import APIRouter, Request, Response
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from twyst.runtime.app import create_api, runtime_of
from twyst.runtime.feeds import (
    FEED_RESPONSES,
    PAGE_LIMIT,
    AfterCursor,
    CursorLostError,
    Feed,
    FeedItem,
    StreamTimes,
    WaitSeconds,
    feed_response,
)
from twyst.runtime.wake import LocalWake

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUIET = StreamTimes(heartbeat_seconds=60, poll_seconds=60, pause_seconds=0)


@dataclass
class Board:
    """A table of events whose cursor is the row number, with everything up to `pruned` gone."""

    rows: list[str] = field(default_factory=list)
    pruned: int = 0
    times: StreamTimes = QUIET
    wake: LocalWake = field(default_factory=LocalWake)
    broken: bool = False
    with_snapshot: bool = True
    until: datetime | None = None

    def add(self, *rows: str) -> None:
        self.rows.extend(rows)
        self.wake.notify()

    async def read(self, after: int, limit: int) -> list[FeedItem]:
        if self.broken:
            raise ConnectionError("database away")
        if not self.pruned <= after <= len(self.rows):
            raise CursorLostError
        found = enumerate(self.rows[after : after + limit], start=after + 1)
        return [FeedItem(cursor, "order", {"row": row}) for cursor, row in found]

    async def snapshot(self) -> FeedItem:
        return FeedItem(len(self.rows), "snapshot", {"rows": self.rows})

    @property
    def feed(self) -> Feed:
        return Feed("board", self.read, self.wake.subscribe, self.snapshot if self.with_snapshot else None)


class Stream:
    """An ASGI client that reads server-sent events as they come; httpx's transport waits for the end."""

    def __init__(self, app: Any, query: str = "") -> None:
        self._app = app
        self._query = query.encode()
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._left = asyncio.Event()
        self.status = 0
        self.headers: dict[str, str] = {}
        self.complete = False
        self.accepting = True

    async def __aenter__(self) -> Self:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/stream",
            "raw_path": b"/stream",
            "query_string": self._query,
            "headers": [(b"accept", b"text/event-stream")],
            "scheme": "http",
            "http_version": "1.1",
            "server": ("test", 80),
            "client": ("test", 1),
            "root_path": "",
            "asgi": {"version": "3.0"},
        }
        self._task = asyncio.create_task(self._app(scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._left.set()
        await self._task

    async def _receive(self) -> dict[str, Any]:
        if not self.status:
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if not self.accepting:
            await asyncio.Event().wait()
        await self._chunks.put(message["body"])
        if not message.get("more_body"):
            self.complete = True
            await self._chunks.put(None)

    async def events(self) -> AsyncIterator[tuple[str, int, Any]]:
        while (chunk := await self._chunks.get()) is not None:
            for block in chunk.decode().split("\n\n"):
                if block:
                    fields = dict(line.split(": ", 1) for line in block.split("\n"))
                    yield fields["event"], int(fields["id"]), json.loads(fields["data"])

    async def ended(self) -> None:
        await self._task


@pytest.fixture
def board():
    return Board()


@pytest.fixture
def app(settings, board):
    router = APIRouter()

    @router.get("/stream", responses=FEED_RESPONSES)
    async def stream(request: Request, after: AfterCursor = None, wait: WaitSeconds = 0) -> Response:
        return await feed_response(
            board.feed,
            request,
            after=after,
            wait_seconds=wait,
            until=board.until,
            times=board.times,
            now=lambda: NOON,
        )

    return create_api("test", settings, title="Test", version="1", routers=[router])


def open_streams(app) -> str:
    page = runtime_of(app).metrics.exposition()[0].decode()
    return next(line for line in page.splitlines() if line.startswith("twyst_feed_streams{"))


async def test_a_new_client_gets_a_snapshot_the_clock_and_then_what_comes(app, board):
    board.add("a")
    async with Stream(app) as stream:
        events = stream.events()
        assert await anext(events) == ("snapshot", 1, {"rows": ["a"]})
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store, no-transform"
        assert "content-length" not in stream.headers
        assert await anext(events) == ("hb", 1, {"cursor": 1, "server_time": "2026-06-01T12:00:00Z"})
        board.add("b", "c")
        assert await anext(events) == ("order", 2, {"row": "b"})
        assert await anext(events) == ("order", 3, {"row": "c"})
        assert open_streams(app).endswith(" 1.0")
    assert open_streams(app).endswith(" 0.0")
    assert not stream.complete


async def test_a_returning_client_gets_what_it_missed(app, board):
    board.add("a", "b", "c")
    async with Stream(app, "after=1") as stream:
        events = stream.events()
        assert [(await anext(events))[1] for _ in range(2)] == [2, 3]


async def test_without_a_snapshot_the_feed_begins_at_its_beginning(app, board):
    board.with_snapshot = False
    board.add("a")
    async with Stream(app) as stream:
        assert await anext(stream.events()) == ("order", 1, {"row": "a"})


@pytest.mark.parametrize("after", [1, 9])
async def test_a_cursor_that_is_pruned_or_unknown_is_reset_and_the_stream_ends(app, board, after):
    board.add("a", "b", "c")
    board.pruned = 2
    async with Stream(app, f"after={after}") as stream:
        events = [event async for event in stream.events()]
    assert [event for event, _, _ in events] == ["reset", "bye"]
    assert stream.complete


async def test_heartbeats_come_when_nothing_else_does(app, board):
    board.times = StreamTimes(heartbeat_seconds=0.01, poll_seconds=60)
    async with Stream(app, "after=0") as stream:
        events = stream.events()
        assert [(await anext(events))[0] for _ in range(3)] == ["hb", "hb", "hb"]


async def test_a_lost_wake_up_is_healed_by_the_poll(app, board):
    board.times = StreamTimes(heartbeat_seconds=60, poll_seconds=0.01)
    async with Stream(app, "after=0") as stream:
        events = stream.events()
        assert (await anext(events))[0] == "hb"
        board.rows.append("nobody said so")
        assert (await anext(events))[2] == {"row": "nobody said so"}


async def test_a_long_backlog_comes_in_pages_without_waiting(app, board):
    board.add(*(str(number) for number in range(PAGE_LIMIT + 3)))
    async with Stream(app, "after=0") as stream:
        events = stream.events()
        cursors = []
        while len(cursors) < PAGE_LIMIT + 3:
            event, cursor, _ = await anext(events)
            if event == "order":
                cursors.append(cursor)
    assert cursors == list(range(1, PAGE_LIMIT + 4))


@pytest.mark.parametrize("reason", ["stopping", "lifetime", "token", "error"])
async def test_a_stream_says_why_it_ends(app, board, reason):
    if reason == "lifetime":
        board.times = StreamTimes(heartbeat_seconds=60, poll_seconds=60, lifetime_seconds=0.05)
    if reason == "token":
        board.until = NOON + timedelta(milliseconds=50)
    async with Stream(app, "after=0") as stream:
        events = stream.events()
        assert (await anext(events))[0] == "hb"
        if reason == "stopping":
            runtime_of(app).shutdown.begin("test")
        elif reason == "error":
            board.broken = True
            board.wake.notify()
        event, _, data = await anext(events)
        told = "lifetime" if reason == "token" else reason
        assert (event, data["reason"], data["cursor"]) == ("bye", told, 0)
        await stream.ended()
    assert stream.complete


async def test_a_client_that_takes_nothing_is_cut_off(app, board):
    board.times = StreamTimes(send_seconds=0.01)
    async with Stream(app, "after=0") as stream:
        stream.accepting = False
        await stream.ended()
    assert not stream.complete
    assert open_streams(app).endswith(" 0.0")


async def test_a_failing_first_read_is_a_problem_and_no_stream(app, board):
    board.broken = True
    async with Stream(app, "after=0") as stream:
        await stream.ended()
    assert stream.status == 500
    assert stream.headers["content-type"] == "application/problem+json"


async def test_the_same_content_as_json(app, board, client_of):
    board.add("a", "b")
    async with client_of(app) as client:
        client.headers["accept"] = "application/json"
        first = (await client.get("/stream")).json()
        page = (await client.get("/stream?after=1")).json()
        nothing = (await client.get("/stream?after=2")).json()
        lost = (await client.get("/stream?after=7")).json()
    assert [event["event"] for event in first["events"]] == ["snapshot"]
    assert page == {"events": [{"id": 2, "event": "order", "data": {"row": "b"}}], "cursor": 2, "more": False}
    assert nothing == {"events": [], "cursor": 2, "more": False}
    assert [event["event"] for event in lost["events"]] == ["reset"]


async def test_a_long_poll_waits_for_news_and_no_longer_than_the_process(app, board, client_of):
    async with client_of(app) as client:
        client.headers["accept"] = "application/json"
        waiting = asyncio.create_task(client.get("/stream?after=0&wait=25"))
        await asyncio.sleep(0.01)
        board.add("a")
        assert [event["id"] for event in (await waiting).json()["events"]] == [1]
        waiting = asyncio.create_task(client.get("/stream?after=1&wait=25"))
        await asyncio.sleep(0.01)
        runtime_of(app).shutdown.begin("test")
        assert (await waiting).json()["events"] == []


@pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
async def test_a_cursor_that_is_no_cursor_is_a_problem(app, client_of, after):
    async with client_of(app) as client:
        assert (await client.get(f"/stream?after={after}")).status_code == 422


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 8)), max_size=6))
async def test_a_client_that_comes_and_goes_loses_and_doubles_nothing(app, board, visits):
    board.rows.clear()
    seen: list[str] = []
    for added_away, added_here, taken in [*visits, (0, 0, 100)]:
        board.add(*(f"{len(board.rows) + number}" for number in range(added_away)))
        async with Stream(app, f"after={len(seen)}") as stream:
            board.add(*(f"{len(board.rows) + number}" for number in range(added_here)))
            events = stream.events()
            for _ in range(min(taken, len(board.rows) - len(seen))):
                event, _cursor, data = await anext(events)
                while event == "hb":
                    event, _cursor, data = await anext(events)
                seen.append(data["row"])
    assert seen == board.rows
