"""What an operator does about orders: contributed to `twyst-ops` by an entry point."""

from __future__ import annotations

from collections.abc import Sequence

from twyst.ops.hands import Hands
from twyst.ops.parked import add_door
from twyst.ops.registry import Registry
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import read_parked
from twyst.order.application.redrive import discard, redrive
from twyst.order.ops import adopt, adopt_venues, holds, refold, repair, timeline, unrouted
from twyst.runtime.clock import utc_now


class Door:
    """Parked records of orders, by the service's own use cases."""

    async def redrive(self, hands: Hands, key: str, *, by: str) -> str:
        transactions = PostgresTransactions(hands.database("order"))
        applied = await redrive(transactions, utc_now, read_parked, key, by=by)
        return ", ".join(f"{each.arrival.given.input_id} {each.decision}" for each in applied)

    async def discard(self, hands: Hands, ids: Sequence[int], *, by: str, reason: str) -> int:
        return await discard(PostgresTransactions(hands.database("order")), ids, by=by, reason=reason)


def register(registry: Registry) -> None:
    """Add the commands."""
    add_door(registry, "order", Door())
    timeline.register(registry)
    repair.register(registry)
    adopt.register(registry)
    adopt_venues.register(registry)
    holds.register(registry)
    unrouted.register(registry)
    refold.register(registry)
