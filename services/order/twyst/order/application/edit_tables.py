"""Add, rename and retire a venue's tables. A retired table is kept, because orders name it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from twyst.order.application.catalog_ports import Catalog, Clock, Transactions
from twyst.order.application.load_venue import require_venue
from twyst.order.application.revise_venue import revise
from twyst.order.domain.venue import DiningTable


class TableNotFound(Exception):
    """The venue has no such table, or no longer."""


class LabelTaken(Exception):
    """Another table of the venue has this label; two of them would send food to the wrong one."""


async def add_table(
    transactions: Transactions, venue_id: UUID, table: DiningTable, now: Clock
) -> DiningTable:
    """Add a table. Raises `LabelTaken` or `VenueNotFound`."""
    return await _save(transactions, venue_id, table, now, must_exist=False)


async def rename_table(
    transactions: Transactions, venue_id: UUID, table: DiningTable, now: Clock
) -> DiningTable:
    """Give a table another label. Raises `TableNotFound`, `LabelTaken` or `VenueNotFound`."""
    return await _save(transactions, venue_id, table, now, must_exist=True)


async def retire_table(transactions: Transactions, venue_id: UUID, table_id: UUID, now: Clock) -> None:
    """Take a table out of service. Raises `TableNotFound` or `VenueNotFound`."""
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog, lock=True)
        table = await require_table(catalog, table_id)
        at = now()
        await catalog.save_table(replace(table, retired=True), at)
        await revise(catalog, venue, venue, at, tables_changed=True)


async def require_table(catalog: Catalog, table_id: UUID) -> DiningTable:
    """A table in service, or `TableNotFound`."""
    table = await catalog.table(table_id)
    if table is None or table.retired:
        raise TableNotFound
    return table


async def _save(
    transactions: Transactions, venue_id: UUID, table: DiningTable, now: Clock, *, must_exist: bool
) -> DiningTable:
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog, lock=True)
        if must_exist:
            await require_table(catalog, table.table_id)
        others = [other for other in await catalog.tables() if other.table_id != table.table_id]
        if any(other.label == table.label for other in others):
            raise LabelTaken
        at = now()
        await catalog.save_table(table, at)
        await revise(catalog, venue, venue, at, tables_changed=True)
    return table
