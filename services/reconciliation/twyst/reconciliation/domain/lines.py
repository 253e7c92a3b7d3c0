"""Stripe's balance transactions on a venue's account, and what each type is to a statement.

The table is closed: it names every type that Stripe's SDK knows. Stripe's own set is open, so a type that is not in
it becomes a labelled remainder and a discrepancy, never a silent difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Section(StrEnum):
    """The rows of a statement, in the order in which it shows them."""

    ORDERS = "orders"
    REFUNDS = "refunds"
    PLATFORM_FEES = "platform_fees"
    DISPUTES = "disputes"
    STRIPE_FEES = "stripe_fees"
    RESERVES = "reserves"
    ADJUSTMENTS = "adjustments"
    OTHER_PAYOUTS = "other_payouts"
    VENUE_FUNDS = "venue_funds"
    REMAINDER = "remainder"


SECTION_WORDS: Final = MappingProxyType(
    {
        Section.ORDERS: "Orders",
        Section.REFUNDS: "Refunds",
        Section.PLATFORM_FEES: "Platform fees",
        Section.DISPUTES: "Disputes",
        Section.STRIPE_FEES: "Stripe's fees and taxes",
        Section.RESERVES: "Held back or released by Stripe",
        Section.ADJUSTMENTS: "Stripe's adjustments",
        Section.OTHER_PAYOUTS: "Payouts that came back, and payouts made by hand",
        Section.VENUE_FUNDS: "The venue's own movements at Stripe",
        Section.REMAINDER: "Without a name",
    },
)

# fmt: off
_TYPES: Final[dict[Section, str]] = {
    Section.ORDERS:        "payment",
    Section.REFUNDS:       "payment_refund payment_failure_refund payment_reversal",
    Section.STRIPE_FEES:   "stripe_fee stripe_fx_fee tax_fee tax_fund fee_credit_funding",
    Section.RESERVES:      "payout_minimum_balance_hold payout_minimum_balance_release reserve_transaction reserved_funds "
                           "reserve_hold reserve_release payment_network_reserve_hold payment_network_reserve_release",
    Section.ADJUSTMENTS:   "adjustment",
    Section.OTHER_PAYOUTS: "payout payout_cancel payout_failure",
    Section.VENUE_FUNDS:   "charge refund refund_failure payment_unreconciled application_fee application_fee_refund "
                           "transfer transfer_cancel transfer_failure transfer_refund topup topup_reversal "
                           "inbound_transfer inbound_transfer_reversal connect_collection_transfer contribution "
                           "stripe_balance_payment_debit stripe_balance_payment_debit_reversal "
                           "advance advance_funding anticipation_repayment climate_order_purchase climate_order_refund "
                           "obligation_outbound obligation_reversal_inbound issuing_authorization_hold "
                           "issuing_authorization_release issuing_dispute issuing_dispute_provisional_credit "
                           "issuing_dispute_provisional_credit_reversal issuing_transaction",
}
# fmt: on

SECTION_OF_TYPE: Final = MappingProxyType(
    {type_: section for section, types in _TYPES.items() for type_ in types.split()}
)
"""Every balance transaction type by its section."""

# An adjustment says in its reporting category what it adjusts.
_ADJUSTED: Final = MappingProxyType(
    {
        "dispute": Section.DISPUTES,
        "dispute_reversal": Section.DISPUTES,
        "refund_failure": Section.REFUNDS,
    },
)
_OF_ORDERS: Final = frozenset(
    type_ for type_, section in SECTION_OF_TYPE.items() if section in (Section.ORDERS, Section.REFUNDS)
)


@dataclass(frozen=True, slots=True)
class Line:
    """A balance transaction: net = amount − application fee − other fees.

    `payment_id`, `transfer_id`, `reversal_id` and `refund_id` are the way to its order as far as it is known.
    `expanded` says that Stripe was asked for that way; `foreign`, that it then led to no transfer of the platform's,
    so the payment is the venue's own. `payout_id` is the last payout that held the line.
    """

    line_id: str
    account_id: str
    currency: str
    type: str
    reporting_category: str
    amount_minor: int
    application_fee_minor: int
    other_fee_minor: int
    created_at: datetime
    available_on: datetime
    first_seen_at: datetime
    source_id: str | None = None
    payment_id: str | None = None
    transfer_id: str | None = None
    reversal_id: str | None = None
    refund_id: str | None = None
    expanded: bool = False
    foreign: bool = False
    payout_id: str | None = None

    @property
    def net_minor(self) -> int:
        """What the line did to the balance."""
        return self.amount_minor - self.application_fee_minor - self.other_fee_minor

    @property
    def is_of_an_order(self) -> bool:
        """Whether an order must be found for it."""
        return self.type in _OF_ORDERS and not self.foreign

    @property
    def section(self) -> Section:
        """Where a statement shows it, before its order has a say."""
        if self.foreign:
            return Section.VENUE_FUNDS
        section = SECTION_OF_TYPE.get(self.type, Section.REMAINDER)
        return _ADJUSTED.get(self.reporting_category, section) if section is Section.ADJUSTMENTS else section
