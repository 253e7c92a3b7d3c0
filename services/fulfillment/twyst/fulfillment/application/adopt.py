"""Adopt what the kitchen told before its database was restored from an older backup, from the kitchen's own events.

Tickets come back when the order topic is replayed, and with them that they were seen. Who saw them, when, and that the
orders were told of it, only the kitchen's own topic knows. It is said again with the same bytes, so that whoever has it
already drops it.
"""

from __future__ import annotations

from dataclasses import replace

from twyst.fulfillment.application.ports import KitchenDesk, TicketLapsed, TicketSeen
from twyst.fulfillment.application.views import ticket_notice
from twyst.fulfillment.domain.ticket import Ticket, revised


class CannotAdopt(Exception):
    """The news does not fit what the database holds; the message says why."""


async def adopt(desk: KitchenDesk, told: TicketSeen | TicketLapsed) -> None:
    """Take one piece of news back, onto its ticket and into the outbox. Raises CannotAdopt."""
    orders = await desk.lock_orders({told.order_id: told.venue_id})
    if orders[told.order_id].seq == 0:
        raise CannotAdopt("its order was not heard of yet: replay fulfillment.orders first")
    before = (await desk.lock_tickets([told.order_id])).get(told.order_id)
    if before is not None:
        after = revised(before, _known(before, told))
        await desk.save_tickets([after])
        await desk.announce([ticket_notice(after)])
    if isinstance(told, TicketSeen):
        await desk.publish_seen(told)
    else:
        await desk.publish_lapsed([told])


def _known(ticket: Ticket, told: TicketSeen | TicketLapsed) -> Ticket:
    """The ticket with what was told of it. Either is told of a ticket that stood on a board only."""
    shown = replace(ticket, announced=True)
    if isinstance(told, TicketLapsed):
        return replace(shown, lapsed_at=told.lapsed_at)
    if ticket.first_seen_by is not None:
        raise CannotAdopt("it was seen again since the restore")
    return replace(shown, first_seen_at=told.seen_at, first_seen_by=told.seen_by)
