"""Wait for something that other processes bring about."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Result = TypeVar("Result")


async def eventually(
    predicate: Callable[[], Awaitable[Result]], timeout_seconds: float = 10.0, interval_seconds: float = 0.05
) -> Result:
    """The predicate's first truthy result. An AssertionError inside it counts as "not yet".

    Raises AssertionError when the time is over: the predicate's own when it raised one last.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout_seconds
    while True:
        failure: AssertionError | None = None
        result: Result | None = None
        try:
            result = await predicate()
        except AssertionError as error:
            failure = error
        if result:
            return result
        if loop.time() >= deadline:
            raise failure or AssertionError(f"not true within {timeout_seconds} s; last result: {result!r}")
        await asyncio.sleep(interval_seconds)
