"""A service's database with its audit, and the least that a run needs around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from twyst.mailbox.audit import Entry, of_run
from twyst.mailbox.database import Database
from twyst.ops.eyes import Eyes
from twyst.ops.hands import Hands
from twyst.ops.run import Item, Plan
from twyst.ops.targets import OpsTargets
from twyst.order.adapters.migrate import upgrade
from twyst.testing.stack import register_service_migrations
from twyst.verify.sources import Sources
from twyst.verify.targets import Targets

register_service_migrations("order", upgrade)


@dataclass
class Heard:
    """A teller that remembers."""

    left: int = 0
    told: list[tuple[str, str, bool]] = field(default_factory=list)

    def begun(self, _plan: Plan, left: int) -> None:
        self.left = left

    def did(self, item: Item, words: str, *, failed: bool) -> None:
        self.told.append((item.id, words, failed))


@dataclass
class Place:
    """Where runs are made in these tests."""

    targets: OpsTargets
    hands: Hands
    heard: Heard = field(default_factory=Heard)

    async def entries(self, run_id: str) -> list[Entry]:
        database = Database(self.targets.workers["order"], pool_size=1, application_name="test")
        try:
            async with database.transaction() as connection:
                return [row.entry for row in await of_run(connection, run_id)]
        finally:
            await database.close()


@pytest.fixture
async def place(fresh_database: Callable[..., Any]) -> AsyncIterator[Place]:
    """A local platform that is one database."""
    service = await fresh_database("order")
    targets = OpsTargets(Targets(databases={"order": service.auditor}), {"order": service.worker})
    async with Sources(targets.read) as sources, Hands(targets, Eyes(targets, sources)) as hands:
        yield Place(targets, hands)
