"""Statements of a payout and of a month, from the venue's lines."""

from __future__ import annotations

import calendar
from collections.abc import AsyncIterator
from datetime import date

from twyst.reconciliation.application.readings import Reading, Readings
from twyst.reconciliation.application.views import (
    LineView,
    PayoutStatement,
    PeriodStatement,
)
from twyst.reconciliation.domain.payouts import RETURNED
from twyst.reconciliation.domain.statement import make_statement

_PAGE_LINES = 1000


async def read_payout(reading: Reading, payout_id: str) -> PayoutStatement | None:
    """The payout's statement; None if the venue has no such payout."""
    payout = await reading.payout(payout_id)
    if payout is None:
        return None
    statement = make_statement(payout.amount_minor, await reading.totals(payout_id))
    roll_forward = None
    if not payout.automatic and payout.status not in RETURNED:
        roll_forward = await reading.roll_forward(payout_id, payout.amount_minor)
    return PayoutStatement(payout, statement, roll_forward)


async def read_month(reading: Reading, first: date) -> list[PeriodStatement]:
    """The statements of the month that begins on `first`, one per currency."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    activity = {each.currency: each for each in await reading.activity(first, last)}
    payouts = {each.currency: each for each in await reading.period(first, last)}
    statements = []
    for currency in sorted({*activity, *payouts}):
        found = payouts.get(currency)
        statements.append(
            PeriodStatement(
                currency=currency,
                statement=make_statement(found.paid_out_minor if found else 0, found.totals if found else ()),
                payouts=found.payouts if found else (),
                not_itemised=found.not_itemised if found else (),
                activity=activity.get(currency),
            )
        )
    return statements


async def all_lines(readings: Readings, venue_id: str, payout_id: str) -> AsyncIterator[list[LineView]]:
    """All lines of a payout, in pages, each from a transaction of its own."""
    after = ""
    while True:
        async with readings.of_venue(venue_id) as reading:
            page = await reading.lines(payout_id, after, _PAGE_LINES)
        if page:
            yield page
            after = page[-1].line_id
        if len(page) < _PAGE_LINES:
            return
