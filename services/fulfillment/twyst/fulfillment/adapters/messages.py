"""What leaves the service: entries of a board's feed, and what the kitchen did that an order must know."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from twyst.contracts import topics
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.fulfillment.application.call_views import StaffCallView
from twyst.fulfillment.application.ports import TicketLapsed, TicketSeen
from twyst.fulfillment.application.views import AlarmView, Notice, TicketView, VenueView
from twyst.mailbox.feed import FeedItem
from twyst.mailbox.outbox import OutboxEvent
from twyst.runtime.tracing import TRACEPARENT, current_trace

_Kind = Literal["twyst.fulfillment.ticket_seen", "twyst.fulfillment.ticket_lapsed"]
SOURCE: Final = "twyst/fulfillment"
TICKET_SEEN: Final[_Kind] = "twyst.fulfillment.ticket_seen"
TICKET_LAPSED: Final[_Kind] = "twyst.fulfillment.ticket_lapsed"
POLICY: Final = "policy"
# Boards see the kinds as event names, and each body under its kind.
_KINDS: Final[dict[type[TicketView | AlarmView | VenueView | StaffCallView], str]] = {
    TicketView: "ticket",
    AlarmView: "alarm",
    VenueView: "venue",
    StaffCallView: "call",
}


def feed_item(notice: Notice) -> FeedItem:
    """News as its feed keeps it."""
    return FeedItem(notice.venue_id, _KINDS[type(notice.view)], msgspec.json.encode(notice.view))


def ticket_seen(seen: TicketSeen) -> OutboxEvent:
    """The order's news; its id says that there is at most one of an order, whoever reports it again."""
    return _event(TICKET_SEEN, "seen", seen.order_id, seen.venue_id, seen.seen_at, seen.seen_by)


def ticket_lapsed(lapsed: TicketLapsed) -> OutboxEvent:
    """The order's news that nobody saw its ticket; there is at most one of an order."""
    return _event(TICKET_LAPSED, "lapsed", lapsed.order_id, lapsed.venue_id, lapsed.lapsed_at, POLICY)


def _event(kind: _Kind, prefix: str, order_id: UUID, venue_id: UUID, at: datetime, actor: str) -> OutboxEvent:
    event_id = f"{prefix}:{order_id}"
    trace = current_trace()
    body = FulfillmentEvent(
        event_id=event_id,
        type=kind,
        order_id=str(order_id),
        venue_id=str(venue_id),
        occurred_at=at.isoformat(),
        actor=actor,
    )
    return OutboxEvent(
        topic=topics.FULFILLMENT_EVENTS.name,
        key=str(order_id),
        ce_id=event_id,
        ce_type=kind,
        ce_source=SOURCE,
        ce_subject=str(order_id),
        ce_time=at,
        body=msgspec.json.encode(body),
        headers={TRACEPARENT: trace.header} if trace else {},
    )
