import asyncio

import asyncpg
import pytest

from twyst.testing import stack


def upgrade(dsn: str) -> None:
    """A stand-in for a service's migrations: one table, owned by the migrator."""

    async def create() -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            "CREATE TABLE dishes (name text PRIMARY KEY); GRANT SELECT, INSERT ON dishes TO order_api"
        )
        await connection.close()

    asyncio.run(create())


@pytest.fixture(autouse=True)
def _migrations(monkeypatch) -> None:
    """For these tests alone: the order service's own tests may run in the same process."""
    monkeypatch.setitem(stack._migrations, "order", upgrade)
