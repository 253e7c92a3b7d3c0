"""The order service's store twice: in memory, as the simulation has it, and PostgreSQL. One suite holds both."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from simulation import orders
from simulation.database import Database as MemoryDatabase
from simulation.kitchen_store import MemoryKitchen
from simulation.mailbox import Lock, MemoryOutbox, follow_outbox
from simulation.order_store import MemoryTransactions
from simulation.processes import Life
from simulation.weather import Weather

from twyst.fulfillment.adapters.desk import PostgresTransactions as PostgresKitchen
from twyst.fulfillment.adapters.migrate import upgrade as upgrade_kitchen
from twyst.mailbox.database import Database
from twyst.mailbox.outlet import PostgresOutbox
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.migrate import upgrade as upgrade_orders
from twyst.order.domain.order import Terms
from twyst.testing.stack import register_service_migrations

register_service_migrations("order", upgrade_orders)
register_service_migrations("fulfillment", upgrade_kitchen)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
BOTH = ["memory", pytest.param("postgresql", marks=pytest.mark.integration)]


@dataclass
class Store:
    """One of the two, empty."""

    transactions: Any
    outbox: Any
    now: datetime = NOW

    def begin(self) -> AbstractAsyncContextManager[Any]:
        return self.transactions.begin()

    def later(self, **after: float) -> datetime:
        return self.now + timedelta(**after)

    async def place(self, *, with_intent: bool = False) -> Terms:
        """A new order with its create call, and perhaps its PaymentIntent."""
        terms = orders.new_terms()
        await orders.place(self.transactions, terms, lambda: self.now)
        if with_intent:
            intent = orders.Histories().intent_of(terms)
            await orders.attach(self.transactions, terms, intent, lambda: self.now)
        return terms


def _memory() -> tuple[MemoryDatabase, Life]:
    weather = Weather(random.Random(1), calm=True)
    weather.pause_share = 0.0
    return MemoryDatabase(weather), Life("test", weather)


def _today() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(params=BOTH)
async def store(request: pytest.FixtureRequest, fresh_database: Callable[..., Any]) -> AsyncIterator[Store]:
    if request.param == "memory":
        memory, life = _memory()
        follow_outbox(memory)
        yield Store(MemoryTransactions(memory, life, {}, _today), MemoryOutbox(memory, Lock(), life))
        return
    service = await fresh_database("order")
    opened = Database(service.worker, pool_size=4, application_name="conformance")
    outbox = PostgresOutbox(service.worker, application_name="conformance")
    yield Store(PostgresTransactions(opened), outbox)
    await opened.close()


@pytest.fixture(params=BOTH)
async def kitchen(request: pytest.FixtureRequest, fresh_database: Callable[..., Any]) -> AsyncIterator[Any]:
    """Transactions of the kitchen's worker."""
    if request.param == "memory":
        yield MemoryKitchen(*_memory(), _today)
        return
    service = await fresh_database("fulfillment")
    opened = Database(service.worker, pool_size=4, application_name="conformance")
    yield PostgresKitchen(opened)
    await opened.close()
