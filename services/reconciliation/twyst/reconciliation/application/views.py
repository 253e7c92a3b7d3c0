"""What the API shows: read models of one venue, or of the platform. Amounts in minor units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from twyst.reconciliation.domain.discrepancies import Action, Kind, Status
from twyst.reconciliation.domain.lines import Section
from twyst.reconciliation.domain.payouts import PayoutStatus
from twyst.reconciliation.domain.settlement import Stage
from twyst.reconciliation.domain.statement import SectionTotals, Statement


class ItemisationState(StrEnum):
    """Whether a payout's lines are known."""

    ITEMISED = "itemised"
    AWAITED = "awaited"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class StatusSeen:
    """When and how a status of a payout became known."""

    status: str
    seen_by: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class PayoutView:
    """A payout in a list. `difference_minor` is the sum of its open and resolved differences that still stand."""

    payout_id: str
    currency: str
    amount_minor: int
    status: PayoutStatus
    automatic: bool
    method: str
    arrival_date: date
    failure_code: str | None
    itemisation: ItemisationState
    lines: int | None
    difference_minor: int
    open_discrepancies: int
    history: Sequence[StatusSeen]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a payout and what Twyst says about it."""

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

    @property
    def difference_minor(self) -> int:
        return self.stripe_net_minor - self.twyst_net_minor


@dataclass(frozen=True, slots=True)
class RollForward:
    """What a payout that cannot be itemised did to what was due to the venue."""

    opening_minor: int
    closing_minor: int


@dataclass(frozen=True, slots=True)
class PayoutStatement:
    """A payout with its statement; a payout by hand has a roll-forward instead of lines."""

    payout: PayoutView
    statement: Statement
    roll_forward: RollForward | None


@dataclass(frozen=True, slots=True)
class Activity:
    """The orders that were paid in a period."""

    currency: str
    orders: int
    received_minor: int
    refunded_minor: int
    kept_minor: int
    fees_minor: int


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """The payouts of one currency that arrived in a period, and their lines by section."""

    currency: str
    paid_out_minor: int
    payouts: Sequence[str]
    not_itemised: Sequence[str]
    totals: Sequence[SectionTotals]


@dataclass(frozen=True, slots=True)
class PeriodStatement:
    """One currency's statement of a period. `not_itemised` payouts are in the remainder, by name."""

    currency: str
    statement: Statement
    payouts: Sequence[str]
    not_itemised: Sequence[str]
    activity: Activity | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Where a venue's money is, in one currency; debts are positive."""

    currency: str
    due_minor: int
    in_stripe_minor: int
    in_transit_minor: int
    paid_out_minor: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far Twyst and Stripe were compared: when Stripe was last read, and the arrival of the last compared payout."""

    as_of: datetime | None
    matched_through: date | None


@dataclass(frozen=True, slots=True)
class OrderSettlement:
    """An order on its way to the bank."""

    order_id: str
    order_number: str
    table_label: str
    currency: str
    paid_at: datetime
    received_minor: int
    refunded_minor: int
    fee_minor: int
    net_minor: int
    stage: Stage
    available_on: datetime | None
    payout_id: str | None
    payout_status: PayoutStatus | None
    arrival_date: date | None


@dataclass(frozen=True, slots=True)
class DaySettlement:
    """The orders that were paid on one day, in the venue's time zone."""

    day: date
    currency: str
    orders: int
    received_minor: int
    refunded_minor: int
    fee_minor: int
    net_minor: int
    in_payouts_minor: int
    paid_out_minor: int


@dataclass(frozen=True, slots=True)
class DiscrepancyEvent:
    """One thing that happened to a discrepancy."""

    action: Action
    status: Status
    actor: str
    note: str | None
    difference_minor: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class DiscrepancyView:
    """A discrepancy with its history, oldest first."""

    discrepancy_id: str
    kind: Kind
    status: Status
    present: bool
    currency: str
    twyst_minor: int
    stripe_minor: int
    order_id: str | None
    order_number: str | None
    line_id: str | None
    payout_id: str | None
    opened_at: datetime
    updated_at: datetime
    history: Sequence[DiscrepancyEvent]

    @property
    def difference_minor(self) -> int:
        return self.stripe_minor - self.twyst_minor


@dataclass(frozen=True, slots=True)
class CurrencySummary:
    """The platform's sums in one currency. Paid = kept + refunded + moving + refund owed + held + waiting."""

    currency: str
    diners_paid_minor: int
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

    @property
    def kept_minor(self) -> int:
        return (
            self.diners_paid_minor
            - self.refunded_minor
            - self.moving_minor
            - self.refund_owed_minor
            - self.held_minor
            - self.waiting_minor
        )
