"""Gives up a request that has not begun to be answered in time: what several slow servers add up to needs one bound."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twyst.runtime.problems import unavailable

ANSWER_SECONDS: Final = 9.0
"""For processes that a diner or staff wait for. Each step behind a request has a shorter bound of its own."""
_unavailable: Final = unavailable(detail="It took too long. Repeat the same request.")


class AnswerInTimeMiddleware:
    """Stands behind whoever reads the body, whose time is the client's. A stream may last once it has begun.

    The work is cancelled between two of its steps, as a crash would end it: repeating the request is safe.
    """

    def __init__(self, app: ASGIApp, *, within_seconds: float) -> None:
        self._app = app
        self._within_seconds = within_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def begin(message: Message) -> None:
            nonlocal has_begun
            if not has_begun:
                has_begun = True
                bound.reschedule(None)
            await send(message)

        try:
            async with asyncio.timeout(self._within_seconds) as bound:
                await self._app(scope, receive, begin)
        except TimeoutError as error:
            if not bound.expired():
                raise
            problem = _unavailable(error)
            assert problem is not None
            await problem.response()(scope, receive, send)
