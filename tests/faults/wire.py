"""What goes over one connection, as far as a proxy has to understand it: requests that are meant, and their replies."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from typing import Protocol

_SIZE, _KAFKA_HEAD = struct.Struct(">i"), struct.Struct(">hhi")
_API_KEYS = {0: "produce", 8: "offset-commit"}
_LONGEST_REQUEST_LINE = 2048
_POSTGRES = {"commit": re.compile(re.escape(b"Q\x00\x00\x00\x0bCOMMIT\x00"))}
_STRIPE = {
    "create": re.compile(rb"POST /v1/payment_intents HTTP/1\.1\r\n"),
    "cancel": re.compile(rb"POST /v1/payment_intents/[^/ ]+/cancel HTTP/1\.1\r\n"),
    "refund": re.compile(rb"POST /v1/refunds HTTP/1\.1\r\n"),
}


class Wire(Protocol):
    """Follows one connection from its beginning; data comes in chunks of any size."""

    def requests(self, data: bytes, /) -> Mapping[str, int]:
        """From the client: the kinds of request that are recognized here, each with what its reply will carry."""
        ...

    def replies(self, data: bytes, /) -> set[int]:
        """From the server: what the replies that end here carry."""
        ...


class _Frames:
    """Kafka's frames, put together from chunks."""

    def __init__(self) -> None:
        self._data = b""

    def more(self, data: bytes) -> list[bytes]:
        self._data += data
        frames = []
        while len(self._data) >= _SIZE.size:
            end = _SIZE.size + _SIZE.unpack_from(self._data)[0]
            if len(self._data) < end:
                break
            frames.append(self._data[_SIZE.size : end])
            self._data = self._data[end:]
        return frames


class KafkaWire:
    """Requests are known by their API key, replies by the request's correlation id."""

    def __init__(self) -> None:
        self._requests, self._replies = _Frames(), _Frames()

    def requests(self, data: bytes, /) -> Mapping[str, int]:
        heads = [_KAFKA_HEAD.unpack_from(frame) for frame in self._requests.more(data)]
        return {_API_KEYS[key]: correlation_id for key, _, correlation_id in heads if key in _API_KEYS}

    def replies(self, data: bytes, /) -> set[int]:
        return {_SIZE.unpack_from(frame)[0] for frame in self._replies.more(data)}


class TextWire:
    """Requests are known by a text, on a connection on which each is answered before the next is sent."""

    def __init__(self, texts: Mapping[str, re.Pattern[bytes]]) -> None:
        self._texts = texts
        self._tail = b""

    def requests(self, data: bytes, /) -> Mapping[str, int]:
        seen = self._tail + data
        ends = {kind: found.end() for kind, text in self._texts.items() for found in text.finditer(seen)}
        self._tail = seen[max(ends.values(), default=0) :][-_LONGEST_REQUEST_LINE:]
        return dict.fromkeys(ends, 0)

    def replies(self, data: bytes, /) -> set[int]:
        return {0} if data else set()


WIRES: Mapping[str, Callable[[], Wire]] = {
    "kafka": KafkaWire,
    "postgres": lambda: TextWire(_POSTGRES),
    "sandbox": lambda: TextWire(_STRIPE),
}
"""For each server, how its connections are followed."""
