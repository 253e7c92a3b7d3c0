"""From a topic record to a delivery: decode, find the order it names, or say why nobody can.

Each consumer group has its own reading; redrive uses the same one on the parked bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

import msgspec

from twyst.contracts.ids import is_canonical_uuid
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.contracts.messages.stripe_event_v1 import Account, Capability, StripeEvent
from twyst.order.adapters.book import codec
from twyst.order.adapters.stripe_events import observed, references
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.fold import Arrival
from twyst.order.application.ports import ParkedRecord, Unrouted
from twyst.order.application.take_deliveries import Delivery
from twyst.order.domain.inputs import Cancel, KitchenSeen

STRIPE, UNROUTED, KITCHEN = "order.stripe", "order.unrouted", "order.kitchen"
TICKET_SEEN = "twyst.fulfillment.ticket_seen"
UNSEEN = "the kitchen did not see the order"
"""Why an order is canceled whose ticket lapsed; the diner reads it."""
_kitchen_decoder = msgspec.json.Decoder(FulfillmentEvent)


class Readable(Protocol):
    """What a reading needs of a record, fresh or parked."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


def read_stripe(record: Readable) -> Delivery:
    """An event that names its order: in the key, and the same in its metadata."""
    event = _decode(record)
    if isinstance(event, Delivery):
        return event
    order_id = (record.key or b"").decode(errors="replace")
    if not is_canonical_uuid(order_id):
        return _undecodable(record, f"the key is no order id: {order_id[:60]!r}", event.id)
    if event.metadata.order_id != order_id:
        return _undecodable(record, "key and metadata name different orders", event.id)
    return Delivery(record, event.id, arrival=_arrival(order_id, event, record))


def read_unrouted(record: Readable) -> Delivery:
    """An event that names no order: its PaymentIntent or charge may."""
    event = _decode(record)
    if isinstance(event, Delivery):
        return event
    arrival = _arrival("", event, record)
    unrouted = Unrouted(
        event_id=event.id,
        type=event.type,
        payload=arrival.payload,
        references=references(event),
        named_order_id=None,
        source=arrival.source or "",
        traceparent=arrival.traceparent,
        because="names no order",
    )
    return Delivery(record, event.id, arrival=arrival, unrouted=unrouted)


def read_kitchen(record: Readable) -> Delivery:
    """What the kitchen did, or did not do for too long."""
    try:
        news = _kitchen_decoder.decode(record.value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _undecodable(record, str(error), record.headers.get("ce_id"))
    if not is_canonical_uuid(news.order_id):
        return _undecodable(record, "no order id", news.event_id)
    arrival = arrival_of(
        news.order_id,
        _of_kitchen(news),
        actor=news.actor,
        source=_place(record),
        traceparent=record.headers.get("traceparent"),
    )
    return Delivery(record, news.event_id, arrival=arrival)


def _of_kitchen(news: FulfillmentEvent) -> KitchenSeen | Cancel:
    if news.type == TICKET_SEEN:
        return KitchenSeen(news.event_id)
    return Cancel(news.event_id, UNSEEN, refund_id=f"policy:{news.event_id}", if_unseen=True)


READERS: dict[str, Callable[[Readable], Delivery]] = {
    STRIPE: read_stripe,
    UNROUTED: read_unrouted,
    KITCHEN: read_kitchen,
}


def read_account(record: Readable) -> str | Delivery | None:
    """The account that a record says has changed, None for what is not about accounts, or why nobody can tell."""
    event = _decode(record)
    if isinstance(event, Delivery):
        return event
    return event.account if isinstance(event.object, Account | Capability) else None


class _Parked:
    """A parked record as it first came: the broker's key is kept beside the key that it is parked under."""

    def __init__(self, record: ParkedRecord) -> None:
        self.topic = record.topic
        self.partition = record.partition
        self.offset = record.offset
        self.key = record.record_key
        self.value = record.value
        self.headers = record.headers


def read_parked(consumer: str, record: ParkedRecord, order_id: str) -> Delivery:
    """A parked record, read as its group read it, for the order that it was parked under."""
    delivery = READERS[consumer](_Parked(record))
    if delivery.arrival is None or delivery.arrival.order_id == order_id:
        return delivery
    return Delivery(record, delivery.event_id, arrival=replace(delivery.arrival, order_id=order_id))


def _decode(record: Readable) -> StripeEvent | Delivery:
    try:
        return codec.decode_event(record.value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _undecodable(record, str(error), record.headers.get("ce_id"))


def _arrival(order_id: str, event: StripeEvent, record: Readable) -> Arrival:
    return Arrival(
        order_id=order_id,
        given=observed(event),
        kind=codec.EVENT,
        payload=(record.value or b"").decode(),
        actor="stripe",
        source=_place(record),
        traceparent=record.headers.get("traceparent"),
    )


def _place(record: Readable) -> str:
    return f"{record.topic}/{record.partition}/{record.offset}"


def _undecodable(record: Readable, error: str, event_id: str | None) -> Delivery:
    return Delivery(record, event_id or None, error=error)
