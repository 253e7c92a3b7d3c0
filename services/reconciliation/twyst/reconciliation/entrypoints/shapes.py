"""The shapes of the API's answers and requests. All amounts are integers of minor units."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from twyst.reconciliation.application.views import ItemisationState
from twyst.reconciliation.domain.discrepancies import Action, Kind, Status
from twyst.reconciliation.domain.lines import Section
from twyst.reconciliation.domain.payouts import PayoutStatus
from twyst.reconciliation.domain.settlement import Stage


class View(BaseModel):
    """Read from a read model's attributes."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class BalanceModel(View):
    """Where a venue's money is, in one currency."""

    currency: str
    due_minor: int = Field(description="Due to the venue, not yet in its Stripe balance.")
    in_stripe_minor: int = Field(description="In the venue's Stripe balance.")
    in_transit_minor: int = Field(description="On its way to the bank.")
    paid_out_minor: int = Field(description="Paid out, as far as is known: a payout may still come back.")


class StatusSeenModel(View):
    """A status that a payout had."""

    status: str
    seen_by: str = Field(description="The Stripe event's id, or `sync`.")
    seen_at: datetime


class PayoutModel(View):
    """A payout of the venue's Stripe balance to its bank."""

    payout_id: str
    currency: str
    amount_minor: int = Field(description="Negative when the bank was debited.")
    status: PayoutStatus
    automatic: bool = Field(description="Made by the schedule; only these can be itemised.")
    method: str
    arrival_date: date
    failure_code: str | None
    itemisation: ItemisationState
    lines: int | None = Field(description="How many lines it has, once they were listed.")
    difference_minor: int = Field(description="Stripe − Twyst, as far as discrepancies name it.")
    open_discrepancies: int
    history: list[StatusSeenModel]


class PayoutsModel(View):
    """A page of payouts, newest arrival first."""

    payouts: list[PayoutModel]
    cursor: str | None = Field(description="For the next page; null on the last.")
    balances: list[BalanceModel]
    as_of: datetime | None = Field(
        description="When the venue's account was last read at Stripe as a whole; its events come in between."
    )


class StatementRowModel(View):
    """One row of a statement."""

    section: Section
    label: str
    lines: int
    twyst_minor: int
    stripe_minor: int
    difference_minor: int = Field(description="Stripe − Twyst.")


class StatementModel(View):
    """Orders − refunds − fees − disputes ± named others = paid out. Stripe's column always adds up."""

    rows: list[StatementRowModel]
    twyst_minor: int
    stripe_minor: int
    difference_minor: int
    remainder_minor: int = Field(description="What has no name; a discrepancy says why.")
    waiting: int = Field(description="Lines that are not judged yet: their order may still come.")


class LineModel(View):
    """A balance line; `order_id` leads to its order."""

    line_id: str
    type: str
    section: Section
    currency: str
    created_at: datetime
    available_on: datetime
    source_id: str | None
    order_id: str | None
    order_number: str | None
    table_label: str | None
    waiting: bool
    stripe_amount_minor: int
    stripe_fee_minor: int
    stripe_net_minor: int
    twyst_amount_minor: int
    twyst_fee_minor: int
    twyst_net_minor: int
    difference_minor: int


class RollForwardModel(View):
    """What was due to the venue before and after a payout that cannot be itemised."""

    opening_minor: int
    closing_minor: int


class PayoutStatementModel(View):
    """A payout's statement with a page of its lines."""

    payout: PayoutModel
    statement: StatementModel
    roll_forward: RollForwardModel | None
    lines: list[LineModel]
    cursor: str | None = Field(description="For the next page of lines; null on the last.")


class ActivityModel(View):
    """The orders that were paid in the month, in the venue's time zone."""

    currency: str
    orders: int
    received_minor: int
    refunded_minor: int
    kept_minor: int
    fees_minor: int


class PeriodStatementModel(View):
    """One currency's payouts that arrived in the month."""

    currency: str
    statement: StatementModel
    payouts: list[str]
    not_itemised: list[str] = Field(
        description="Payouts whose lines are not known; the remainder holds them."
    )
    activity: ActivityModel | None


class StatementsModel(View):
    """A month's statements, one per currency."""

    period: str
    statements: list[PeriodStatementModel]


class OrderSettlementModel(View):
    """An order on its way: paid → available → in payout → paid out."""

    order_id: str
    order_number: str
    table_label: str
    currency: str
    paid_at: datetime
    received_minor: int
    refunded_minor: int
    fee_minor: int
    net_minor: int = Field(description="What the venue gets.")
    stage: Stage
    available_on: datetime | None
    payout_id: str | None
    payout_status: PayoutStatus | None
    arrival_date: date | None


class DaySettlementModel(View):
    """The orders that were paid on one day."""

    day: date
    currency: str
    orders: int
    received_minor: int
    refunded_minor: int
    fee_minor: int
    net_minor: int
    in_payouts_minor: int
    paid_out_minor: int


class SettlementsModel(View):
    """The timeline: days, and a page of their orders, newest first."""

    days: list[DaySettlementModel]
    orders: list[OrderSettlementModel]
    cursor: str | None


class DiscrepancyEventModel(View):
    """One thing that happened to a discrepancy."""

    action: Action
    status: Status
    actor: str
    note: str | None
    difference_minor: int
    recorded_at: datetime


class DiscrepancyModel(View):
    """A difference that somebody must explain."""

    discrepancy_id: str
    kind: Kind
    explanation: str
    status: Status
    present: bool = Field(description="The difference is there at this moment.")
    currency: str
    twyst_minor: int
    stripe_minor: int
    difference_minor: int
    order_id: str | None
    order_number: str | None
    line_id: str | None
    payout_id: str | None
    opened_at: datetime
    updated_at: datetime
    history: list[DiscrepancyEventModel]


class DiscrepanciesModel(View):
    """A page of discrepancies, newest first."""

    discrepancies: list[DiscrepancyModel]
    cursor: str | None
    matched_through: date | None = Field(
        description="Every automatic payout that arrived by then was compared with its orders; null before the first."
    )


class NoteModel(BaseModel):
    """What a person has to say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class CurrencySummaryModel(View):
    """The platform's sums in one currency: diners paid = kept + refunded + moving + refund owed + held + waiting."""

    currency: str
    diners_paid_minor: int
    kept_minor: int
    refunded_minor: int
    moving_minor: int
    refund_owed_minor: int
    held_minor: int
    waiting_minor: int
    fees_minor: int
    due_minor: int
    in_stripe_minor: int
    in_transit_minor: int
    paid_out_minor: int
    dispute_losses_minor: int
    remainder_minor: int
    open_discrepancies: int


class PlatformSummaryModel(View):
    """All venues together."""

    currencies: list[CurrencySummaryModel]
