"""Two venues, their tables and a menu: what an order is priced and paid by."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from simulation.clockwork import BEGINNING
from simulation.database import Database
from simulation.order_store import MemoryDesk
from simulation.processes import Life

from twyst.order.application.catalog_ports import PublishedMenu, TableView
from twyst.order.domain.account import Account
from twyst.order.domain.menu import Category, Item, Menu
from twyst.order.domain.venue import DiningTable, FeePolicy, Venue

VENUES = (UUID(int=0xA1), UUID(int=0xA2))
TABLES = {
    venue_id: tuple(UUID(int=venue_id.int * 256 + number) for number in range(4)) for venue_id in VENUES
}
SOUP, PIE, TEA = (str(UUID(int=0x500 + number)) for number in range(3))
PRICES_MINOR = {SOUP: 650, PIE: 1290, TEA: 320}
_ITEMS = tuple(
    Item(item_id, name, PRICES_MINOR[item_id], allergens=("milk",) if item_id == PIE else ())
    for item_id, name in ((SOUP, "Soup"), (PIE, "Pie"), (TEA, "Tea"))
)
_MENU = PublishedMenu(1, Menu((Category("all", "All", _ITEMS),)), BEGINNING, "owner")


def account_of(venue_id: UUID) -> str:
    return f"acct_{venue_id.int:x}"


def currency_of(venue_id: UUID) -> str:
    return "eur" if venue_id == VENUES[0] else "gbp"


def _venue(venue_id: UUID) -> Venue:
    currency = currency_of(venue_id)
    account = Account(
        account_of(venue_id), charges_enabled=True, payouts_enabled=True, transfers_active=True,
        details_submitted=True, currency=currency,
    )  # fmt: skip
    return Venue(
        venue_id=venue_id, revision=1, name="Venue", currency=currency, country="FR", timezone="UTC",
        contact="owner", fee=FeePolicy(100, 10) if venue_id == VENUES[0] else FeePolicy(), account=account,
    )  # fmt: skip


_VIEWS = {
    table_id: TableView(_venue(venue_id), DiningTable(table_id, str(number + 1)), _MENU, frozenset(), 0)
    for venue_id in VENUES
    for number, table_id in enumerate(TABLES[venue_id])
}


class MemoryCatalog:
    """`Catalog`, as far as placing an order reads it."""

    async def at_table(self, table_id: UUID, at: datetime) -> TableView | None:
        del at
        return _VIEWS.get(table_id)


class MemoryCounter:
    """`Counter` of one life of the API."""

    def __init__(self, database: Database, life: Life, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._life = life
        self._clock = clock

    @asynccontextmanager
    async def open(self, venue_id: UUID, /) -> AsyncIterator[tuple[MemoryDesk, MemoryCatalog]]:
        del venue_id
        async with self._database.transaction(self._life) as transaction:
            yield MemoryDesk(transaction, {}, self._clock()), MemoryCatalog()
