"""How the API reads: a venue's read models within one transaction, and the platform's sums."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Protocol

from twyst.reconciliation.application.views import (
    Activity,
    Balance,
    Comparison,
    CurrencySummary,
    DaySettlement,
    DiscrepancyView,
    LineView,
    OrderSettlement,
    PayoutView,
    PeriodTotals,
    RollForward,
)
from twyst.reconciliation.domain.discrepancies import Action, Status
from twyst.reconciliation.domain.statement import SectionTotals


class Reading(Protocol):
    """What can be read of one venue, within one transaction that sees no other."""

    async def payouts(self, before: tuple[date, str] | None, limit: int, /) -> list[PayoutView]:
        """Newest arrival first, those before the cursor."""
        ...

    async def payout(self, payout_id: str, /) -> PayoutView | None: ...

    async def totals(self, payout_id: str, /) -> list[SectionTotals]: ...

    async def lines(self, payout_id: str, after: str, limit: int, /) -> list[LineView]:
        """A payout's lines by id, its own left out."""
        ...

    async def roll_forward(self, payout_id: str, amount_minor: int, /) -> RollForward | None: ...

    async def period(self, first: date, last: date, /) -> list[PeriodTotals]:
        """Payouts that arrived from the first to the last day and did not come back."""
        ...

    async def activity(self, first: date, last: date, /) -> list[Activity]: ...

    async def balances(self) -> list[Balance]: ...

    async def comparison(self) -> Comparison: ...

    async def order_settlements(
        self, first: date, last: date, before: tuple[datetime, str] | None, limit: int, now: datetime, /
    ) -> list[OrderSettlement]: ...

    async def day_settlements(self, first: date, last: date, /) -> list[DaySettlement]: ...

    async def discrepancies(
        self, statuses: Sequence[Status], before: tuple[datetime, str] | None, limit: int, /
    ) -> list[DiscrepancyView]: ...

    async def discrepancy(self, discrepancy_id: str, /) -> DiscrepancyView | None: ...

    async def act(
        self, discrepancy_id: str, action: Action, status: Status, /, *, actor: str, note: str
    ) -> None:
        """Write what a person did; the discrepancy was read and is locked in this transaction."""
        ...


class Readings(Protocol):
    """Opens readings."""

    def of_venue(self, venue_id: str, /) -> AbstractAsyncContextManager[Reading]: ...

    async def platform_summary(self) -> list[CurrencySummary]: ...
