"""Bring the order database to the newest revision."""

from __future__ import annotations

import asyncio
from pathlib import Path

import twyst.order.adapters.book.tables
import twyst.order.adapters.catalog.tables  # noqa: F401  (tables register themselves)
from twyst.mailbox import migrate
from twyst.order.adapters.schema import metadata

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def upgrade(dsn: str) -> None:
    """Migrate; safe from several processes at once."""
    asyncio.run(migrate.upgrade(dsn, MIGRATIONS, metadata))


async def differences(dsn: str) -> list[str]:
    """What the database and the tables in code disagree about; empty is right."""
    return await migrate.check(dsn, metadata)
