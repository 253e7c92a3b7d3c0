"""Requests that no client would send, over a real socket to the real server: a 4xx or a closed connection each.

Never a 5xx, never a 2xx, never a record. `CLOSED` stands for a connection that ends without an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field

import pytest
import uvicorn

PATH = "/webhooks/stripe/platform"
CLOSED = 0
LIMIT = 256 * 1024
END = object()


class Server(uvicorn.Server):
    """uvicorn with the signal handlers left to pytest."""

    def capture_signals(self):
        return contextlib.nullcontext()


@dataclass
class Listening:
    gateway: object
    port: int

    async def answer(self, *chunks) -> int:
        """Send the chunks; the status of the first answer, CLOSED without one. END half-closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            with contextlib.suppress(ConnectionError):
                for chunk in chunks:
                    if chunk is END:
                        writer.write_eof()
                    else:
                        writer.write(chunk)
                        await writer.drain()
            return await asyncio.wait_for(_status(reader), timeout=10)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _status(reader: asyncio.StreamReader) -> int:
    while True:
        try:
            line = await reader.readline()
        except ConnectionError:
            return CLOSED
        if not line:
            return CLOSED
        status = int(line.split()[1])
        if status != 100:
            return status
        await reader.readline()


@pytest.fixture
async def listening(make_gateway):
    gateway = make_gateway(body_timeout_seconds=0.2)
    config = uvicorn.Config(
        gateway.app, host="127.0.0.1", port=0, http="httptools", ws="none", lifespan="on", log_config=None,
        access_log=False, proxy_headers=False, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    yield Listening(gateway, listener.getsockname()[1])  # who connects before it runs waits in the backlog
    server.should_exit = True
    await running


def request(body: bytes = b"{}", *headers: bytes, target: str = PATH, method: str = "POST") -> bytes:
    lines = [f"{method} {target} HTTP/1.1".encode(), b"Host: gateway", *headers]
    if not any(line.lower().startswith((b"content-length", b"transfer-encoding")) for line in headers):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def forged(value: bytes = b"t=1793004000,v1=" + b"0" * 64) -> bytes:
    return b"Stripe-Signature: " + value


@dataclass(frozen=True)
class Case:
    name: str
    chunks: tuple
    statuses: frozenset[int] = field(default=frozenset({400}))


def case(name: str, *chunks, status: int | tuple[int, ...] = 400) -> Case:
    return Case(name, chunks, frozenset([status] if isinstance(status, int) else status))


CHUNKED = b"Transfer-Encoding: chunked"
UNSIGNED = [
    # the signature header
    case("no signature", request()),
    case("empty signature", request(b"{}", b"Stripe-Signature:")),
    case("signature twice", request(b"{}", forged(), forged())),
    case("forged", request(b"{}", forged())),
    case("only a comma", request(b"{}", forged(b","))),
    case("only equals signs", request(b"{}", forged(b"=" * 500))),
    case("not ASCII", request(b"{}", forged(b"t=1793004000,v1=\xff\xfe\xc3\xa9"))),
    case("not ASCII in the name of a scheme", request(b"{}", forged(b"\xe2\x82\xac=1,v1=2"))),
    case("UTF-8 digits as time", request(b"{}", forged("t=١٧٩٣,v1=00".encode()))),
    case("NUL", request(b"{}", forged(b"t=1\x00,v1=00"))),
    case("a bare carriage return", request(b"{}", forged(b"t=1\r,v1=00"))),
    case("time of 300 digits", request(b"{}", forged(b"t=" + b"9" * 300 + b",v1=00"))),
    case("negative time", request(b"{}", forged(b"t=-1,v1=00"))),
    case("8 KiB of signatures", request(b"{}", forged(b"t=1" + b",v1=00" * 1400))),
    case("signature in v0 only", request(b"{}", forged(b"t=1793004000,v0=" + b"0" * 64))),
    case("unknown source", request(b"{}", forged(), b"Twyst-Source: nobody")),
    case("source not ASCII", request(b"{}", forged(), b"Twyst-Source: \xff")),
    # other headers
    case("32 KiB header", request(b"{}", forged(), b"X: " + b"x" * 32_768), status=431),
    case("1 MiB header", request(b"{}", forged(), b"X: " + b"x" * 1_048_576), status=431),
    case("200 headers", request(b"{}", forged(), *[b"X: y"] * 200), status=431),
    case("20,000 headers", request(b"{}", forged(), *[b"X: y"] * 20_000), status=431),
    case("header without a name", request(b"{}", b": value")),
    case("header without a colon", request(b"{}", b"nonsense")),
    case("header name with a space", request(b"{}", b"Bad Name: x")),
    case("folded header", request(b"{}", forged(), b"X: a\r\n\tb")),
    case("NUL in a header", request(b"{}", b"X: a\x00b")),
    case("no host", b"POST %b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}" % PATH.encode()),
    # length and transfer of the body
    case("length is text", request(b"{}", b"Content-Length: two")),
    case("length is negative", request(b"{}", b"Content-Length: -1")),
    case("length is hexadecimal", request(b"{}", b"Content-Length: 0x2")),
    case("length overflows", request(b"{}", forged(), b"Content-Length: " + b"9" * 30), status=(400, 413)),
    case("two lengths", request(b"{}", forged(), b"Content-Length: 2", b"Content-Length: 3")),
    case("length and chunks", request(b"0\r\n\r\n", forged(), b"Content-Length: 5", CHUNKED)),
    case("one byte over the limit", request(b"x" * (LIMIT + 1), forged()), status=413),
    case("a gigabyte is announced", request(b"{}", forged(), b"Content-Length: 1073741824"), status=413),
    case("announced with Expect", request(b"", forged(), b"Content-Length: 999999", b"Expect: 100-continue"), status=413),
    case("chunks over the limit", request(b"", forged(), CHUNKED), (b"10000\r\n" + b"x" * 65_536 + b"\r\n") * 5, status=413),
    case("a chunk of 16 EiB", request(b"ffffffffffffffff\r\nx", forged(), CHUNKED), END, status=(400, 408, 413, CLOSED)),
    case("chunk size is text", request(b"zz\r\n{}\r\n0\r\n\r\n", forged(), CHUNKED), status=(400, 408, CLOSED)),
    case("chunk size is negative", request(b"-2\r\n{}\r\n0\r\n\r\n", forged(), CHUNKED), status=(400, 408, CLOSED)),
    case("chunked twice", request(b"0\r\n\r\n", forged(), CHUNKED, CHUNKED)),
    case("gzip as transfer", request(b"{}", forged(), b"Transfer-Encoding: gzip")),
    case("empty chunked body", request(b"0\r\n\r\n", forged(), CHUNKED)),
    case("gzip as content", request(b"\x1f\x8b\x08\x00", forged(), b"Content-Encoding: gzip")),
    case("empty body", request(b"", forged())),
    # time and truncation
    case("body never comes", request(b"", forged(), b"Content-Length: 10"), status=408),
    case("body stops half way", request(b"{", forged(), b"Content-Length: 10"), status=408),
    case("chunks stop", request(b"1\r\n{\r\n", forged(), CHUNKED), status=408),
    case("body is cut off", request(b"{", forged(), b"Content-Length: 10"), END, status=(408, CLOSED)),
    case("headers are cut off", b"POST / HTTP/1.1\r\nHost", END, status=(400, CLOSED)),
    # the request line
    case("no version", f"POST {PATH}\r\n\r\n".encode()),
    case("version 3.7", f"POST {PATH} HTTP/3.7\r\n\r\n".encode()),
    case("version 1.0", f"POST {PATH} HTTP/1.0\r\nContent-Length: 2\r\n\r\n{{}}".encode()),
    case("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    case("unknown method", request(method="BREW"), status=(400, 405)),
    case("lower-case method", request(method="post"), status=(400, 405)),
    case("GET with a body", request(b"{}", forged(), method="GET"), status=405),
    case("TRACE", request(b"", method="TRACE"), status=405),
    case("CONNECT", request(b"", method="CONNECT"), status=(400, 404, 405)),
    case("WebSocket upgrade", request(b"", b"Connection: Upgrade", b"Upgrade: websocket", method="GET"), status=405),
    case("upgrade of a POST", request(b"{}", forged(), b"Connection: Upgrade", b"Upgrade: h2c")),
    case("absolute target", request(b"{}", forged(), target=f"http://elsewhere{PATH}")),
    case("target with a query", request(b"{}", forged(), target=f"{PATH}?livemode=false&\u00e9".encode().decode("latin-1")), status=400),
    case("target with an escaped NUL", request(b"{}", forged(), target=f"{PATH}%00"), status=(400, 404)),
    case("target not ASCII", request(b"{}", target="/webhooks/stripe/plätform"), status=(400, 404)),
    case("target climbs", request(b"{}", target="/webhooks/stripe/x/../platform"), status=404),
    case("target of 100 KiB", request(b"{}", target="/" + "x" * 102_400), status=(400, 404, 414)),
    case("asterisk", request(b"{}", target="*"), status=(400, 404)),
    # not HTTP at all
    case("empty lines", b"\r\n" * 1000, END, status=(400, CLOSED)),
    case("TLS hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500),
    case("NULs", b"\x00" * 1000),
    case("all bytes", bytes(range(256)) * 8),
    case("SMTP", b"HELO gateway\r\nMAIL FROM:<a@b.c>\r\n"),
]  # fmt: skip

EVENT = b'{"id":"evt_1","object":"event","type":"%b","livemode":false,"created":1,"api_version":null,"data":{"object":%b}}'
INTENT = (
    b'{"id":"pi_1","object":"payment_intent","amount":%b,"amount_received":1,"currency":"eur","transfer_data":null,'
    b'"status":"succeeded","metadata":%b}'
)


def intent(amount: bytes = b"1", metadata: bytes = b"{}") -> bytes:
    return EVENT % (b"payment_intent.succeeded", INTENT % (amount, metadata))


SIGNED = [
    ("an empty body", b"", 400),
    ("white space", b" \n\t", 400),
    ("a list", b"[]", 400),
    ("a string", b'"event"', 400),
    ("null", b"null", 400),
    ("true", b"true", 400),
    ("a number", b"1e400", 400),
    ("NaN", b"NaN", 400),
    ("an empty object", b"{}", 400),
    ("two documents", intent() + intent(), 400),
    ("an open brace", b"{", 400),
    ("a byte order mark", b"\xef\xbb\xbf" + intent(), 400),
    ("UTF-16", intent().decode().encode("utf-16"), 400),
    ("not UTF-8", b"\xff\xfe\xfd", 400),
    ("not UTF-8 in an id", intent().replace(b"evt_1", b"evt_\xff"), 400),
    ("a lone surrogate", intent().replace(b"evt_1", b"\\ud800"), 400),
    ("NUL as a byte", intent().replace(b"evt_1", b"evt\x00"), 400),
    ("NUL escaped in an id", intent().replace(b"pi_1", b"pi\\u0000"), 422),
    ("lists 100,000 deep", b"[" * 100_000 + b"]" * 100_000, 400),
    ("objects 40,000 deep", b'{"a":' * 40_000 + b"1" + b"}" * 40_000, 400),
    ("a skipped field 100,000 deep", intent(metadata=b"[" * 100_000 + b"]" * 100_000), 400),
    ("another object", b'{"object":"list","data":[]}', 400),
    ("object is a number", b'{"object":1}', 400),
    ("no data", EVENT.replace(b',"data":{"object":%b}', b"") % b"payment_intent.succeeded", 400),
    ("data is null", intent().replace(b'"data":{', b'"data":null,"x":{'), 400),
    ("created is text", intent().replace(b'"created":1', b'"created":"1"'), 400),
    ("created is in year 10000", intent().replace(b'"created":1', b'"created":253402300800'), 400),
    ("livemode is text", intent().replace(b"false", b'"false"'), 400),
    ("id is empty", intent().replace(b"evt_1", b""), 400),
    ("id of 10,000 characters", intent().replace(b"evt_1", b"e" * 10_000), 400),
    ("account is a number", intent().replace(b'"object":"event"', b'"object":"event","account":5'), 400),
    ("account on the platform", intent().replace(b'"object":"event"', b'"object":"event","account":"acct_1"'), 400),
    ("the object is a list", EVENT % (b"payment_intent.succeeded", b"[]"), 422),
    ("the object is empty", EVENT % (b"payment_intent.succeeded", b"{}"), 422),
    ("the object is another one", EVENT % (b"payment_intent.succeeded", b'{"object":"charge"}'), 422),
    ("an amount of 400 digits", intent(b"9" * 400), 422),
    ("an amount of 10,000 digits", intent(b"9" * 10_000), 422),
    ("an amount with a fraction", intent(b"1.5"), 422),
    ("an amount of 1e400", intent(b"1e400"), 422),
    ("an amount in text", intent(b'"1"'), 422),
    ("an amount that is true", intent(b"true"), 422),
    ("metadata is a list", intent(metadata=b"[]"), 422),
    ("metadata of numbers", intent(metadata=b'{"order_id":1}'), 422),
    ("metadata of nulls", intent(metadata=b'{"order_id":null}'), 422),
]  # fmt: skip


def test_there_are_enough_of_them():
    names = [item.name for item in UNSIGNED] + [name for name, _, _ in SIGNED]
    assert len(names) == len(set(names))
    assert len(names) >= 100


async def test_no_unsigned_request_gets_anywhere(listening):
    wrong = []
    for item in UNSIGNED:
        status = await listening.answer(*item.chunks)
        if status not in item.statuses:
            wrong.append((item.name, status))
    assert wrong == []
    assert listening.gateway.producer.sent == []


async def test_no_odd_body_gets_anywhere_though_it_is_signed(listening, sign):
    wrong = []
    for name, body, expected in SIGNED:
        header = f"Stripe-Signature: {sign(body, 'whsec_platform_current')}".encode()
        status = await listening.answer(request(body, header))
        if status != expected:
            wrong.append((name, status))
    assert wrong == []
    assert listening.gateway.producer.sent == []


async def test_a_good_request_passes_after_all_that_on_one_connection(listening, sign, bodies):
    body = bodies["payment_intent_succeeded"]
    header = f"Stripe-Signature: {sign(body, 'whsec_platform_current')}".encode()
    for _ in range(3):
        assert await listening.answer(request(b"{}", forged())) == 400
        assert await listening.answer(request(body, header)) == 200
    byte_by_byte = [bytes([byte]) for byte in request(body, header)[:600]] + [request(body, header)[600:]]
    assert await listening.answer(*byte_by_byte) == 200
    assert len(listening.gateway.producer.sent) == 4


async def test_an_abandoned_delivery_is_counted(listening):
    _reader, writer = await asyncio.open_connection("127.0.0.1", listening.port)
    writer.write(request(b"{", forged(), b"Content-Length: 10"))
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    for _ in range(100):
        if await listening.gateway.count("platform", "abandoned", "client_gone"):
            break
        await asyncio.sleep(0.01)
    assert await listening.gateway.count("platform", "abandoned", "client_gone") == 1
