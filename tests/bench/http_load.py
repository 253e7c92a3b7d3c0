"""HTTP clients that cost little: a closed loop for throughput, an open loop for latency."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast


@dataclass
class Load:
    """What came back: statuses, and the time from each request's last byte out to its answer's last byte in."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0


class _Connection(asyncio.Protocol):
    _transport: asyncio.Transport

    def __init__(self, requests: Iterator[bytes], load: Load, done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._load = load
        self._done = done
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send_next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator or len(body) < _content_length(head):
            return
        self._load.latencies_ms.append((time.perf_counter() - self._sent_at) * 1000)
        self._load.statuses[int(head[9:12])] += 1
        self._buffer = b""
        self.send_next()

    def connection_lost(self, exc: Exception | None) -> None:
        if exc is None:
            self._done.set_result(None)
        else:
            self._done.set_exception(exc)


def _content_length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"\r\ncontent-length:")
    return 0 if at < 0 else int(lowered[at + 17 :].split(b"\r\n", 1)[0])


async def drive(port: int, requests: Sequence[bytes], *, connections: int) -> Load:
    """A closed loop: each of the keep-alive connections sends its next request when it has its answer."""
    loop = asyncio.get_running_loop()
    load = Load()
    source = iter(requests)
    done = [loop.create_future() for _ in range(connections)]
    opened = [
        (await loop.create_connection(lambda each=each: _Connection(source, load, each), "127.0.0.1", port))[
            1
        ]
        for each in done
    ]
    began = time.perf_counter()
    for connection in opened:
        connection.send_next()
    await asyncio.gather(*done)
    load.seconds = time.perf_counter() - began
    return load


@dataclass(frozen=True)
class Answered:
    """One request of `send_on_time`: its answer, and Unix times of its departure and of the answer."""

    status: int
    left_at: float
    at: float


async def send_on_time(port: int, requests: Sequence[tuple[float, bytes]]) -> list[Answered]:
    """An open loop: each request leaves at its Unix time, on an idle connection or a new one, whatever is still waited for.

    So a slow server delays nobody's start, and latency is counted from the intended one.
    """
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(at: float, request: bytes) -> Answered:
        await asyncio.sleep(at - time.time())
        reader, writer = idle.pop() if idle else await asyncio.open_connection("127.0.0.1", port)
        left_at = time.time()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_content_length(head))
        answered = Answered(int(head[9:12]), left_at, time.time())
        idle.append((reader, writer))
        return answered

    answers = await asyncio.gather(*(send(at, request) for at, request in requests))
    for _reader, writer in idle:
        writer.close()
    return answers
