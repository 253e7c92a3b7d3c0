"""The worker's subscriptions: which topics, which group, which handler. Their offsets are committed after our commit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from twyst.contracts import topics
from twyst.contracts.messages.stripe_event_v1 import Account, Capability
from twyst.messaging.consumer import Subscription
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.group import Handler
from twyst.messaging.records import Record
from twyst.messaging.topics import replay_topic
from twyst.order.adapters.book import codec
from twyst.order.application.ports import Clock, ToPark, Transactions
from twyst.order.application.take_deliveries import Delivery, TakeDeliveries, Taken, TooManyFailures
from twyst.order.entrypoints.records import KITCHEN, READERS, STRIPE, UNROUTED

ACCOUNTS = "order.accounts"
_TOPICS = {
    STRIPE: topics.STRIPE_ORDER_EVENTS,
    UNROUTED: topics.STRIPE_UNROUTED,
    KITCHEN: topics.FULFILLMENT_EVENTS,
    ACCOUNTS: topics.STRIPE_ACCOUNT_EVENTS,
}

Count = Callable[[str, Taken], None]
InvalidateAccount = Callable[[str], Awaitable[object]]


def subscriptions(
    transactions: Transactions, clock: Clock, count: Count, invalidate_account: InvalidateAccount
) -> list[Subscription]:
    """All groups of the order worker. A group's replay topic has the same handler, and so the same journal."""
    handlers: dict[str, Handler] = {
        group: _order_handler(group, TakeDeliveries(transactions, clock, group), count) for group in READERS
    }
    handlers[ACCOUNTS] = _account_handler(transactions, invalidate_account)
    return [
        Subscription((_TOPICS[group].name, replay_topic(group)), group, handler)
        for group, handler in handlers.items()
    ]


def _order_handler(group: str, take: TakeDeliveries, count: Count) -> Handler:
    read = READERS[group]

    async def handle(records: Sequence[Record]) -> None:
        deliveries: list[Delivery] = [read(record) for record in records]
        try:
            count(group, await take(deliveries))
        except TooManyFailures as error:
            raise CircuitOpen(str(error)) from error

    return handle


def _account_handler(transactions: Transactions, invalidate_account: InvalidateAccount) -> Handler:
    """`account.*` events only say that an account must be read again; transfers and payouts are reconciliation's."""

    async def handle(records: Sequence[Record]) -> None:
        changed: set[str] = set()
        undecodable: list[ToPark] = []
        for record in records:
            try:
                event = codec.decode_event(record.value or b"")
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                undecodable.append(
                    ToPark(None, record.headers.get("ce_id"), record, "undecodable", str(error))
                )
                continue
            if isinstance(event.object, Account | Capability) and event.account:
                changed.add(event.account)
        for account_id in sorted(changed):
            await invalidate_account(account_id)
        if undecodable:
            async with transactions.begin() as desk:
                await desk.park(ACCOUNTS, undecodable)

    return handle
