"""Open a venue: its first record, without tables, menu or account, so that nobody can order yet."""

from __future__ import annotations

from twyst.order.application.catalog_ports import Clock, Transactions
from twyst.order.domain.venue import Venue


class VenueExists(Exception):
    """There is a venue with this id."""


async def open_venue(transactions: Transactions, venue: Venue, now: Clock) -> Venue:
    """Store a new venue and tell the other services. Raises `VenueExists`."""
    async with transactions.of_venue(venue.venue_id) as catalog:
        if await catalog.venue() is not None:
            raise VenueExists
        at = now()
        await catalog.add_venue(venue, at)
        await catalog.announce(venue, (), at)
    return venue
