"""Reading transactions: of one venue under its row-level scope, and the platform's sums under the operator's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from twyst.mailbox.database import Database, execute, fetch
from twyst.reconciliation.adapters.reading import settlement_sql as sql
from twyst.reconciliation.adapters.reading.payouts import PayoutReading
from twyst.reconciliation.application.sync_accounts import LINES_OVERLAP
from twyst.reconciliation.application.views import (
    Activity,
    Balance,
    Comparison,
    CurrencySummary,
    DaySettlement,
    DiscrepancyEvent,
    DiscrepancyView,
    OrderSettlement,
)
from twyst.reconciliation.domain.accounts import CREDIT_ACCOUNTS, Account
from twyst.reconciliation.domain.discrepancies import Action, Kind, Status
from twyst.reconciliation.domain.payouts import PayoutStatus
from twyst.reconciliation.domain.settlement import stage_of

_OPEN_DISCREPANCIES = "open discrepancies"


class PostgresReading(PayoutReading):
    """`Reading` on the connection of an open transaction."""

    async def activity(self, first: date, last: date) -> list[Activity]:
        return [Activity(**dict(row)) for row in await fetch(self.connection, sql.ACTIVITY, first, last)]

    async def balances(self) -> list[Balance]:
        rows = await fetch(self.connection, sql.BALANCES)
        return [
            Balance(
                currency=currency,
                due_minor=amounts[Account.VENUE_PAYABLE],
                in_stripe_minor=amounts[Account.VENUE_BALANCE],
                in_transit_minor=amounts[Account.PAYOUTS_IN_TRANSIT],
                paid_out_minor=amounts[Account.PAID_OUT],
            )
            for currency, amounts in _by_currency(rows).items()
        ]

    async def comparison(self) -> Comparison:
        (row,) = await fetch(self.connection, sql.COMPARISON, LINES_OVERLAP)
        return Comparison(**dict(row))

    async def order_settlements(
        self, first: date, last: date, before: tuple[datetime, str] | None, limit: int, now: datetime
    ) -> list[OrderSettlement]:
        paid_at, order_id = before or (None, None)
        rows = await fetch(self.connection, sql.ORDERS, first, last, paid_at, order_id, limit)
        return [_order(row, now) for row in rows]

    async def day_settlements(self, first: date, last: date) -> list[DaySettlement]:
        rows = await fetch(self.connection, sql.DAYS, first, last)
        return [DaySettlement(**dict(row)) for row in rows]

    async def discrepancies(
        self, statuses: Sequence[Status], before: tuple[datetime, str] | None, limit: int
    ) -> list[DiscrepancyView]:
        opened_at, discrepancy_id = before or (None, None)
        rows = await fetch(
            self.connection, sql.DISCREPANCIES, list(statuses), opened_at, discrepancy_id, limit
        )
        return [_discrepancy(row) for row in rows]

    async def discrepancy(self, discrepancy_id: str) -> DiscrepancyView | None:
        rows = await fetch(self.connection, sql.DISCREPANCY, discrepancy_id)
        return _discrepancy(rows[0]) if rows else None

    async def act(
        self, discrepancy_id: str, action: Action, status: Status, *, actor: str, note: str
    ) -> None:
        await execute(self.connection, sql.ACT, discrepancy_id, status, action, actor, note)


class PostgresReadings:
    """`Readings` on a database, as the API's role."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def of_venue(self, venue_id: str) -> AsyncIterator[PostgresReading]:
        async with self._database.transaction(UUID(venue_id)) as connection:
            yield PostgresReading(connection)

    async def platform_summary(self) -> list[CurrencySummary]:
        async with self._database.transaction() as connection:
            await execute(connection, "SELECT set_config('app.operator', 'on', true)")
            rows = await fetch(connection, sql.PLATFORM)
        return [_summary(currency, amounts) for currency, amounts in _by_currency(rows).items()]


def _by_currency(rows: Sequence[Any]) -> dict[str, dict[str, int]]:
    """Amounts by account, as people read them: the balance of a credit account is positive."""
    found: dict[str, dict[str, int]] = {}
    for row in sorted(rows, key=lambda row: str(row["currency"])):
        amounts = found.setdefault(row["currency"], dict.fromkeys([*Account, _OPEN_DISCREPANCIES], 0))
        sign = -1 if row["account"] in CREDIT_ACCOUNTS else 1
        amounts[row["account"]] = sign * row["balance_minor"]
    return found


def _summary(currency: str, amounts: Mapping[str, int]) -> CurrencySummary:
    return CurrencySummary(
        currency=currency,
        diners_paid_minor=amounts[Account.DINER_PAYMENTS],
        refunded_minor=amounts[Account.REFUNDED],
        moving_minor=amounts[Account.REFUNDS_MOVING],
        refund_owed_minor=amounts[Account.REFUND_OWED],
        held_minor=amounts[Account.HELD],
        waiting_minor=amounts[Account.WAITING],
        fees_minor=amounts[Account.PLATFORM_FEES],
        due_minor=amounts[Account.VENUE_PAYABLE],
        in_stripe_minor=amounts[Account.VENUE_BALANCE],
        in_transit_minor=amounts[Account.PAYOUTS_IN_TRANSIT],
        paid_out_minor=amounts[Account.PAID_OUT],
        dispute_losses_minor=amounts[Account.DISPUTE_LOSSES],
        remainder_minor=amounts[Account.REMAINDER],
        open_discrepancies=amounts[_OPEN_DISCREPANCIES],
    )


def _order(row: Any, now: datetime) -> OrderSettlement:
    status = None if row["payout_status"] is None else PayoutStatus(row["payout_status"])
    stage = stage_of(row["available_on"], status, now)
    return OrderSettlement(**{**dict(row), "payout_status": status, "stage": stage})


def _discrepancy(row: Any) -> DiscrepancyView:
    fields = dict(row)
    return DiscrepancyView(
        **{
            **fields,
            "kind": Kind(fields["kind"]),
            "status": Status(fields["status"]),
            "history": msgspec.convert(fields["history"], list[DiscrepancyEvent], strict=False),
        }
    )
