"""What only the owner of the servers can do: plant a broken row, put an old database back, stop processes for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import msgspec
from journeys.live_stack import LiveStack

from twyst.devstack.databases import clone_database, drop_database

# A journal row that should not be: the order's next input has its number already, so that it cannot be written.
POISON = """
INSERT INTO journal SELECT order_id, input_seq + 1, venue_id, 'planted', 'read', '{}', NULL, 'nobody', NULL, 'ignored', 'planted', now()
FROM orders WHERE order_id = $1::uuid
"""
CURE = "DELETE FROM journal WHERE order_id = $1::uuid AND input_id = 'planted'"


def database_of(stack: LiveStack, service: str) -> str:
    """The name of a service's database."""
    return str(stack.describe()["postgres"][service]).rpartition("/")[2]


def _admin_url(stack: LiveStack, database: str) -> str:
    password = msgspec.json.decode((stack.state / "secrets.json").read_bytes())["postgres_password"]
    server = stack.describe()["postgres"]["order"].rpartition("@")[2].partition("/")[0]
    return f"postgresql://postgres:{password}@{server}/{database}"


@asynccontextmanager
async def superuser(stack: LiveStack, service: str = "order") -> AsyncIterator[asyncpg.Connection]:
    """A connection that may do anything to a service's database."""
    connection = await asyncpg.connect(_admin_url(stack, database_of(stack, service)), ssl=False)
    try:
        yield connection
    finally:
        await connection.close()


async def copy_database(stack: LiveStack, service: str, *, source: str, copy: str) -> None:
    """Replace a database by a copy of another one. Nobody may be connected to the source."""
    admin = _admin_url(stack, "postgres")
    await drop_database(admin, copy)
    await clone_database(admin, service, template=source, name=copy)


@asynccontextmanager
async def all_started_after(stack: LiveStack) -> AsyncIterator[None]:
    """Whatever happens in the block, what does not run at its end is started again."""
    try:
        yield
    finally:
        await stack.start_missing()


@asynccontextmanager
async def stopped(stack: LiveStack, names: Sequence[str]) -> AsyncIterator[None]:
    """Without these processes."""
    async with all_started_after(stack):
        for name in names:
            await stack.command("stop", name)
        yield
