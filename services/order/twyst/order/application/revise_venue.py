"""Change a venue's record: one revision more, the record to the other services, and the news to diners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from twyst.order.application.catalog_ports import Catalog, Clock, Transactions
from twyst.order.application.load_venue import ordering_of, require_venue
from twyst.order.domain.venue import Venue

Change = Callable[[Venue], Venue]


async def change_venue(transactions: Transactions, venue_id: UUID, change: Change, now: Clock) -> Venue:
    """Apply a change under the venue's lock; one that changes nothing writes nothing. Raises `VenueNotFound`."""
    async with transactions.of_venue(venue_id) as catalog:
        before = await require_venue(catalog, lock=True)
        return await revise(catalog, before, change(before), now())


async def revise(
    catalog: Catalog, before: Venue, after: Venue, at: datetime, *, tables_changed: bool = False
) -> Venue:
    """Save what became of a locked venue. The tables belong to the record, so that they revise it as well."""
    if after == before and not tables_changed:
        return before
    revised = replace(after, revision=before.revision + 1)
    await catalog.save_venue(revised)
    await catalog.announce(revised, await catalog.tables(), at)
    ordering = ordering_of(revised, at)
    if ordering != ordering_of(before, at):
        await catalog.notify(ordering)
    return revised


async def tell_again(transactions: Transactions, venue_id: UUID, *, told: int, now: Clock) -> Venue:
    """Revise a venue whose database was restored past revision `told`, else nobody hears of its next changes.

    It stays as it is. Raises `VenueNotFound`.
    """
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog, lock=True)
        heard_of = replace(venue, revision=max(venue.revision, told))
        return await revise(catalog, heard_of, venue, now())
