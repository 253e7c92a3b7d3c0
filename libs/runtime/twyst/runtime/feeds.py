"""Live feeds over any table that is read by cursor: server-sent events, and the same content as JSON.

The table is the only truth. A stream holds nothing but its cursor, asks the table when it is woken or every two
seconds, and sends what it finds; a lost wake-up, a restart or a second replica changes latency only. A slow client
costs no memory, because nothing is read for it before it has taken what came before.

Events are the table's own (`id:` is the cursor) and four of the feed itself: `snapshot` for a client without a
cursor, `hb` every ten seconds, `reset` when the cursor is unknown or too old (begin anew without one), and `bye`
before the stream ends on purpose (come back with the cursor).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from fastapi import Query, Request
from starlette.responses import Response

from twyst.runtime.app import runtime_of
from twyst.runtime.clock import utc_now
from twyst.runtime.feed_stream import PAGE_LIMIT, FeedItem, FeedStream, StreamTimes
from twyst.runtime.metrics import FEED_STREAMS
from twyst.runtime.shutdown import Stop
from twyst.runtime.wake import Wake

__all__ = [
    "FEED_RESPONSES",
    "PAGE_LIMIT",
    "AfterCursor",
    "CursorLostError",
    "Feed",
    "FeedItem",
    "FeedStream",
    "StreamTimes",
    "WaitSeconds",
    "feed_response",
]

MAXIMUM_CURSOR: Final = 2**63 - 1


class CursorLostError(Exception):
    """Raised by `Feed.read` for a cursor that the table cannot continue from: pruned, or never given out."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of one thing (a venue's board, an order).

    `read(after, limit)` answers the items with a cursor above `after`, oldest first, at most `limit`, or raises
    `CursorLostError`. `snapshot()` answers where a client without a cursor begins; without it such a client reads
    from 0. `wake()` gives each stream its own waiter: a source's `subscribe` with its key. `name` is a metric label, no id.
    """

    name: str
    read: Callable[[int, int], Awaitable[Sequence[FeedItem]]]
    wake: Callable[[], Wake]
    snapshot: Callable[[], Awaitable[FeedItem]] | None = None


AfterCursor = Annotated[
    int | None,
    Query(
        ge=0, le=MAXIMUM_CURSOR, description="Continue after this cursor; without it, begin with a snapshot."
    ),
]
"""The `after` parameter of a feed's route; give it the default None."""

WaitSeconds = Annotated[
    float,
    Query(ge=0, le=25, description="JSON only: seconds to wait for something new before an empty page."),
]
"""The `wait` parameter of a feed's route; give it the default 0."""

FEED_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Server-sent events, or one page of the same when only JSON is accepted.",
        "content": {
            "text/event-stream": {"schema": {"type": "string"}},
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["events", "cursor", "more"],
                    "properties": {
                        "events": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["id", "event", "data"],
                                "properties": {
                                    "id": {"type": "integer"},
                                    "event": {"type": "string"},
                                    "data": {},
                                },
                            },
                        },
                        "cursor": {"type": "integer"},
                        "more": {"type": "boolean"},
                    },
                },
            },
        },
    },
}
"""For the `responses` of a feed's route."""


async def feed_response(
    feed: Feed,
    request: Request,
    *,
    after: int | None,
    wait_seconds: float = 0.0,
    until: datetime | None = None,
    times: StreamTimes | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Response:
    """Answer a feed's request: one JSON page when only that is accepted, else a stream.

    The first read happens before the answer begins, so that a database that is away is a 503 and not a broken
    stream. `until` is when the caller's token expires; the stream does not outlive it.
    """
    runtime = runtime_of(request.app)
    wake = feed.wake()
    items = await _begin(feed, after)
    if _wants_json(request.headers.get("accept", "")):
        if not items and wait_seconds > 0:
            await _wait(wake, runtime.shutdown, wait_seconds)
            items = await _begin(feed, after)
        return _json_page(items, after or 0)
    times = times or StreamTimes()
    if until is not None:
        left_seconds = max(0.0, (until - now()).total_seconds())
        times = replace(times, lifetime_seconds=min(times.lifetime_seconds, left_seconds))
    return FeedStream(
        first=items,
        after=after or 0,
        read=_reader(feed),
        wake=wake,
        stop=runtime.shutdown,
        gauge=runtime.metrics.gauge(FEED_STREAMS).labels(feed.name),
        times=times,
        now=now,
    )


async def _begin(feed: Feed, after: int | None) -> Sequence[FeedItem]:
    if after is None and feed.snapshot is not None:
        return [await feed.snapshot()]
    return await _reader(feed)(after or 0)


def _reader(feed: Feed) -> Callable[[int], Awaitable[Sequence[FeedItem]]]:
    async def read(after: int) -> Sequence[FeedItem]:
        try:
            return await feed.read(after, PAGE_LIMIT)
        except CursorLostError:
            return [FeedItem(after, "reset", {"cursor": after})]

    return read


async def _wait(wake: Wake, stop: Stop, timeout_seconds: float) -> None:
    tasks = {asyncio.ensure_future(wake.wait(timeout_seconds)), asyncio.ensure_future(stop.wait())}
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _wants_json(accept: str) -> bool:
    return "application/json" in accept and "text/event-stream" not in accept


def _json_page(items: Sequence[FeedItem], after: int) -> Response:
    page = {
        "events": [{"id": item.cursor, "event": item.event, "data": item.data} for item in items],
        "cursor": items[-1].cursor if items else after,
        "more": len(items) >= PAGE_LIMIT,
    }
    return Response(msgspec.json.encode(page), media_type="application/json")
