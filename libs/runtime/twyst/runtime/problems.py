"""Errors at the HTTP edge as problem documents (RFC 9457), whatever raised them.

Inside, errors are typed exceptions; a service registers how its own become problems. What nobody registered is
an internal error: logged with its traceback, answered 500 without a word about the inside.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twyst.runtime.tracing import current_trace

logger = logging.getLogger(__name__)

PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
PROBLEM_TYPE_PREFIX: Final = "urn:twyst:problem:"
_BLANK_TYPE: Final = "about:blank"


class Problem(Exception):
    """An error with the answer that the caller gets.

    `slug` names the kind of problem in kebab-case and is what programs compare; None stands for nothing more than
    the status. `detail` is for the person who reads it. `members` are further JSON members of the document.
    """

    def __init__(
        self,
        status: int,
        slug: str | None = None,
        *,
        title: str | None = None,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> None:
        self.status = status
        self.slug = slug
        self.title = title or HTTPStatus(status).phrase
        self.detail = detail
        self.headers = dict(headers or {})
        self.members = members
        super().__init__(f"{status} {slug or self.title}: {detail or self.title}")

    def document(self) -> dict[str, Any]:
        """The problem document; `trace_id` leads from a screenshot to the log."""
        trace = current_trace()
        return {
            "type": f"{PROBLEM_TYPE_PREFIX}{self.slug}" if self.slug else _BLANK_TYPE,
            "title": self.title,
            "status": self.status,
            **({"detail": self.detail} if self.detail else {}),
            **({"trace_id": trace.trace_id} if trace else {}),
            **self.members,
        }

    def response(self) -> Response:
        return JSONResponse(
            self.document(),
            status_code=self.status,
            headers=self.headers,
            media_type=PROBLEM_MEDIA_TYPE,
        )


class ProblemDocument(BaseModel):
    """The problem document as OpenAPI describes it."""

    model_config = ConfigDict(extra="allow", title="Problem")

    type: str = Field(description=f"`{PROBLEM_TYPE_PREFIX}<slug>`, or `{_BLANK_TYPE}`.")
    title: str = Field(description="What kind of problem it is, the same words each time.")
    status: int = Field(description="The HTTP status.", ge=400, le=599)
    detail: str | None = Field(default=None, description="What is wrong with this request.")
    trace_id: str | None = Field(default=None, description="Names the request in the logs.")


ProblemFactory = Callable[[Any], Problem | None]
"""Makes a problem of an exception, or None when this one is an internal error after all."""


def unavailable(retry_after_seconds: int = 2, detail: str = "Try again shortly.") -> ProblemFactory:
    """For exceptions that mean something we depend on is away: 503 with Retry-After."""

    def factory(error: Exception) -> Problem:
        logger.warning("unavailable", extra={"error": f"{type(error).__name__}: {error}"})
        return Problem(
            503,
            "temporarily-unavailable",
            title="Temporarily unavailable",
            detail=detail,
            headers={"Retry-After": str(retry_after_seconds)},
        )

    return factory


def install_problems(app: FastAPI, mapping: Mapping[type[Exception], ProblemFactory] | None = None) -> None:
    """Answer every exception of the app as a problem; `mapping` adds the service's own, by type and subtype."""
    for error_type, factory in (mapping or {}).items():
        app.add_exception_handler(error_type, _handler(factory))
    app.add_exception_handler(Problem, _handler(lambda problem: problem))
    app.add_exception_handler(HTTPException, _handler(_from_http_exception))
    app.add_exception_handler(RequestValidationError, _handler(_from_validation_error))


class UnexpectedErrorMiddleware:
    """Turns what no handler knows into a 500 problem and one log line.

    Starlette's own last handler raises the error again after its answer, so that the server logs it a second time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Problem as problem:
            if scope["type"] != "http" or started:
                raise
            await problem.response()(scope, receive, send)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            logger.exception("unexpected error", extra={"method": scope["method"]})
            await Problem(500, detail="The error was logged.").response()(scope, receive, send)


def _handler(factory: ProblemFactory) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def handle(_request: Request, error: Exception) -> Response:
        problem = factory(error)
        if problem is None:
            raise error
        return problem.response()

    return handle


def _from_http_exception(error: HTTPException) -> Problem:
    phrase = HTTPStatus(error.status_code).phrase
    detail = None if error.detail == phrase else str(error.detail)
    return Problem(error.status_code, detail=detail, headers=error.headers)


def _from_validation_error(error: RequestValidationError) -> Problem:
    # The input is not echoed: it may hold what JSON cannot say back (NaN, lone surrogates) or what is secret.
    errors = [
        {
            "in": str(detail["loc"][0]),
            "pointer": "".join(f"/{_pointer_token(part)}" for part in detail["loc"][1:]),
            "code": detail["type"],
            "message": detail["msg"],
        }
        for detail in error.errors()
    ]
    return Problem(
        422,
        "invalid-request",
        title="The request is not valid",
        detail="; ".join(f"{item['in']}{item['pointer']}: {item['message']}" for item in errors[:3]),
        errors=errors,
    )


def _pointer_token(part: int | str) -> str:
    # RFC 6901; a key from the body may hold surrogates that UTF-8 cannot carry.
    text = str(part).encode("utf-8", "replace").decode()
    return text.replace("~", "~0").replace("/", "~1")
