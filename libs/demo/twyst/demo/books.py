"""The evening's money, counted three times: by Stripe, from the orders' last derived events, by reconciliation.

Orders are read with the auditor's role from the outbox, so that what is counted is what every other service was told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import msgspec

CLASSES = ("kept", "refunded", "moving", "refund_owed", "held", "waiting")
PLATFORM = "acct_platform"

_LAST_EVENTS = """
SELECT DISTINCT ON (key) body FROM outbox WHERE topic = 'twyst.orders.events.v1'
ORDER BY key, (body::jsonb->>'seq')::int DESC
"""
_LOOSE_ENDS = """
SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS unpublished,
       (SELECT count(*) FROM calls WHERE status = 'pending') AS calls_pending,
       (SELECT count(*) FROM parked WHERE status = 'parked') AS parked,
       (SELECT count(*) FROM unrouted WHERE status = 'waiting') AS unrouted,
       (SELECT count(*) FROM journal) AS inputs,
       (SELECT count(*) FROM journal WHERE decision = 'ignored') AS ignored
"""


@dataclass
class Books:
    """What the orders say, in minor units by currency."""

    states: Counter[str] = field(default_factory=Counter)
    paid: Counter[str] = field(default_factory=Counter)
    classes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unseen: int = 0
    unpaid: int = 0
    given_back: int = 0
    """Second payments of a meal of which nothing was kept."""
    loose_ends: dict[str, int] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        """No refund is on its way, and nothing waits to be published, called, routed or looked at."""
        waiting = ("unpublished", "calls_pending", "unrouted")
        moving = any(self.classes[name] for name in ("moving", "refund_owed", "held", "waiting"))
        return not moving and not any(self.loose_ends[name] for name in waiting)


async def read_books(order_dsn: str) -> Books:
    """Count every payment of every order, once."""
    connection = await asyncpg.connect(order_dsn)
    try:
        rows = await connection.fetch(_LAST_EVENTS)
        ends = await connection.fetchrow(_LOOSE_ENDS)
    finally:
        await connection.close()
    books = Books(loose_ends=dict(ends))
    for row in rows:
        count_order(books, msgspec.json.decode(row["body"]))
    return books


def count_order(books: Books, order: dict[str, Any]) -> None:
    """Add one order, as its last derived event tells it, to the books."""
    currency = order["currency"]
    books.states[order["state"]] += 1
    if order["state"] == "COMPLETED" and not order["kitchen_seen"]:
        books.unseen += 1
    if order["state"] == "CANCELED" and all(payment["money"] == "none" for payment in order["payments"]):
        books.unpaid += 1
    for payment in order["payments"]:
        if payment["money"] == "none":
            continue
        if payment["payment_intent"] != order["payment_intent"] and payment["money"] in ("refunded", "held"):
            books.given_back += 1
        books.paid[currency] += payment["amount_received_minor"]
        for name, amount in (
            ("refunded", payment["refunded_minor"]),
            ("moving", payment["moving_minor"]),
            (payment["money"], payment["rest_minor"]),
        ):
            if amount:
                books.classes[name][currency] += amount


def stripe_paid(summary: dict[str, Any], currency: str) -> tuple[int, int]:
    """What Stripe's platform account was charged and refunded in a currency."""
    sums = summary["accounts"].get(PLATFORM, {}).get(currency, {})
    return int(sums.get("charges", 0)), -int(sums.get("refunds", 0))
