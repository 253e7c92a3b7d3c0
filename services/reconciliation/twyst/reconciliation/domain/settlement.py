"""How far an order's money has come: paid → available → in a payout → paid out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from twyst.reconciliation.domain.payouts import RETURNED, PayoutStatus


class Stage(StrEnum):
    """The stages, in their order. A payout that fails takes its orders back to `available`."""

    PAID = "paid"
    AVAILABLE = "available"
    IN_PAYOUT = "in_payout"
    PAID_OUT = "paid_out"


def stage_of(available_on: datetime | None, payout_status: PayoutStatus | None, now: datetime) -> Stage:
    """The stage of an order whose line becomes available then (None: no line yet) and is in a payout of that status."""
    if payout_status is PayoutStatus.PAID:
        return Stage.PAID_OUT
    if payout_status is not None and payout_status not in RETURNED:
        return Stage.IN_PAYOUT
    if available_on is not None and (available_on <= now or payout_status is not None):
        return Stage.AVAILABLE
    return Stage.PAID
