"""A TCP proxy that forwards, and harms on command: replies are lost, data is delayed, stopped one way or both, reset."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Literal, Self

from faults.wire import Wire

Loss = Literal["cut", "hang"]
"""How a reply is lost: the connection breaks, or nothing comes any more."""
Way = Literal["up", "down"]
"""Up is to the server."""
_CHUNK_BYTES = 64 * 1024
_RESET = struct.pack("ii", 1, 0)


class Link:
    """One connection through the proxy."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter, wire: Wire) -> None:
        self.client, self.server = client, server
        self.wire = wire
        self.loses: dict[int, Loss] = {}
        self.deaf = False

    def reset(self) -> None:
        """Break it off at both ends at once."""
        for end in (self.client, self.server):
            with suppress(OSError):
                sock = end.get_extra_info("socket")
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            end.transport.abort()


class Proxy:
    """Stands before one server. `counts` says what it did: connected, lost, reset, delayed, stopped up and down."""

    def __init__(self, host: str, port: int, make_wire: Callable[[], Wire]) -> None:
        self._target = (host, port)
        self._make_wire = make_wire
        self._links: set[Link] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self._open: dict[Way, asyncio.Event] = {"up": asyncio.Event(), "down": asyncio.Event()}
        self._losing: tuple[str, Loss] = ("", "cut")
        self._to_lose = 0
        self.delay_seconds = 0.0
        self.counts: Counter[str] = Counter()
        self.port = 0
        self.heal()

    @property
    def route(self) -> dict[str, int]:
        """For the saboteur: who means the server gets here."""
        return {f"{self._target[0]}:{self._target[1]}": self.port}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        """Listen for the length of the block, on a free port."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.heal()
            for link in list(self._links):
                link.reset()
            for pump in list(self._pumps):
                pump.cancel()
            await asyncio.gather(*self._pumps, return_exceptions=True)

    def lose(self, kind: str, count: int, how: Loss) -> None:
        """From now on carry that many requests of the kind out, and lose their replies."""
        self._losing, self._to_lose = (kind, how), count

    def stop(self, *ways: Way) -> None:
        """Let nothing through. What was sent meanwhile arrives when it heals."""
        for way in ways:
            self._open[way].clear()

    def heal(self) -> None:
        self.delay_seconds = 0.0
        for gate in self._open.values():
            gate.set()

    def reset(self) -> None:
        """Break all connections off."""
        self.counts["reset"] += len(self._links)
        for link in list(self._links):
            link.reset()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            server_reader, server_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        self.counts["connected"] += 1
        link = Link(writer, server_writer, self._make_wire())
        self._links.add(link)
        up = asyncio.create_task(self._pump_up(link, reader))
        down = asyncio.create_task(self._pump_down(link, server_reader))
        self._pumps |= {up, down}
        try:
            # A link that lost a reply and hangs lives until the client gives it up.
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
            if link.deaf:
                await asyncio.wait({up})
        finally:
            up.cancel()
            down.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            self._pumps -= {up, down}
            self._links.discard(link)
            for end in (link.client, link.server):
                end.close()

    async def _pump_up(self, link: Link, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK_BYTES):
                await self._wait("up")
                kind, how = self._losing
                reply = link.wire.requests(data).get(kind)
                if reply is not None and self._to_lose:
                    self._to_lose -= 1
                    link.loses[reply] = how
                link.server.write(data)
                await link.server.drain()

    async def _pump_down(self, link: Link, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            while data := await reader.read(_CHUNK_BYTES):
                await self._wait("down")
                lost = [link.loses.pop(each) for each in link.wire.replies(data) if each in link.loses]
                if lost:
                    # The server has done it, and nobody hears of it.
                    self.counts["lost"] += len(lost)
                    link.deaf = True
                if "cut" in lost:
                    link.reset()
                    return
                if not link.deaf:
                    link.client.write(data)
                    await link.client.drain()

    async def _wait(self, way: Way) -> None:
        if not self._open[way].is_set():
            self.counts[f"stopped {way}"] += 1
        if self.delay_seconds:
            self.counts["delayed"] += 1
            await asyncio.sleep(self.delay_seconds)
        await self._open[way].wait()
