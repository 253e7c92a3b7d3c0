"""The worker's subscriptions: which topics, which group, how a record is read. Each group's replay topic is read alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from twyst.contracts import topics
from twyst.mailbox.breaker import TooManyParked
from twyst.messaging.consumer import Subscription
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.group import Handler
from twyst.messaging.records import Record
from twyst.messaging.topics import replay_topic
from twyst.reconciliation.application.news import ACCOUNTS, ORDERS, VENUES, Delivery
from twyst.reconciliation.application.take_deliveries import TakeDeliveries

TOPICS: Final = MappingProxyType(
    {
        ORDERS: topics.ORDERS_EVENTS,
        ACCOUNTS: topics.STRIPE_ACCOUNT_EVENTS,
        VENUES: topics.VENUES,
    }
)

Read = Callable[[Record], Delivery]
Count = Callable[[str, Counter[str]], None]


def subscriptions(
    takers: Mapping[str, TakeDeliveries], readers: Mapping[str, Read], count: Count
) -> list[Subscription]:
    """All groups of the worker; `takers` and `readers` by group."""
    return [
        Subscription(
            (TOPICS[group].name, replay_topic(group)),
            group,
            _handler(group, takers[group], readers[group], count),
        )
        for group in TOPICS
    ]


def _handler(group: str, take: TakeDeliveries, read: Read, count: Count) -> Handler:
    async def handle(records: Sequence[Record]) -> None:
        try:
            count(group, await take([read(record) for record in records]))
        except TooManyParked as error:
            raise CircuitOpen(str(error)) from error

    return handle
