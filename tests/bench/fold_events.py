"""Orders to fold, and what Stripe says of them on the topic."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from uuid import uuid4

import msgspec

from twyst.messaging.records import Record
from twyst.order.domain.order import Line, Modifier, Terms

VENUE = str(uuid4())


def terms() -> Terms:
    lines = tuple(
        Line(
            str(n), str(uuid4()), "Onion soup with bread", 2, 950, 1900, (Modifier("m1", "Large", 200),),
            ("gluten", "milk"), None, "kitchen",
        )
        for n in range(3)
    )  # fmt: skip
    return Terms(
        order_id=str(uuid4()), venue_id=VENUE, table_id=str(uuid4()), table_label="7", order_number="A1",
        environment="bench", livemode=False, created_at="2026-01-01T12:00:00.000000Z", currency="eur", lines=lines,
        items_minor=5700, tip_minor=0, total_minor=5700, application_fee_minor=250, destination="acct_v", hold_owner="o",
    )  # fmt: skip


def own(agreed: Terms) -> str:
    return f"pi_{agreed.order_id[:18]}"


def records(agreed: Sequence[Terms], dice: random.Random) -> list[Record]:
    """Five events for each order: neighbours on the topic, sometimes swapped, one of them twice."""
    offsets = itertools.count()
    kinds = (
        ("created", "requires_payment_method"), ("payment_failed", "requires_payment_method"),
        ("processing", "processing"), ("succeeded", "succeeded"), ("succeeded", "succeeded"),
    )  # fmt: skip
    found = []
    for each in agreed:
        said = list(kinds)
        if dice.random() < 0.05:
            said.reverse()
        found += [(each, kind, status) for kind, status in said]
    # Orders of a busy moment interleave; the events of one order stay within about two batches.
    windows = [found[start : start + 200] for start in range(0, len(found), 200)]
    for window in windows:
        dice.shuffle(window)
    return [
        Record("t", 0, next(offsets), each.order_id.encode(), event(each, kind, status), {})
        for window in windows
        for each, kind, status in window
    ]


def event(agreed: Terms, kind: str, status: str) -> bytes:
    paid = status == "succeeded"
    return msgspec.json.encode(
        {
            "id": f"evt_{agreed.order_id[:18]}_{kind}", "type": f"payment_intent.{kind}", "account": None, "livemode": False,
            "created": 1767268800, "api_version": "2026-10-28.endive", "body_sha256": "0" * 64,
            "metadata": {"order_id": agreed.order_id, "venue_id": VENUE, "table_id": agreed.table_id, "twyst_env": "bench"},
            "object": {
                "object": "payment_intent", "id": own(agreed), "amount": 5700, "amount_received": 5700 if paid else 0,
                "currency": "eur", "destination": "acct_v", "application_fee_amount": 250,
                "latest_charge": f"ch_{agreed.order_id[:18]}" if paid else None, "status": status,
                "cancellation_reason": None, "last_error_code": None, "last_decline_code": None,
            },
        }
    )  # fmt: skip
