"""A venue's live board as a tablet reads it, with the time at which each order's ticket came."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Self

import httpx
import msgspec
from rounds import Lost

_STREAM_SECONDS = 15.0
"""A stream that says nothing for so long, not even its heartbeat, is dead."""


class _Ticket(msgspec.Struct):
    order_id: str
    revision: int


class _TicketNews(msgspec.Struct):
    ticket: _Ticket


class BoardStream:
    """What has come since the snapshot: each order's revisions with their Unix times."""

    def __init__(self) -> None:
        self._arrivals: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self._changed = asyncio.Event()
        self._decode = msgspec.json.Decoder(_TicketNews).decode

    @classmethod
    @asynccontextmanager
    async def open(cls, fulfillment_url: str, venue_id: str, token: str) -> AsyncIterator[Self]:
        """Read the stream in the background, from its snapshot on, as long as the block lasts."""
        board = cls()
        url = f"{fulfillment_url}/v1/venues/{venue_id}/board/stream"
        headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
        async with (
            httpx.AsyncClient(timeout=_STREAM_SECONDS, trust_env=False) as http,
            http.stream("GET", url, headers=headers) as response,
        ):
            response.raise_for_status()
            lines = response.aiter_lines()
            await board._skip_snapshot(lines)
            reading = asyncio.create_task(board._read(lines), name="board stream")
            try:
                yield board
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def until(self, order_ids: Collection[str], patience_seconds: float) -> None:
        """Return when every order's ticket has come; Lost when one does not come in time."""
        try:
            async with asyncio.timeout(patience_seconds):
                while missing := order_ids - self._arrivals.keys():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise Lost(f"{len(missing)} of {len(order_ids)} tickets did not come") from None

    def first_arrivals(self, order_ids: Collection[str]) -> dict[str, float]:
        """When each ticket came first; Lost when anything on the stream came twice."""
        revisions = {name: [revision for revision, _ in came] for name, came in self._arrivals.items()}
        if twice := {name: came for name, came in revisions.items() if len(set(came)) < len(came)}:
            raise Lost(f"tickets that came twice in one revision: {twice}")
        return {name: self._arrivals[name][0][1] for name in order_ids}

    async def _skip_snapshot(self, lines: AsyncIterator[str]) -> None:
        async for line in lines:
            if line == "event: snapshot":
                return

    async def _read(self, lines: AsyncIterator[str]) -> None:
        event = ""
        async for line in lines:
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: ") and event == "ticket":
                now = time.time()
                ticket = self._decode(line[6:].encode()).ticket
                self._arrivals[ticket.order_id].append((ticket.revision, now))
                self._changed.set()
