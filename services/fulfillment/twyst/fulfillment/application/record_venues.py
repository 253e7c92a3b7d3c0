"""News of venues: what boards show of them, the quote that makes a ticket late, and the tables that may call staff."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from twyst.fulfillment.application.intake import Apply, Taken
from twyst.fulfillment.application.ports import KitchenDesk
from twyst.fulfillment.application.views import Notice, venue_view
from twyst.fulfillment.domain.venue import Venue

CONSUMER: Final = "fulfillment.venues"


class VenueOutcome(StrEnum):
    """What becomes of a venue's record."""

    RECORDED = "recorded"
    STALE = "stale"


class RecordVenues:
    """The subject of venue records. An older revision than the known one changes nothing."""

    consumer = CONSUMER

    async def lock(self, desk: KitchenDesk, _news: Sequence[Venue], /) -> Apply[Venue]:
        """Nothing to lock: a record replaces only an older revision, whoever writes first."""
        return partial(_apply, desk)


async def _apply(desk: KitchenDesk, news: Sequence[Venue]) -> Taken:
    taken = Taken()
    if not news:
        return taken
    known = await desk.venues({each.venue_id for each in news})
    newest: dict[UUID, Venue] = {}
    for each in news:
        current = newest.get(each.venue_id, known.get(each.venue_id))
        fresh = each.replaces(current)
        taken[VenueOutcome.RECORDED if fresh else VenueOutcome.STALE] += 1
        if fresh:
            newest[each.venue_id] = each
    # Another worker may have been faster with a newer record; then this one is not written, nor shown.
    written = await desk.save_venues(list(newest.values()))
    shown = [newest[venue_id] for venue_id in written]
    await desk.announce(
        [
            Notice(venue.venue_id, venue_view(venue))
            for venue in shown
            if _differs(known.get(venue.venue_id), venue)
        ]
    )
    return taken


def _differs(known: Venue | None, venue: Venue) -> bool:
    return known is None or not venue.shows_as(known)
