"""The response that writes a feed as server-sent events until the client leaves, is too slow, or time is up."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from fastapi.sse import format_sse_event
from prometheus_client import Gauge
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from twyst.runtime.shutdown import Stop
from twyst.runtime.wake import Wake

logger = logging.getLogger(__name__)

PAGE_LIMIT: Final = 500
"""How many items one read asks for."""

_HEADERS: Final = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
}


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One event of a feed. `data` is anything msgspec encodes, or `msgspec.Raw` for JSON that is ready."""

    cursor: int
    event: str
    data: Any


@dataclass(frozen=True, slots=True)
class StreamTimes:
    """The rhythm of a stream."""

    heartbeat_seconds: float = 10.0
    """Between two `hb` events; the first comes at once and tells the client the server's clock."""
    poll_seconds: float = 2.0
    """How often the table is read when no wake-up comes."""
    pause_seconds: float = 0.05
    """The least time between two reads, so that a busy feed is read in batches."""
    send_seconds: float = 15.0
    """How long a client may take to accept a chunk before it is cut off."""
    lifetime_seconds: float = 900.0
    """After which the stream says `bye`, so that streams spread over replicas again."""


class FeedStream(Response):
    """One client's stream; `feeds.feed_response` makes it."""

    def __init__(
        self,
        *,
        first: Sequence[FeedItem],
        after: int,
        read: Callable[[int], Awaitable[Sequence[FeedItem]]],
        wake: Wake,
        stop: Stop,
        gauge: Gauge,
        times: StreamTimes,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(headers=_HEADERS)
        # The base class measured the empty body that it was made with; a stream has no length.
        del self.headers["content-length"]
        self._first = first
        self._cursor = after
        self._read = read
        self._wake = wake
        self._stop = stop
        self._gauge = gauge
        self._times = times
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._gauge.inc()
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            reason = await self._run(receive, send)
            if reason:
                await self._write(send, self._signal("bye", reason=reason))
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            # Ending without the last chunk makes the server drop the connection: all that this client can notice.
            logger.info("feed client is too slow", extra={"path": scope["path"]})
        finally:
            self._gauge.dec()

    async def _run(self, receive: Receive, send: Send) -> str:
        """Pump until something ends the stream. Answers the reason to tell the client, none when it has left."""
        pump = asyncio.create_task(self._pump(send))
        left = asyncio.create_task(_until_disconnect(receive))
        stopping = asyncio.create_task(self._stop.wait())
        tasks = {pump, left, stopping}
        try:
            done, _ = await asyncio.wait(
                tasks,
                timeout=self._times.lifetime_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if left in done:
            return ""
        if pump in done:
            return pump.result()
        return "stopping" if stopping in done else "lifetime"

    async def _pump(self, send: Send) -> str:
        """Send, wait, read, again. Answers why it ended."""
        items = self._first
        read_at = heartbeat_at = time.monotonic()
        while True:
            if items:
                await self._write(send, b"".join(_encode(item) for item in items))
                self._cursor = items[-1].cursor
                if items[-1].event == "reset":
                    return "reset"
            if time.monotonic() >= heartbeat_at:
                await self._write(send, self._signal("hb"))
                heartbeat_at = time.monotonic() + self._times.heartbeat_seconds
            if len(items) < PAGE_LIMIT:
                await self._wake.wait(
                    min(self._times.poll_seconds, max(0.0, heartbeat_at - time.monotonic()))
                )
            await asyncio.sleep(max(0.0, read_at + self._times.pause_seconds - time.monotonic()))
            read_at = time.monotonic()
            try:
                items = await self._read(self._cursor)
            except Exception:
                # The answer has begun, so that no problem document can say it; the client's reconnect meets it.
                logger.warning("feed read failed", exc_info=True)
                return "error"

    def _signal(self, event: str, **members: str) -> bytes:
        data = {"cursor": self._cursor, "server_time": self._now(), **members}
        return _encode(FeedItem(self._cursor, event, data))

    async def _write(self, send: Send, chunk: bytes) -> None:
        # The server blocks here while the client's window is full; nothing more is read for it meanwhile.
        async with asyncio.timeout(self._times.send_seconds):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})


def _encode(item: FeedItem) -> bytes:
    data = msgspec.json.encode(item.data).decode()
    return format_sse_event(data_str=data, event=item.event, id=str(item.cursor))


async def _until_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
