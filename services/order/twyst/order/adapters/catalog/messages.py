"""What the catalog tells the world: the venue's record to other services, and news to diners with an open menu."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from twyst.contracts import topics
from twyst.contracts.messages import venue_v1
from twyst.mailbox.feed import FeedItem
from twyst.mailbox.outbox import OutboxEvent
from twyst.order.application.catalog_ports import AvailabilityNotice, MenuNotice, Notice, OrderingNotice
from twyst.order.domain.venue import DiningTable, Venue
from twyst.runtime.tracing import current_trace

SOURCE = "twyst/order"
VENUE_CHANGED = "twyst.venue.changed"

# Diners see the kinds as event names.
_KINDS: dict[type[Any], str] = {
    OrderingNotice: "ordering",
    AvailabilityNotice: "availability",
    MenuNotice: "menu",
}
NOTICE_KINDS = frozenset(_KINDS.values())


def venue_changed(venue: Venue, tables: Sequence[DiningTable], at: datetime) -> OutboxEvent:
    """The compacted topic's message: the whole record, whichever part of it changed."""
    trace = current_trace()
    return OutboxEvent(
        topic=topics.VENUES.name,
        key=str(venue.venue_id),
        ce_id=f"venue:{venue.venue_id}:{venue.revision}",
        ce_type=VENUE_CHANGED,
        ce_source=SOURCE,
        ce_subject=str(venue.venue_id),
        ce_time=at,
        body=msgspec.json.encode(_record(venue, tables)),
        headers={"traceparent": trace.header} if trace else {},
    )


def _record(venue: Venue, tables: Sequence[DiningTable]) -> venue_v1.Venue:
    return venue_v1.Venue(
        venue_id=str(venue.venue_id),
        revision=venue.revision,
        name=venue.name,
        currency=venue.currency,
        country=venue.country,
        timezone=venue.timezone,
        account_id=venue.account.account_id if venue.account else None,
        can_be_paid=venue.can_be_paid,
        paused=venue.pause is not None,
        quote_minutes=venue.quote_minutes,
        fee_basis_points=venue.fee.basis_points,
        fee_fixed_minor=venue.fee.fixed_minor,
        contact=venue.contact,
        tables=[venue_v1.Table(str(table.table_id), table.label) for table in tables],
    )


def feed_item(venue_id: UUID, notice: Notice) -> FeedItem:
    """A live feed entry; its body has the names that the availability has."""
    return FeedItem(venue_id, _KINDS[type(notice)], msgspec.json.encode(notice))
