"""Long-lived asyncpg connections outside the pool, for LISTEN and for the relay's lock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from twyst.mailbox.database import CONNECT_TIMEOUT_SECONDS, server_settings
from twyst.mailbox.errors import CONNECTION_ERRORS

_CLOSE_TIMEOUT_SECONDS = 2.0


@asynccontextmanager
async def dedicated(
    dsn: str, *, application_name: str, command_timeout_seconds: float, idle_seconds: float = 0.0
) -> AsyncIterator[tuple[asyncpg.Connection, asyncio.Event]]:
    """A connection of one's own, and an event that is set when it is lost; closed at the end, within a bound.

    The server ends it when nothing was asked for `idle_seconds`, or when something was asked half, if that is not 0.
    """
    settings = server_settings(
        application_name,
        statement_timeout_seconds=command_timeout_seconds,
        transaction_timeout_seconds=idle_seconds or None,
    )
    settings["idle_session_timeout"] = f"{int(idle_seconds * 1000)}"
    connection = await asyncpg.connect(
        dsn,
        timeout=CONNECT_TIMEOUT_SECONDS,
        command_timeout=command_timeout_seconds,
        server_settings=settings,
    )
    lost = asyncio.Event()

    def on_termination(_connection: Any) -> None:
        lost.set()

    connection.add_termination_listener(on_termination)
    try:
        yield connection, lost
    finally:
        connection.remove_termination_listener(on_termination)
        await _close(connection)


async def _close(connection: asyncpg.Connection) -> None:
    if connection.is_closed():
        return
    try:
        await connection.close(timeout=_CLOSE_TIMEOUT_SECONDS)
    except CONNECTION_ERRORS:
        connection.terminate()


async def first_of(*waits: Coroutine[Any, Any, Any], timeout_seconds: float) -> bool:
    """Wait until one of the coroutines returns, or the time-out passes; False for the time-out."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        done, _ = await asyncio.wait(tasks, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)
        return bool(done)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
