"""Keep the list of the tags that open a table's page.

The page's address is all that a tag holds, so that disabling a tag takes it off the list and cannot close the page:
that is what retiring its table does.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from twyst.order.application.catalog_ports import Clock, Transactions
from twyst.order.application.edit_tables import require_table
from twyst.order.application.load_venue import require_venue
from twyst.order.domain.venue import Tag


class TagNotFound(Exception):
    """The venue has no such tag, or no longer."""


class SerialTaken(Exception):
    """The chip is on the list already; disable that tag first."""


async def register_tag(transactions: Transactions, venue_id: UUID, tag: Tag, now: Clock) -> Tag:
    """Put a tag on the list. Raises `TableNotFound`, `SerialTaken` or `VenueNotFound`."""
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog, lock=True)
        await require_table(catalog, tag.table_id)
        if tag.serial is not None and any(other.serial == tag.serial for other in await catalog.tags()):
            raise SerialTaken
        await catalog.save_tag(tag, now())
    return tag


async def disable_tag(transactions: Transactions, venue_id: UUID, tag_id: UUID, now: Clock) -> None:
    """Take a tag off the list. Raises `TagNotFound` or `VenueNotFound`."""
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog, lock=True)
        tag = await catalog.tag(tag_id)
        if tag is None or tag.disabled:
            raise TagNotFound
        await catalog.save_tag(replace(tag, disabled=True), now())
