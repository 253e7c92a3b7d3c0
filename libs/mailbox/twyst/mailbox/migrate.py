"""Alembic, driven by the program: a service migrates its own database, and a test finds drift.

A service's `migrations/env.py` is two lines: `from twyst.mailbox.migrate import run_environment` and
`run_environment()`. The connection and the metadata come from here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command, context
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from twyst.mailbox.database import CONNECT_TIMEOUT_SECONDS

T = TypeVar("T")

_LOCK_KEY = 0x7457_5953_544D_4947


async def upgrade(dsn: str, script_location: Path, metadata: MetaData) -> None:
    """Bring the database of a plain DSN to the newest revision, in one transaction.

    Safe to run from several processes at once: they take turns, and the later ones find nothing to do.
    """
    await _with_connection(dsn, lambda connection: _upgrade(connection, script_location, metadata))


async def check(dsn: str, metadata: MetaData) -> list[str]:
    """What differs between the migrated database and the tables in code; empty is right. Changes nothing."""
    return await _with_connection(dsn, lambda connection: _differences(connection, metadata))


def run_environment() -> None:
    """The body of a service's `env.py`."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=attributes["metadata"],
        compare_server_default=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _upgrade(connection: Connection, script_location: Path, metadata: MetaData) -> None:
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock($1)", (_LOCK_KEY,))
    command.upgrade(_config(connection, script_location, metadata), "head")


def _differences(connection: Connection, metadata: MetaData) -> list[str]:
    migration = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return [repr(difference) for difference in compare_metadata(migration, metadata)]


def _config(connection: Connection, script_location: Path, metadata: MetaData) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


async def _with_connection(dsn: str, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(
        make_url(dsn).set(drivername="postgresql+asyncpg"),
        poolclass=NullPool,
        connect_args={"timeout": CONNECT_TIMEOUT_SECONDS},
    )
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()
