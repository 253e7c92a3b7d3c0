"""W3C trace context: one id that follows a request through HTTP, outbox, Kafka and Stripe's metadata.

Only the `traceparent` header and no SDK: Twyst's traces are the ids on its log lines and journal rows, which any
collector can join. See https://www.w3.org/TR/trace-context/.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

TRACEPARENT: Final = "traceparent"
_HEADER_NAME: Final = TRACEPARENT.encode()

# Version ff is forbidden; a later version may append fields, version 00 may not.
_FORMAT: Final = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
_SAMPLED: Final = 0x01


@dataclass(frozen=True, slots=True)
class TraceContext:
    """A place in a trace. `trace_id` is 32 and `span_id` 16 lower-case hex digits."""

    trace_id: str
    span_id: str
    flags: int = _SAMPLED

    @property
    def header(self) -> str:
        """The value of the `traceparent` header."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags:02x}"

    def child(self) -> "TraceContext":
        """The same trace with a span of its own."""
        return replace(self, span_id=secrets.token_hex(8))


_current: ContextVar[TraceContext | None] = ContextVar("twyst_trace", default=None)


def new_trace() -> TraceContext:
    """A trace that begins here."""
    return TraceContext(trace_id=secrets.token_hex(16), span_id=secrets.token_hex(8))


def parse_traceparent(header: str | None) -> TraceContext | None:
    """The context of a header, or None when there is none that is valid; the standard says to start anew then."""
    match = _FORMAT.fullmatch(header.strip()) if header else None
    if match is None:
        return None
    version, trace_id, span_id, flags, rest = match.groups()
    if (version == "00" and rest) or not trace_id.strip("0") or not span_id.strip("0"):
        return None
    return TraceContext(trace_id, span_id, int(flags, 16) & _SAMPLED)


def continue_trace(header: str | None) -> TraceContext:
    """A span of our own in the caller's trace, or the beginning of a new trace."""
    received = parse_traceparent(header)
    return new_trace() if received is None else received.child()


def current_trace() -> TraceContext | None:
    """The context of the request or message that is being handled."""
    return _current.get()


@contextmanager
def use_trace(trace: TraceContext) -> Iterator[TraceContext]:
    """Handle the block as part of the trace."""
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


class TracingMiddleware:
    """Continues the caller's trace or begins one, and answers its `traceparent`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        received = next((value for name, value in scope["headers"] if name == _HEADER_NAME), b"")
        trace = continue_trace(received.decode("latin-1"))

        async def send_with_trace(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (_HEADER_NAME, trace.header.encode())]
            await send(message)

        with use_trace(trace):
            await self._app(scope, receive, send_with_trace)
