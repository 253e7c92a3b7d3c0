"""Refuses hostile requests before anything parses them: too large, too slow, too deep, or not representable.

PostgreSQL's text takes no NUL, its bigint no more than 64 bits, UTF-8 no lone surrogate, and JSON knows no NaN.
Each of them passes Python's JSON parser and would fail deep inside as an internal error, so they end here.
"""

import asyncio
import json
from typing import Any, Final, NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twyst.runtime.problems import Problem

MAXIMUM_HEADER_BYTES: Final = 32 * 1024
MAXIMUM_JSON_DEPTH: Final = 32
BODY_TIMEOUT_SECONDS: Final = 15.0
_INT64_LIMIT: Final = 2**63

# Only a body in which one of these occurs can hold what is refused, so that an ordinary one is not parsed twice: an
# escape, a name for a number that JSON lacks; and, with every digit written as 0, a number of 19 digits or with a
# large exponent. Translating and finding is several times faster than a regular expression.
_SUSPICIOUS_TEXTS: Final = (rb"\u", b"NaN", b"Infinity")
_SUSPICIOUS_NUMBERS: Final = (b"0" * 19, b"0e00", b"0e+00")
_DIGITS_TO_ZERO: Final = bytes.maketrans(b"123456789E", b"000000000e")


class RequestGuardMiddleware:
    """Reads each body up to the limit, checks what the database and the parsers could not take, and passes it on."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body_bytes: int,
        body_timeout_seconds: float = BODY_TIMEOUT_SECONDS,
    ) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._body_timeout_seconds = body_timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            headers = _checked_head(scope)
            has_body = b"content-length" in headers or b"transfer-encoding" in headers
            body = await self._read(headers, receive) if has_body else None
            if body and b"json" in headers.get(b"content-type", b""):
                check_json(body)
        except Problem as problem:
            await problem.response()(scope, receive, send)
            return
        except _DisconnectedError:
            return
        await self._app(scope, receive if body is None else _replay(body, receive), send)

    async def _read(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit():
            raise Problem(400, detail="Content-Length is not a number.")
        if len(announced) > 18 or int(announced) > self._max_body_bytes:
            self._refuse_size()
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._body_timeout_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _DisconnectedError
                    chunk: bytes = message.get("body", b"")
                    chunks.append(chunk)
                    size += len(chunk)
                    if size > self._max_body_bytes:
                        self._refuse_size()
                    more = message.get("more_body", False)
        except TimeoutError as error:
            raise Problem(
                408, detail="The request body did not arrive in time.", headers={"Connection": "close"}
            ) from error
        return b"".join(chunks)

    def _refuse_size(self) -> NoReturn:
        raise Problem(
            413,
            "body-too-large",
            title="The request body is too large",
            detail=f"At most {self._max_body_bytes} bytes are read.",
            headers={"Connection": "close"},
            max_body_bytes=self._max_body_bytes,
        )


class _DisconnectedError(Exception):
    """The client went away while its body was read."""


def check_json(body: bytes) -> None:
    """Refuse a JSON body that could not be stored or answered; what is not JSON at all is left to the parser.

    Raises `Problem` (400).
    """
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise _unreadable("The body is not UTF-8.") from error
    if not _is_suspicious(body):
        return
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
    except json.JSONDecodeError:
        return
    except RecursionError as error:
        raise _unreadable("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise _unreadable("A number has too many digits.") from error
    _check_values(document)


def _is_suspicious(body: bytes) -> bool:
    if body.count(b"[") + body.count(b"{") > MAXIMUM_JSON_DEPTH or any(
        text in body for text in _SUSPICIOUS_TEXTS
    ):
        return True
    numbers = body.translate(_DIGITS_TO_ZERO)
    return any(number in numbers for number in _SUSPICIOUS_NUMBERS)


def _check_values(document: Any) -> None:
    level, depth = [document], 0
    while level:
        depth += 1
        below: list[Any] = []
        for value in level:
            if isinstance(value, str):
                _check_text(value)
            elif isinstance(value, int | float):
                _check_number(value)
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, dict):
                below.extend(value)
                below.extend(value.values())
        if below and depth > MAXIMUM_JSON_DEPTH:
            raise _unreadable("The JSON is nested too deeply.")
        level = below


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _unreadable("A text contains the NUL character.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise _unreadable("A text is not valid Unicode.") from error


def _check_number(number: float) -> None:
    if not -_INT64_LIMIT <= number < _INT64_LIMIT:
        raise _unreadable("A number is larger than 64 bits.")


def _refuse_constant(name: str) -> NoReturn:
    raise _unreadable(f"{name} is not a JSON number.")


def _checked_head(scope: Scope) -> dict[bytes, bytes]:
    if "\x00" in scope["path"] or b"%00" in scope["query_string"] or b"\x00" in scope["query_string"]:
        raise _unreadable("The address contains the NUL character.")
    headers: dict[bytes, bytes] = {}
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if b"\x00" in value:
            raise _unreadable("A header contains the NUL character.")
        headers[name] = value
    if size > MAXIMUM_HEADER_BYTES:
        raise Problem(431, detail=f"At most {MAXIMUM_HEADER_BYTES} bytes of headers are read.")
    return headers


def _unreadable(detail: str) -> Problem:
    return Problem(400, "unreadable-request", title="The request cannot be read", detail=detail)


def _replay(body: bytes, receive: Receive) -> Receive:
    delivered = False

    async def receive_again() -> Message:
        nonlocal delivered
        if delivered:
            return await receive()
        delivered = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
