"""Rows of payouts, lines and sums as views."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch
from twyst.reconciliation.adapters.reading import payout_sql as sql
from twyst.reconciliation.application.views import (
    ItemisationState,
    LineView,
    PayoutView,
    PeriodTotals,
    RollForward,
    StatusSeen,
)
from twyst.reconciliation.domain.lines import Section
from twyst.reconciliation.domain.payouts import PayoutStatus
from twyst.reconciliation.domain.statement import Amounts, SectionTotals


class PayoutReading:
    """The part of `Reading` that is about payouts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def payouts(self, before: tuple[date, str] | None, limit: int) -> list[PayoutView]:
        day, payout_id = before or (None, None)
        return [_payout(row) for row in await fetch(self.connection, sql.PAGE, day, payout_id, limit)]

    async def payout(self, payout_id: str) -> PayoutView | None:
        rows = await fetch(self.connection, sql.ONE, payout_id)
        return _payout(rows[0]) if rows else None

    async def totals(self, payout_id: str) -> list[SectionTotals]:
        return [_totals(row) for row in await fetch(self.connection, sql.TOTALS, payout_id)]

    async def lines(self, payout_id: str, after: str, limit: int) -> list[LineView]:
        rows = await fetch(self.connection, sql.LINES, payout_id, after, limit)
        return [LineView(**{**dict(row), "section": Section(row["section"])}) for row in rows]

    async def roll_forward(self, payout_id: str, amount_minor: int) -> RollForward | None:
        rows = await fetch(self.connection, sql.ROLL_FORWARD, payout_id)
        opening_minor: int = rows[0]["opening_minor"]
        return RollForward(opening_minor, opening_minor - amount_minor)

    async def period(self, first: date, last: date) -> list[PeriodTotals]:
        sections: dict[str, list[SectionTotals]] = {}
        for row in await fetch(self.connection, sql.PERIOD_TOTALS, first, last):
            sections.setdefault(row["currency"], []).append(_totals(row))
        return [
            PeriodTotals(**dict(row), totals=sections.get(row["currency"], ()))
            for row in await fetch(self.connection, sql.PERIOD, first, last)
        ]


def _payout(row: Any) -> PayoutView:
    fields = dict(row)
    if fields.pop("is_itemised"):
        state = ItemisationState.ITEMISED
    elif fields["automatic"] and fields["method"] == "standard":
        state = ItemisationState.AWAITED
    else:
        state = ItemisationState.NOT_POSSIBLE
    return PayoutView(
        **{
            **fields,
            "status": PayoutStatus(fields["status"]),
            "itemisation": state,
            "history": msgspec.convert(fields["history"], list[StatusSeen]),
        }
    )


def _totals(row: Any) -> SectionTotals:
    return SectionTotals(
        section=Section(row["section"]),
        lines=row["lines"],
        waiting=row["waiting"],
        stripe=Amounts(row["amount"], row["application_fee"], row["other_fee"]),
        twyst=Amounts(row["twyst_amount"], row["twyst_application_fee"], row["twyst_other_fee"]),
    )
