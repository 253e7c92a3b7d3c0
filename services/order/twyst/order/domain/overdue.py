"""Which situations of an order last too long, and how long is too long in the kitchen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from twyst.order.domain.facts import MOVING
from twyst.order.domain.holds import money_waits
from twyst.order.domain.opening import Window, is_within, minute_of_week
from twyst.order.domain.order import Standing

MINUTE = timedelta(minutes=1)
CALL_MINUTES, UNPAID_MINUTES, UNSEEN_MINUTES, MONEY_MINUTES = 5.0, 40.0, 0.5, 15.0
CLOSING_MINUTES = 30.0
"""So long after a venue's hours the kitchen may still be at its last orders."""
WITHOUT_HOURS_MINUTES = 4 * 60.0
"""So long a paid order may wait in the kitchen of a venue that never closes."""
REFUND_MINUTES = 24 * 60.0
"""So long a refund may be on its way before somebody asks Stripe."""


class Situation(StrEnum):
    """Why an order is overdue. An order in several is in the first."""

    PARKED = "parked"
    CALL = "call"
    UNPAID = "unpaid"
    UNSEEN = "unseen"
    KITCHEN = "kitchen"
    MONEY = "money"


SENTENCES: Mapping[Situation, str] = MappingProxyType(
    {
        Situation.PARKED: "parked: `twyst-ops parked list` shows why",
        Situation.CALL: "a call to Stripe has no answer",
        Situation.UNPAID: "neither paid nor given up",
        Situation.UNSEEN: "paid, and no kitchen has seen it",
        Situation.KITCHEN: "paid and not served although the venue has closed, or for hours",
        Situation.MONEY: "money waits, is owed back or held, or a refund does not settle",
    }
)


def is_kitchen_overdue(
    hours: Sequence[Window], timezone: str, *, since: datetime, now: datetime, minute: timedelta = MINUTE
) -> bool:
    """Whether an order that the kitchen has had since then should be served by now. A venue without hours never closes."""
    if not hours:
        return now - since > WITHOUT_HOURS_MINUTES * minute
    last_orders = now - CLOSING_MINUTES * minute
    return since < last_orders and not any(
        is_within(hours, minute_of_week(at, timezone)) for at in (now, last_orders)
    )


def is_money_overdue(
    standing: Standing, *, since: datetime, now: datetime, minute: timedelta = MINUTE
) -> bool:
    """Whether money should have reached its place by now. A dispute is Stripe's and the bank's, and takes what it takes."""
    age = now - since
    if money_waits(standing):
        return age > MONEY_MINUTES * minute
    return age > REFUND_MINUTES * minute and any(
        refund.status in MOVING for _, refund in standing.facts.refunds
    )
