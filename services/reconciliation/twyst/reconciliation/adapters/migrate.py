"""The schema of the reconciliation database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from twyst.mailbox import migrate
from twyst.reconciliation.adapters.schema import metadata

SCRIPTS: Final = Path(__file__).parents[3] / "migrations"


def upgrade(dsn: str) -> None:
    """Bring the database to the newest revision, as its migrator role; safe to run again and at the same time."""
    asyncio.run(migrate.upgrade(dsn, SCRIPTS, metadata))
