"""Strike items and options that are sold out, and bring them back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from twyst.order.application.catalog_ports import AvailabilityNotice, Clock, Transactions
from twyst.order.application.load_venue import Availability, load_availability, require_venue
from twyst.order.domain.menu import Menu
from twyst.order.domain.venue import SoldOut


class UnknownSubjects(Exception):
    """The menu has no such items or options."""

    def __init__(self, subject_ids: Sequence[str]) -> None:
        super().__init__(", ".join(subject_ids))
        self.subject_ids = tuple(subject_ids)


async def set_availability(
    transactions: Transactions,
    venue_id: UUID,
    *,
    struck: Sequence[SoldOut],
    restored: Sequence[str],
    by: str,
    now: Clock,
) -> Availability:
    """Strike some and bring back others; what a later menu dropped can still be brought back.

    Raises `UnknownSubjects` or `VenueNotFound`, and changes nothing then.
    """
    async with transactions.of_venue(venue_id) as catalog:
        await require_venue(catalog, lock=True)
        published = await catalog.menu()
        known = (published.menu if published else Menu()).orderable_ids()
        unknown = [subject.subject_id for subject in struck if subject.subject_id not in known]
        if unknown:
            raise UnknownSubjects(unknown)
        at = now()
        await catalog.strike(struck, by, at)
        await catalog.restore(restored)
        await catalog.notify(AvailabilityNotice(tuple(struck), tuple(restored)))
        return await load_availability(catalog, at)
