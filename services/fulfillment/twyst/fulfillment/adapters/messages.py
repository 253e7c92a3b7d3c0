"""What leaves the service: entries of a board's feed, and the event that the kitchen saw a ticket."""

from __future__ import annotations

from typing import Final

import msgspec

from twyst.contracts import topics
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.fulfillment.application.ports import TicketSeen
from twyst.fulfillment.application.views import AlarmView, Notice, TicketView, VenueView
from twyst.mailbox.feed import FeedItem
from twyst.mailbox.outbox import OutboxEvent
from twyst.runtime.tracing import TRACEPARENT, current_trace

SOURCE: Final = "twyst/fulfillment"
TICKET_SEEN: Final = "twyst.fulfillment.ticket_seen"
# Boards see the kinds as event names, and each body under its kind.
_KINDS: Final[dict[type[TicketView | AlarmView | VenueView], str]] = {
    TicketView: "ticket",
    AlarmView: "alarm",
    VenueView: "venue",
}


def feed_item(notice: Notice) -> FeedItem:
    """News as its feed keeps it."""
    return FeedItem(notice.venue_id, _KINDS[type(notice.view)], msgspec.json.encode(notice.view))


def ticket_seen(seen: TicketSeen) -> OutboxEvent:
    """The order's news; its id says that there is at most one of an order, whoever reports it again."""
    event_id = f"seen:{seen.order_id}"
    trace = current_trace()
    body = FulfillmentEvent(
        event_id=event_id,
        type=TICKET_SEEN,
        order_id=str(seen.order_id),
        venue_id=str(seen.venue_id),
        occurred_at=seen.seen_at.isoformat(),
        actor=seen.seen_by,
    )
    return OutboxEvent(
        topic=topics.FULFILLMENT_EVENTS.name,
        key=str(seen.order_id),
        ce_id=event_id,
        ce_type=TICKET_SEEN,
        ce_source=SOURCE,
        ce_subject=str(seen.order_id),
        ce_time=seen.seen_at,
        body=msgspec.json.encode(body),
        headers={TRACEPARENT: trace.header} if trace else {},
    )
