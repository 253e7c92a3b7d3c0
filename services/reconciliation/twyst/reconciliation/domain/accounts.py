"""The chart of accounts, kept per venue and currency.

An entry is a signed integer of minor units: a debit is positive, a credit negative, and every transaction sums to
zero. The debit of `diner_payments` is what diners paid; the credits say where each unit of it is now.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Account(StrEnum):
    """The accounts of one venue in one currency."""

    DINER_PAYMENTS = "diner_payments"
    REFUNDED = "refunded"
    REFUNDS_MOVING = "refunds_moving"
    REFUND_OWED = "refund_owed"
    HELD = "held"
    WAITING = "waiting"
    PLATFORM_FEES = "platform_fees"
    VENUE_PAYABLE = "venue_payable"
    DISPUTED = "disputed"
    DISPUTE_LOSSES = "dispute_losses"
    VENUE_BALANCE = "venue_balance"
    PAYOUTS_IN_TRANSIT = "payouts_in_transit"
    PAID_OUT = "paid_out"
    UNMATCHED = "unmatched"
    STRIPE_FEES = "stripe_fees"
    RESERVES = "reserves"
    ADJUSTMENTS = "adjustments"
    VENUE_FUNDS = "venue_funds"
    REMAINDER = "remainder"


WORDS: Final = MappingProxyType(
    {
        Account.DINER_PAYMENTS: "What diners paid",
        Account.REFUNDED: "Paid back to diners",
        Account.REFUNDS_MOVING: "Refunds on their way",
        Account.REFUND_OWED: "Owed back to diners",
        Account.HELD: "Held for a person to decide",
        Account.WAITING: "Paid, and the order does not know its payment yet",
        Account.PLATFORM_FEES: "The platform's fees",
        Account.VENUE_PAYABLE: "Due to the venue, not yet in its Stripe balance",
        Account.DISPUTED: "Taken back by banks",
        Account.DISPUTE_LOSSES: "Disputes that the platform bears",
        Account.VENUE_BALANCE: "In the venue's Stripe balance",
        Account.PAYOUTS_IN_TRANSIT: "On its way to the venue's bank",
        Account.PAID_OUT: "Paid out to the venue's bank",
        Account.UNMATCHED: "Came from an order that is not known yet",
        Account.STRIPE_FEES: "Stripe's fees and taxes",
        Account.RESERVES: "Held back or released by Stripe",
        Account.ADJUSTMENTS: "Stripe's adjustments",
        Account.VENUE_FUNDS: "The venue's own movements at Stripe",
        Account.REMAINDER: "Without a name: a discrepancy says why",
    },
)
"""What each account holds, for people."""

CREDIT_ACCOUNTS: Final = frozenset(
    {
        Account.REFUNDED,
        Account.REFUNDS_MOVING,
        Account.REFUND_OWED,
        Account.HELD,
        Account.WAITING,
        Account.PLATFORM_FEES,
        Account.VENUE_PAYABLE,
        Account.DISPUTED,
        Account.VENUE_BALANCE,
        Account.PAYOUTS_IN_TRANSIT,
        Account.PAID_OUT,
    },
)
"""Accounts whose normal balance is a credit; people read those with the sign turned."""
