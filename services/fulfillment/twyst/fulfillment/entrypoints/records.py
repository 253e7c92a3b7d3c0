"""Topic records as deliveries: what a message says in the kitchen's words, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from twyst.contracts.ids import is_canonical_uuid
from twyst.contracts.messages.order_event_v1 import Line as LineMessage
from twyst.contracts.messages.order_event_v1 import OrderEvent
from twyst.contracts.messages.venue_v1 import Venue as VenueMessage
from twyst.fulfillment.application.ports import Delivery
from twyst.fulfillment.domain.follow import OrderNews
from twyst.fulfillment.domain.lifecycle import Stage
from twyst.fulfillment.domain.ticket import Details, Line
from twyst.fulfillment.domain.venue import Table, Venue
from twyst.mailbox.parking import ArrivedRecord, ParkedRecord
from twyst.messaging.headers import CloudEvent, decode
from twyst.messaging.records import Record

News = TypeVar("News")

_STAGES: Final = {
    "CREATED": Stage.UNPAID,
    "PAYMENT_PENDING": Stage.UNPAID,
    "PAYMENT_SUCCEEDED": Stage.PAID,
    "FULFILLING": Stage.FULFILLING,
    "COMPLETED": Stage.COMPLETED,
    "CANCELED": Stage.CANCELED,
}
_SECONDS_PER_MINUTE: Final = 60
_order_event: Final = msgspec.json.Decoder(OrderEvent)
_venue: Final = msgspec.json.Decoder(VenueMessage)


class Inconsistent(ValueError):
    """A record whose parts contradict each other."""


def read_order_event(record: ArrivedRecord) -> Delivery[OrderNews]:
    """A record of `twyst.orders.events.v1`."""
    return _read(record, _order_news)


def read_venue(record: ArrivedRecord) -> Delivery[Venue]:
    """A record of `twyst.venues.v1`."""
    return _read(record, _venue_news)


def as_record(parked: ParkedRecord) -> Record:
    """A parked record as it came."""
    return Record(
        topic=parked.topic,
        partition=parked.partition,
        offset=parked.offset,
        key=parked.record_key,
        value=parked.value,
        headers=parked.headers,
        timestamp_ms=parked.timestamp_ms,
    )


def _read(record: ArrivedRecord, news: Callable[[str, CloudEvent, bytes], News]) -> Delivery[News]:
    key = _canonical_uuid(record.key)
    try:
        if key is None:
            raise Inconsistent("the key is not a canonical UUID")
        if record.value is None:
            raise Inconsistent("the record has no body")
        event = decode(record.headers)
        return Delivery(record, key, event.id, news(key, event, record.value))
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        complaint = f"{type(error).__name__}: {error}"
        return Delivery(record, key, record.headers.get("ce_id") or None, None, error=complaint)


def _order_news(key: str, event: CloudEvent, body: bytes) -> OrderNews:
    message = _order_event.decode(body)
    _require(event.id == f"{message.order_id}:{message.seq}", "ce_id is not the order and its seq")
    _require(event.type == message.type, "ce_type is not the body's type")
    _require(key == message.order_id, "the key is not the order")
    return OrderNews(
        order_id=UUID(message.order_id),
        venue_id=UUID(message.venue_id),
        seq=message.seq,
        version=message.version,
        stage=_STAGES[message.state],
        occurred_at=_moment(message.occurred_at),
        details=_details(message),
        reason=message.reason,
        refunded_minor=sum(payment.refunded_minor for payment in message.payments if payment.own),
        kitchen_seen=message.kitchen_seen,
    )


def _details(message: OrderEvent) -> Details:
    return Details(
        table_id=UUID(message.table_id),
        table_label=message.table_label,
        order_number=message.order_number,
        currency=message.currency,
        total_minor=message.total_minor,
        lines=tuple(_line(line) for line in message.lines),
        diner_note=message.diner_note,
        allergy=message.allergy is True,
    )


def _line(line: LineMessage) -> Line:
    return Line(
        line_id=line.line_id,
        name=line.name,
        quantity=line.quantity,
        modifiers=tuple(modifier.name for modifier in line.modifiers),
        allergens=tuple(line.allergens),
        note=line.note,
        station=line.station,
        allergy=line.allergy is True,
    )


def _venue_news(key: str, _event: CloudEvent, body: bytes) -> Venue:
    message = _venue.decode(body)
    _require(key == message.venue_id, "the key is not the venue")
    minutes = message.quote_minutes if isinstance(message.quote_minutes, int) else None
    return Venue(
        venue_id=UUID(message.venue_id),
        revision=message.revision,
        name=message.name,
        timezone=message.timezone,
        quote_seconds=minutes * _SECONDS_PER_MINUTE if minutes else None,
        tables=tuple(Table(UUID(table.table_id), table.label) for table in message.tables),
    )


def _canonical_uuid(key: bytes | None) -> str | None:
    text = (key or b"").decode("ascii", "replace")
    return text if is_canonical_uuid(text) else None


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    _require(at.tzinfo is not None, "occurred_at has no time zone")
    return at


def _require(holds: bool, complaint: str) -> None:  # a record is judged by what its own parts say
    if not holds:
        raise Inconsistent(complaint)
