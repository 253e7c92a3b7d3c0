"""Feeds: nothing is lost or doubled whatever the cursor, and a stream ends in the way that the client must know."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, Self

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from twyst.runtime.app import runtime_of
from twyst.runtime.feeds import PAGE_LIMIT, StreamTimes


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


def open_streams(app) -> str:
    page = runtime_of(app).metrics.exposition()[0].decode()
    return next(line for line in page.splitlines() if line.startswith("twyst_feed_streams{"))


async def test_a_new_client_gets_a_snapshot_the_clock_and_then_what_comes(board_app, board):
    board.add("a")
    async with Stream(board_app) as stream:
        events = stream.events()
        assert await anext(events) == ("snapshot", 1, {"rows": ["a"]})
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "no-store, no-transform"
        assert "content-length" not in stream.headers
        assert await anext(events) == ("hb", 1, {"cursor": 1, "server_time": "2026-06-01T12:00:00Z"})
        board.add("b", "c")
        assert await anext(events) == ("order", 2, {"row": "b"})
        assert await anext(events) == ("order", 3, {"row": "c"})
        assert open_streams(board_app).endswith(" 1.0")
    assert open_streams(board_app).endswith(" 0.0")
    assert not stream.complete


async def test_a_returning_client_gets_what_it_missed(board_app, board):
    board.add("a", "b", "c")
    async with Stream(board_app, "after=1") as stream:
        events = stream.events()
        assert [(await anext(events))[1] for _ in range(2)] == [2, 3]


async def test_without_a_snapshot_the_feed_begins_at_its_beginning(board_app, board):
    board.with_snapshot = False
    board.add("a")
    async with Stream(board_app) as stream:
        assert await anext(stream.events()) == ("order", 1, {"row": "a"})


@pytest.mark.parametrize("after", [1, 9])
async def test_a_cursor_that_is_pruned_or_unknown_is_reset_and_the_stream_ends(board_app, board, after):
    board.add("a", "b", "c")
    board.pruned = 2
    async with Stream(board_app, f"after={after}") as stream:
        events = [event async for event in stream.events()]
    assert [event for event, _, _ in events] == ["reset", "bye"]
    assert stream.complete


async def test_heartbeats_come_when_nothing_else_does(board_app, board):
    board.times = StreamTimes(heartbeat_seconds=0.01, poll_seconds=60)
    async with Stream(board_app, "after=0") as stream:
        events = stream.events()
        assert [(await anext(events))[0] for _ in range(3)] == ["hb", "hb", "hb"]


async def test_a_lost_wake_up_is_healed_by_the_poll(board_app, board):
    board.times = StreamTimes(heartbeat_seconds=60, poll_seconds=0.01)
    async with Stream(board_app, "after=0") as stream:
        events = stream.events()
        assert (await anext(events))[0] == "hb"
        board.rows.append("nobody said so")
        assert (await anext(events))[2] == {"row": "nobody said so"}


async def test_a_long_backlog_comes_in_pages_without_waiting(board_app, board):
    board.add(*(str(number) for number in range(PAGE_LIMIT + 3)))
    async with Stream(board_app, "after=0") as stream:
        events = stream.events()
        cursors = []
        while len(cursors) < PAGE_LIMIT + 3:
            event, cursor, _ = await anext(events)
            if event == "order":
                cursors.append(cursor)
    assert cursors == list(range(1, PAGE_LIMIT + 4))


@pytest.mark.parametrize("reason", ["stopping", "lifetime", "token", "error"])
async def test_a_stream_says_why_it_ends(board_app, board, reason):
    if reason == "lifetime":
        board.times = StreamTimes(heartbeat_seconds=60, poll_seconds=60, lifetime_seconds=0.05)
    if reason == "token":
        board.until = board.now + timedelta(milliseconds=50)
    async with Stream(board_app, "after=0") as stream:
        events = stream.events()
        assert (await anext(events))[0] == "hb"
        if reason == "stopping":
            runtime_of(board_app).shutdown.begin("test")
        elif reason == "error":
            board.broken = True
            board.wake.notify()
        event, _, data = await anext(events)
        told = "lifetime" if reason == "token" else reason
        assert (event, data["reason"], data["cursor"]) == ("bye", told, 0)
        await stream.ended()
    assert stream.complete


async def test_a_client_that_takes_nothing_is_cut_off(board_app, board):
    board.times = StreamTimes(send_seconds=0.01)
    async with Stream(board_app, "after=0") as stream:
        stream.accepting = False
        await stream.ended()
    assert not stream.complete
    assert open_streams(board_app).endswith(" 0.0")


async def test_a_failing_first_read_is_a_problem_and_no_stream(board_app, board):
    board.broken = True
    async with Stream(board_app, "after=0") as stream:
        await stream.ended()
    assert stream.status == 500
    assert stream.headers["content-type"] == "application/problem+json"


@hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(visits=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 8)), max_size=6))
async def test_a_client_that_comes_and_goes_loses_and_doubles_nothing(board_app, board, visits):
    board.rows.clear()
    seen: list[str] = []
    for added_away, added_here, taken in [*visits, (0, 0, 100)]:
        board.add(*(f"{len(board.rows) + number}" for number in range(added_away)))
        async with Stream(board_app, f"after={len(seen)}") as stream:
            board.add(*(f"{len(board.rows) + number}" for number in range(added_here)))
            events = stream.events()
            for _ in range(min(taken, len(board.rows) - len(seen))):
                event, _cursor, data = await anext(events)
                while event == "hb":
                    event, _cursor, data = await anext(events)
                seen.append(data["row"])
    assert seen == board.rows
