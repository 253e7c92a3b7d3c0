"""What a client of an API is told when the database is away, and when it refuses what we did."""

from __future__ import annotations

import asyncio

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from twyst.mailbox.database import driver, fetch
from twyst.mailbox.errors import CONNECTION_ERRORS
from twyst.mailbox.problems import DATABASE_PROBLEMS
from twyst.runtime.problems import UnexpectedErrorMiddleware, install_problems


async def answer_to(endpoint) -> httpx.Response:
    app = FastAPI()
    app.add_middleware(UnexpectedErrorMiddleware)
    install_problems(app, DATABASE_PROBLEMS)
    app.add_api_route("/", endpoint)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        return await client.get("/")


@pytest.mark.parametrize(
    "error",
    [
        ConnectionResetError(),
        TimeoutError(),
        asyncpg.AdminShutdownError("terminating connection"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("another operation is in progress"),
        PoolTimeoutError("no connection became free"),
        PendingRollbackError("the connection was lost"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_a_database_that_is_away_is_a_503(error):
    async def endpoint() -> None:
        raise error

    answer = await answer_to(endpoint)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["type"].endswith("temporarily-unavailable")


async def test_what_the_database_refuses_is_our_mistake():
    async def endpoint() -> None:
        raise asyncpg.UniqueViolationError("there is one already")

    assert (await answer_to(endpoint)).status_code == 500


def test_every_error_of_a_connection_is_known():
    assert all(issubclass(error, tuple(DATABASE_PROBLEMS)) for error in CONNECTION_ERRORS)


@pytest.mark.parametrize("moment", ["between statements", "in a statement"])
async def test_a_connection_that_is_cut_in_a_transaction(worker, world, moment):
    async def endpoint() -> None:
        async with worker.transaction() as tx:
            pid = (await driver(tx)).get_server_pid()
            if moment == "in a statement":
                cut = world.admin("SELECT pg_sleep(0.1), pg_terminate_backend($1, 2000)", pid)
                await asyncio.gather(cut, fetch(tx, "SELECT pg_sleep(10)"))
            await world.admin("SELECT pg_terminate_backend($1, 2000)", pid)
            await fetch(tx, "SELECT 1")

    assert (await answer_to(endpoint)).status_code == 503
    async with worker.transaction() as tx:
        assert len(await fetch(tx, "SELECT 1")) == 1
