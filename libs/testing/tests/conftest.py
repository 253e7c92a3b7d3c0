import asyncio

import asyncpg
import pytest

from twyst.testing.stack import register_service_migrations


def upgrade(dsn: str) -> None:
    """A stand-in for a service's migrations: one table, owned by the migrator."""

    async def create() -> None:
        connection = await asyncpg.connect(dsn)
        await connection.execute(
            "CREATE TABLE dishes (name text PRIMARY KEY); GRANT SELECT, INSERT ON dishes TO order_api"
        )
        await connection.close()

    asyncio.run(create())


@pytest.fixture(scope="session", autouse=True)
def _migrations() -> None:
    register_service_migrations("order", upgrade)
