"""The worker's subscriptions: which topics, which group, which handler. Their offsets are committed after our commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from twyst.contracts import topics
from twyst.messaging.consumer import Subscription
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.group import Handler
from twyst.messaging.records import Record
from twyst.messaging.topics import replay_topic
from twyst.order.application.ports import Clock, ToPark, Transactions
from twyst.order.application.take_deliveries import Delivery, TakeDeliveries, Taken, TooManyFailures

STRIPE, UNROUTED, KITCHEN, ACCOUNTS = "order.stripe", "order.unrouted", "order.kitchen", "order.accounts"
_TOPICS = {
    STRIPE: topics.STRIPE_ORDER_EVENTS,
    UNROUTED: topics.STRIPE_UNROUTED,
    KITCHEN: topics.FULFILLMENT_EVENTS,
    ACCOUNTS: topics.STRIPE_ACCOUNT_EVENTS,
}

Count = Callable[[str, Taken], None]
InvalidateAccount = Callable[[str], Awaitable[object]]
Read = Callable[[Record], Delivery]
ReadAccount = Callable[[Record], str | Delivery | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """How records are read: one way for each group of order events, and one for accounts."""

    orders: Mapping[str, Read]
    accounts: ReadAccount


def subscriptions(
    transactions: Transactions,
    clock: Clock,
    reading: Reading,
    count: Count,
    invalidate_account: InvalidateAccount,
) -> list[Subscription]:
    """All groups of the order worker. A group's replay topic has the same handler, and so the same journal."""
    handlers: dict[str, Handler] = {
        group: _order_handler(group, read, TakeDeliveries(transactions, clock, group), count)
        for group, read in reading.orders.items()
    }
    handlers[ACCOUNTS] = _account_handler(reading.accounts, transactions, invalidate_account)
    return [
        Subscription((_TOPICS[group].name, replay_topic(group)), group, handler)
        for group, handler in handlers.items()
    ]


def _order_handler(group: str, read: Read, take: TakeDeliveries, count: Count) -> Handler:
    async def handle(records: Sequence[Record]) -> None:
        try:
            count(group, await take([read(record) for record in records]))
        except TooManyFailures as error:
            raise CircuitOpen(str(error)) from error

    return handle


def _account_handler(
    read: ReadAccount, transactions: Transactions, invalidate_account: InvalidateAccount
) -> Handler:
    """`account.*` events only say that an account must be read again; transfers and payouts are reconciliation's."""

    async def handle(records: Sequence[Record]) -> None:
        news = [read(record) for record in records]
        for account_id in sorted({each for each in news if isinstance(each, str)}):
            await invalidate_account(account_id)
        undecodable = [
            ToPark(None, each.event_id, each.record, "undecodable", each.error)
            for each in news
            if isinstance(each, Delivery)
        ]
        if undecodable:
            async with transactions.begin() as desk:
                await desk.park(ACCOUNTS, undecodable)

    return handle
