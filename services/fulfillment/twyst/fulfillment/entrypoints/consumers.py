"""The consumer groups: both topics of each, the live one and the one for replays, meet the same handler."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from prometheus_client import Counter

from twyst.contracts import topics
from twyst.fulfillment.application import follow_orders, record_venues
from twyst.fulfillment.application.intake import Intake, Outcome
from twyst.fulfillment.application.ports import Delivery
from twyst.fulfillment.domain.follow import Continuity, OrderNews
from twyst.fulfillment.domain.venue import Venue
from twyst.fulfillment.entrypoints.records import read_order_event, read_venue
from twyst.mailbox.breaker import TooManyParked
from twyst.mailbox.parking import ArrivedRecord
from twyst.messaging.consumer import Subscription
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.records import Record
from twyst.messaging.topics import replay_topic

ORDER_TOPICS: Final = (topics.ORDERS_EVENTS.name, replay_topic(follow_orders.CONSUMER))
VENUE_TOPICS: Final = (topics.VENUES.name, replay_topic(record_venues.CONSUMER))
_APPLIED_AS: Final[Mapping[str, type[StrEnum]]] = {
    follow_orders.CONSUMER: Continuity,
    record_venues.CONSUMER: record_venues.VenueOutcome,
}


def subscriptions(
    orders: Intake[OrderNews], venues: Intake[Venue], outcomes: Counter
) -> tuple[Subscription, Subscription]:
    """What the worker consumes; `outcomes` counts records by consumer and outcome."""
    return (
        Subscription(
            ORDER_TOPICS,
            follow_orders.CONSUMER,
            handler(follow_orders.CONSUMER, read_order_event, orders, outcomes),
        ),
        Subscription(
            VENUE_TOPICS,
            record_venues.CONSUMER,
            handler(record_venues.CONSUMER, read_venue, venues, outcomes),
        ),
    )


def handler(
    consumer: str,
    read: Callable[[ArrivedRecord], Delivery[Any]],
    intake: Intake[Any],
    outcomes: Counter,
) -> Callable[[Sequence[Record]], Awaitable[None]]:
    """The handler of one group. Every outcome is shown from the start, because an alert needs its zero."""
    for name in (*Outcome, *_APPLIED_AS[consumer]):
        outcomes.labels(consumer, str(name))

    async def handle(records: Sequence[Record]) -> None:
        try:
            taken = await intake([read(record) for record in records])
        except TooManyParked as error:
            raise CircuitOpen(str(error)) from error
        for outcome, count in taken.items():
            outcomes.labels(consumer, str(outcome)).inc(count)

    return handle
