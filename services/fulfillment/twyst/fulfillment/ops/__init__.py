"""What an operator does about tickets: contributed to `twyst-ops` by an entry point."""

from __future__ import annotations

from collections.abc import Sequence

from twyst.fulfillment.adapters.desk import PostgresTransactions
from twyst.fulfillment.application.redrive import discard, redrive
from twyst.fulfillment.entrypoints.doors import doors
from twyst.fulfillment.ops import adopt
from twyst.fulfillment.settings import QuoteSettings
from twyst.ops.hands import Hands
from twyst.ops.parked import add_door
from twyst.ops.registry import Registry


class Door:
    """Parked records of orders and venues, by the service's own use cases."""

    async def redrive(self, hands: Hands, key: str, *, by: str) -> str:
        transactions = PostgresTransactions(hands.database("fulfillment"))
        known = doors(QuoteSettings().default_quote_seconds)
        taken = await redrive(transactions, known, key, by=by)
        return ", ".join(f"{outcome} {count}" for outcome, count in taken.items() if count)

    async def discard(self, hands: Hands, ids: Sequence[int], *, by: str, reason: str) -> int:
        return await discard(PostgresTransactions(hands.database("fulfillment")), ids, by=by, reason=reason)


def register(registry: Registry) -> None:
    """Add the commands."""
    add_door(registry, "fulfillment", Door())
    adopt.register(registry)
