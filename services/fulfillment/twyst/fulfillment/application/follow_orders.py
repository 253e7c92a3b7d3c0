"""News of orders: tickets open, move and end, and the boards hear of it. All in the transaction of the batch."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from twyst.fulfillment.application.intake import Apply, Taken
from twyst.fulfillment.application.ports import KitchenDesk
from twyst.fulfillment.application.views import ticket_notice
from twyst.fulfillment.domain.follow import Continuity, FollowedOrder, OrderNews, follow
from twyst.fulfillment.domain.ticket import Ticket, revised
from twyst.fulfillment.domain.venue import Venue

log = logging.getLogger(__name__)

CONSUMER: Final = "fulfillment.orders"


class FollowOrders:
    """The subject of order events. `default_quote_seconds` counts for venues that promise nothing."""

    consumer = CONSUMER

    def __init__(self, default_quote_seconds: int) -> None:
        self._default_quote_seconds = default_quote_seconds

    async def lock(self, desk: KitchenDesk, news: Sequence[OrderNews], /) -> Apply[OrderNews]:
        """Lock the orders of the news; see `Subject`."""
        orders = await desk.lock_orders({each.order_id: each.venue_id for each in news})
        return partial(self._apply, desk, orders)

    async def _apply(
        self, desk: KitchenDesk, orders: Mapping[UUID, FollowedOrder], news: Sequence[OrderNews]
    ) -> Taken:
        """Fold the news of each order, and write what it came to. What lay between is not shown to anyone."""
        taken = Taken()
        if not news:
            return taken
        before = await desk.lock_tickets({each.order_id for each in news})
        venues = await desk.venues({each.venue_id for each in news})
        heard: dict[UUID, FollowedOrder] = {}
        after: dict[UUID, Ticket] = {}
        for each in news:
            order = heard.get(each.order_id, orders[each.order_id])
            ticket = after.get(each.order_id, before.get(each.order_id))
            done = follow(order, ticket, each, quote_seconds=self._quote_seconds(venues.get(each.venue_id)))
            _report(done.continuity, order, each)
            taken[done.continuity] += 1
            heard[each.order_id] = done.order
            if done.ticket is not None:
                after[each.order_id] = done.ticket
        await desk.save_orders([order for order in heard.values() if order != orders[order.order_id]])
        await _save(desk, before, after)
        return taken

    def _quote_seconds(self, venue: Venue | None) -> int:
        return (venue.quote_seconds if venue else None) or self._default_quote_seconds


def _report(continuity: Continuity, order: FollowedOrder, news: OrderNews) -> None:
    if continuity is Continuity.GAP:
        log.error(
            "events of an order are missing; its newest snapshot is adopted",
            extra={"order_id": str(news.order_id), "known_seq": order.seq, "seq": news.seq},
        )


async def _save(desk: KitchenDesk, before: Mapping[UUID, Ticket], after: Mapping[UUID, Ticket]) -> None:
    changed = [revised(before.get(order_id), ticket) for order_id, ticket in after.items()]
    changed = [ticket for ticket in changed if ticket != before.get(ticket.order_id)]
    await desk.insert_tickets([ticket for ticket in changed if ticket.order_id not in before])
    await desk.save_tickets([ticket for ticket in changed if ticket.order_id in before])
    await desk.announce([ticket_notice(ticket) for ticket in changed])
