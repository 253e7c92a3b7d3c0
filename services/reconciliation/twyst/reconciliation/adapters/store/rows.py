"""Rows as domain objects, and back."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from twyst.reconciliation.domain.legs import Fee, Leg
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.orders import Dispute, Order, Payment, Refund
from twyst.reconciliation.domain.payouts import Payout, PayoutStatus

ORDER_COLUMNS: Final = (
    "order_id::text, venue_id::text, account_id, currency, seq, occurred_at, paid_at, fee_minor, payments, refunds, "
    "disputes"
)
LEG_COLUMNS: Final = (
    "transfer_id, account_id, currency, amount_minor, reversed_minor, payment_id, charge_id, payment_intent, "
    "order_id::text"
)
FEE_COLUMNS: Final = "fee_id, account_id, currency, amount_minor, refunded_minor, payment_id, charge_id"
LINE_COLUMNS: Final = (
    "line_id, account_id, currency, type, reporting_category, amount_minor, application_fee_minor, other_fee_minor, "
    "created_at, available_on, first_seen_at, source_id, payment_id, transfer_id, reversal_id, refund_id, expanded, "
    "foreign_payment AS foreign, payout_id"
)
PAYOUT_COLUMNS: Final = (
    "payout_id, account_id, currency, amount_minor, status, automatic, method, is_listed, arrival_date, "
    "original_payout, failure_code"
)


def order_of(row: Any) -> Order:
    """An order from `ORDER_COLUMNS`."""
    fields = dict(row)
    return Order(
        **{
            **fields,
            "payments": msgspec.convert(fields["payments"], tuple[Payment, ...]),
            "refunds": msgspec.convert(fields["refunds"], tuple[Refund, ...]),
            "disputes": msgspec.convert(fields["disputes"], tuple[Dispute, ...]),
        }
    )


def leg_of(row: Any) -> Leg:
    """A leg from `LEG_COLUMNS`."""
    return Leg(**dict(row))


def fee_of(row: Any) -> Fee:
    """A fee from `FEE_COLUMNS`."""
    return Fee(**dict(row))


def line_of(row: Any) -> Line:
    """A line from `LINE_COLUMNS`."""
    return Line(**dict(row))


def payout_of(row: Any) -> Payout:
    """A payout from `PAYOUT_COLUMNS`; further columns are left alone."""
    fields = {name: row[name] for name in Payout.__dataclass_fields__}
    return Payout(**{**fields, "status": PayoutStatus(fields["status"])})
