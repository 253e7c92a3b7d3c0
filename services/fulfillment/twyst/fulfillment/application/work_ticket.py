"""What the staff do with tickets: load under the lock, change, save, tell the boards; in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from twyst.fulfillment.application.ports import TicketDesk, TicketSeen, VenueTransactions
from twyst.fulfillment.application.views import TicketView, ticket_notice, ticket_view
from twyst.fulfillment.domain.ticket import Ticket, revised
from twyst.fulfillment.domain.work import see

Act = Callable[[Ticket, datetime], Ticket]
"""One of `domain.work`, with its arguments."""


class UnknownTicket(Exception):
    """The venue has no ticket for that order."""


async def work_ticket(
    transactions: VenueTransactions, venue_id: UUID, order_id: UUID, act: Act
) -> TicketView:
    """Do it, and answer the ticket as it stands then. Raises `UnknownTicket` and the act's own refusals."""
    async with transactions.begin(venue_id) as desk:
        before, after = await _change(desk, order_id, act)
        await _keep(desk, before, after)
    return ticket_view(after)


async def mark_seen(
    transactions: VenueTransactions, venue_id: UUID, order_id: UUID, *, by: str
) -> TicketView:
    """The kitchen has the ticket in front of it: the order hears of it, once. Raises `UnknownTicket`."""
    async with transactions.begin(venue_id) as desk:
        before, after = await _change(desk, order_id, partial(see, by=by))
        if before.first_seen_at is None and after.first_seen_at is not None:
            await desk.publish_seen(TicketSeen(order_id, after.venue_id, after.first_seen_at, by))
        await _keep(desk, before, after)
    return ticket_view(after)


async def _change(desk: TicketDesk, order_id: UUID, act: Act) -> tuple[Ticket, Ticket]:
    before = (await desk.lock_tickets([order_id])).get(order_id)
    if before is None:
        raise UnknownTicket(str(order_id))
    return before, revised(before, act(before, await desk.now()))


async def _keep(desk: TicketDesk, before: Ticket, after: Ticket) -> None:
    if after != before:
        await desk.save_tickets([after])
        await desk.announce([ticket_notice(after)])
