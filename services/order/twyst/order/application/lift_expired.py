"""End pauses, and bring back what was struck, when the time that was set for them is over.

Readers compare the times themselves, so that nothing waits for this; it clears the rows and tells diners, whose
phones show an open menu, and the other services.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from twyst.order.application.catalog_ports import AvailabilityNotice, Clock, Transactions, WorkerView
from twyst.order.application.load_venue import ordering_of
from twyst.order.application.revise_venue import revise


async def lift_expired(view: WorkerView, transactions: Transactions, now: Clock, *, limit: int = 100) -> int:
    """Lift what is over in at most `limit` venues; how many venues it were."""
    venues = await view.with_expired(now(), limit=limit)
    for venue_id in venues:
        await _lift(transactions, venue_id, now)
    return len(venues)


async def _lift(transactions: Transactions, venue_id: UUID, now: Clock) -> None:
    async with transactions.of_venue(venue_id) as catalog:
        venue = await catalog.venue(lock=True)
        if venue is None:
            return
        at = now()
        back = tuple(subject.subject_id for subject in await catalog.expired(at))
        await catalog.restore(back)
        if venue.pause is not None and not venue.pause.holds(at):
            resumed = await revise(catalog, venue, replace(venue, pause=None), at)
            # Whoever reads the clock saw it open already; phones that only follow the feed did not.
            await catalog.notify(ordering_of(resumed, at))
        if back:
            await catalog.notify(AvailabilityNotice(restored=back))
