"""The posting templates: which fact moves money between which accounts. This table is the accounting manual.

A *position* says where a subject's money is: of an order, a balance line or a payout. It is a function of the facts,
and the ledger holds the sum of all differences between positions: posting the same fact again posts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from twyst.reconciliation.domain.accounts import Account
from twyst.reconciliation.domain.legs import LegIndex
from twyst.reconciliation.domain.lines import Line, Section
from twyst.reconciliation.domain.match_order import Pair, expected_fee_minor, pair
from twyst.reconciliation.domain.orders import Custody, Order
from twyst.reconciliation.domain.outcome import Match
from twyst.reconciliation.domain.payouts import RETURNED, Itemisation, Payout, PayoutStatus


class Amount(StrEnum):
    """The amounts of an order that are posted."""

    VENUE_SHARE = "venue_share"
    FEE = "fee"
    REFUNDED = "refunded"
    MOVING = "moving"
    REFUND_OWED = "refund_owed"
    HELD = "held"
    WAITING = "waiting"
    DISPUTED = "disputed"
    RECOVERED = "recovered"


@dataclass(frozen=True, slots=True)
class Template:
    """One row: when `what` is true of an order, `amount` is debited here and credited there."""

    what: str
    debit: Account
    credit: Account
    amount: Amount


# fmt: off
ORDER_TEMPLATES: Final = (
    Template("paid and kept, less the fee",          Account.DINER_PAYMENTS, Account.VENUE_PAYABLE,  Amount.VENUE_SHARE),
    Template("the platform's fee on it",             Account.DINER_PAYMENTS, Account.PLATFORM_FEES,  Amount.FEE),
    Template("refunded",                             Account.DINER_PAYMENTS, Account.REFUNDED,       Amount.REFUNDED),
    Template("a refund is on its way",               Account.DINER_PAYMENTS, Account.REFUNDS_MOVING, Amount.MOVING),
    Template("canceled after it was paid",           Account.DINER_PAYMENTS, Account.REFUND_OWED,    Amount.REFUND_OWED),
    Template("held: second, mismatched, not refundable", Account.DINER_PAYMENTS, Account.HELD,       Amount.HELD),
    Template("paid before the order knew its payment", Account.DINER_PAYMENTS, Account.WAITING,      Amount.WAITING),
    Template("a bank took a disputed payment back",  Account.DISPUTE_LOSSES, Account.DISPUTED,       Amount.DISPUTED),
    Template("the venue bears a lost dispute",       Account.VENUE_PAYABLE,  Account.DISPUTE_LOSSES, Amount.RECOVERED),
)

LINE_DEBITS: Final = MappingProxyType({
    # A line is credited to venue_balance with its net; this is what the money was before, when no order is behind it.
    Section.ORDERS:        Account.UNMATCHED,
    Section.REFUNDS:       Account.UNMATCHED,
    Section.DISPUTES:      Account.ADJUSTMENTS,
    Section.STRIPE_FEES:   Account.STRIPE_FEES,
    Section.RESERVES:      Account.RESERVES,
    Section.ADJUSTMENTS:   Account.ADJUSTMENTS,
    Section.VENUE_FUNDS:   Account.VENUE_FUNDS,
    Section.REMAINDER:     Account.REMAINDER,
})

PAYOUT_CREDITS: Final = MappingProxyType({
    # A payout is debited to venue_balance with its amount; this is where the money is then. Returned: nowhere else.
    PayoutStatus.PENDING:    Account.PAYOUTS_IN_TRANSIT,
    PayoutStatus.IN_TRANSIT: Account.PAYOUTS_IN_TRANSIT,
    PayoutStatus.PAID:       Account.PAID_OUT,
})
# fmt: on

_CUSTODY_AMOUNTS: Final = MappingProxyType(
    {
        Custody.REFUND_OWED: Amount.REFUND_OWED,
        Custody.HELD: Amount.HELD,
        Custody.WAITING: Amount.WAITING,
    },
)
_FEE_EARNING: Final = frozenset({Custody.KEPT, Custody.REFUNDED})

Position = Mapping[tuple[Account, str | None], int]
"""(account, order id or None) → minor units; debits positive. It sums to zero, and holds no zero."""


def order_position(order: Order, index: LegIndex) -> Position:
    """Where the order's money is, as the order's facts and the legs at Stripe say."""
    amounts = order_amounts(order, index)
    entries: dict[tuple[Account, str | None], int] = {}
    for template in ORDER_TEMPLATES:
        _move(entries, template.debit, template.credit, amounts[template.amount], order.order_id)
    return _without_zeros(entries)


def order_amounts(order: Order, index: LegIndex) -> dict[Amount, int]:
    """The amounts that the templates post."""
    amounts = dict.fromkeys(Amount, 0)
    beyond_refunds_minor = 0
    for each in pair(order, index.of_order(order.order_id)):
        beyond_refunds_minor += _reversed_beyond_refunds_minor(order, each)
        payment = each.payment
        if payment is None:
            continue
        amounts[Amount.REFUNDED] += payment.refunded_minor
        amounts[Amount.MOVING] += payment.moving_minor
        if payment.custody in _FEE_EARNING:
            fee = index.fee(each.leg)
            fee_minor = (expected_fee_minor(order, each, index) or 0) - (fee.refunded_minor if fee else 0)
            amounts[Amount.FEE] += fee_minor
            amounts[Amount.VENUE_SHARE] += payment.rest_minor - fee_minor
        elif payment.custody in _CUSTODY_AMOUNTS:
            amounts[_CUSTODY_AMOUNTS[payment.custody]] += payment.rest_minor
    amounts[Amount.DISPUTED] = order.withdrawn_minor - order.reinstated_minor
    amounts[Amount.RECOVERED] = max(0, min(beyond_refunds_minor, order.withdrawn_minor))
    return amounts


def line_position(line: Line, match: Match) -> Position:
    """What a balance line did. Payout lines do nothing here: the payout itself is posted, once."""
    if match.section is Section.OTHER_PAYOUTS:
        return {}
    debit = LINE_DEBITS[match.section] if match.order_id is None else Account.VENUE_PAYABLE
    entries: dict[tuple[Account, str | None], int] = {}
    _move(entries, debit, Account.VENUE_BALANCE, line.net_minor, match.order_id)
    return _without_zeros(entries)


def payout_position(payout: Payout, itemisation: Itemisation | None) -> Position:
    """Where a payout's money is. What its lines do not explain becomes a remainder instead of a crooked balance."""
    entries: dict[tuple[Account, str | None], int] = {}
    if payout.status not in RETURNED:
        _move(entries, Account.VENUE_BALANCE, PAYOUT_CREDITS[payout.status], payout.amount_minor, None)
        if itemisation is not None:
            remainder_minor = payout.amount_minor - itemisation.lines_minor
            _move(entries, Account.REMAINDER, Account.VENUE_BALANCE, remainder_minor, None)
    return _without_zeros(entries)


def difference(target: Position, posted: Position) -> Position:
    """What must be posted so that the ledger holds `target`."""
    keys = dict.fromkeys([*target, *posted])
    return _without_zeros({key: target.get(key, 0) - posted.get(key, 0) for key in keys})


def _reversed_beyond_refunds_minor(order: Order, each: Pair) -> int:
    """What was taken back from the venue without a refund; less what the platform sent it again."""
    if each.leg is None:
        return 0
    if each.payment is None:
        return each.leg.reversed_minor - each.leg.amount_minor
    refunded_minor = sum(
        refund.amount_minor
        for refund in order.refunds
        if refund.payment_intent == each.payment.payment_intent
    )
    return max(0, each.leg.reversed_minor - refunded_minor)


def _move(
    entries: dict[tuple[Account, str | None], int],
    debit: Account,
    credit: Account,
    amount_minor: int,
    order_id: str | None,
) -> None:
    entries[debit, order_id] = entries.get((debit, order_id), 0) + amount_minor
    entries[credit, order_id] = entries.get((credit, order_id), 0) - amount_minor


def _without_zeros(entries: Mapping[tuple[Account, str | None], int]) -> Position:
    return {key: amount for key, amount in entries.items() if amount}
