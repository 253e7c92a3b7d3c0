"""Stop and resume taking orders, and tell diners how long the kitchen needs."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from twyst.order.application.catalog_ports import Clock, Transactions
from twyst.order.application.revise_venue import change_venue
from twyst.order.domain.venue import Pause, Venue


class PauseIsOver(Exception):
    """The pause would end before it begins."""


async def set_ordering(
    transactions: Transactions,
    venue_id: UUID,
    pause: Pause | None,
    quote_minutes: int | None,
    now: Clock,
) -> Venue:
    """Pause a venue, or resume it with None. Raises `PauseIsOver` or `VenueNotFound`."""
    if pause is not None and not pause.holds(now()):
        raise PauseIsOver
    return await change_venue(
        transactions,
        venue_id,
        lambda venue: replace(venue, pause=pause, quote_minutes=quote_minutes),
        now,
    )
