"""The proxy does what it is told to a server that echoes, and its wires find what they look for in chunks of any size."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator

import pytest
from faults.proxy import Proxy
from faults.wire import WIRES

_COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"


def _request(api_key: int, correlation_id: int) -> bytes:
    body = struct.pack(">hhi", api_key, 7, correlation_id) + b"body"
    return struct.pack(">i", len(body)) + body


def _reply(correlation_id: int) -> bytes:
    return struct.pack(">ii", 6, correlation_id) + b"ok"


@pytest.fixture
async def echo() -> AsyncIterator[tuple[str, int]]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(1024):
            writer.write(data)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()
    server.close()


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize(
    ("server", "stream", "found"),
    [
        ("postgres", b"Q\x00\x00\x00\x0aBEGIN\x00" + _COMMIT, {"commit"}),
        ("postgres", b"an order with COMMIT in its note", set()),
        ("sandbox", b"POST /v1/refunds HTTP/1.1\r\nhost: x\r\n\r\nPOST /v1/refunds/re_1 HTTP/1.1\r\n", {"refund"}),
        ("sandbox", b"POST /v1/payment_intents/pi_1/cancel HTTP/1.1\r\nhost: x\r\n\r\n", {"cancel"}),
        ("kafka", _request(3, 1) + _request(0, 2) + _request(8, 3), {"produce", "offset-commit"}),
    ],
)  # fmt: skip
def test_a_wire_finds_requests(server: str, stream: bytes, found: set[str], size: int) -> None:
    wire = WIRES[server]()
    chunks = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert {kind for chunk in chunks for kind in wire.requests(chunk)} == found


def test_a_kafka_reply_is_known_by_its_correlation_id() -> None:
    wire = WIRES["kafka"]()
    assert wire.requests(_request(3, 1) + _request(0, 2)) == {"produce": 2}
    assert wire.replies(_reply(1) + _reply(2)[:9]) == {1}
    assert wire.replies(_reply(2)[9:]) == {2}


async def test_a_lost_reply_was_given_and_the_next_arrives(echo: tuple[str, int]) -> None:
    async with Proxy(*echo, WIRES["postgres"]).running() as proxy:
        proxy.lose("commit", 1, "cut")
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"before")
        assert await reader.readexactly(6) == b"before"
        writer.write(_COMMIT)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        assert proxy.counts["lost"] == 1
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(_COMMIT)
        assert await reader.readexactly(len(_COMMIT)) == _COMMIT
        writer.close()


async def test_a_hanging_link_stays_open_and_says_nothing(echo: tuple[str, int]) -> None:
    async with Proxy(*echo, WIRES["postgres"]).running() as proxy:
        proxy.lose("commit", 1, "hang")
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(_COMMIT)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        assert proxy.counts["lost"] == 1
        writer.close()


@pytest.mark.parametrize("direction", ["up", "down"])
async def test_what_was_stopped_arrives_when_it_heals(echo: tuple[str, int], direction: str) -> None:
    async with Proxy(*echo, WIRES["sandbox"]).running() as proxy:
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        proxy.stop(direction)
        writer.write(b"late")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.2)
        assert proxy.counts[f"stopped {direction}"] == 1
        proxy.heal()
        assert await reader.readexactly(4) == b"late"
        proxy.reset()
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        assert proxy.counts["reset"] == 1
        writer.close()
