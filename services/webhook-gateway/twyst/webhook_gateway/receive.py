"""Reading a request that nobody vouches for: bounded headers, a bounded body, a bounded time.

Nothing is parsed here; the bytes go to `verify` as they came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.types import Receive

from twyst.webhook_gateway.outcome import Reason

MAX_HEADERS: Final = 100
MAX_HEADER_BYTES: Final = 32 * 1024
_MAX_LENGTH_DIGITS: Final = 18

SOURCE_HEADER: Final = b"twyst-source"
BACKFILL: Final = b"backfill"


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers say. `announced_bytes` is the Content-Length, None when there is none that is a number."""

    signature: bytes
    announced_bytes: int | None
    is_backfill: bool


def read_head(headers: Iterable[tuple[bytes, bytes]]) -> Head | Reason:
    """The headers that matter. A signature header that is there twice is as good as none: which one would count?"""
    signatures: list[bytes] = []
    announced_bytes = None
    source = None
    count = size = 0
    for name, value in headers:
        count += 1
        size += len(name) + len(value)
        if name == b"stripe-signature":
            signatures.append(value)
        elif name == b"content-length" and value.isdigit():
            announced_bytes = int(value[:_MAX_LENGTH_DIGITS])
        elif name == SOURCE_HEADER:
            source = value
    if count > MAX_HEADERS or size > MAX_HEADER_BYTES:
        return Reason.HEADERS_TOO_LARGE
    if source is not None and source != BACKFILL:
        return Reason.SOURCE_UNKNOWN
    if len(signatures) != 1:
        return Reason.SIGNATURE_MISSING
    return Head(signatures[0], announced_bytes, source is not None)


async def read_body(
    receive: Receive, announced_bytes: int | None, *, max_bytes: int, timeout_seconds: float
) -> bytes | Reason:
    """The whole body, or why there is none. What is announced as too large is not read at all."""
    if announced_bytes is not None and announced_bytes > max_bytes:
        return Reason.BODY_TOO_LARGE
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _read_chunks(receive, max_bytes)
    except TimeoutError:
        return Reason.BODY_TOO_SLOW


async def _read_chunks(receive: Receive, max_bytes: int) -> bytes | Reason:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return Reason.CLIENT_GONE
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > max_bytes:
            return Reason.BODY_TOO_LARGE
        chunks.append(chunk)
        if not message.get("more_body", False):
            return chunk if len(chunks) == 1 else b"".join(chunks)
