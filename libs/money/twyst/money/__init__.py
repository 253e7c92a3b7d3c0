"""Money as integers in minor units: each currency's rules, what can be charged, the platform's fee."""

from twyst.money.charges import MAXIMUM_CHARGE_MINOR, application_fee_minor, validate_charge
from twyst.money.currencies import CURRENCIES, Currency, currency
from twyst.money.display import format_minor
from twyst.money.errors import (
    AmountNotChargeableError,
    AmountTooLargeError,
    AmountTooSmallError,
    MoneyError,
    UnknownCurrencyError,
)

__all__ = [
    "CURRENCIES",
    "MAXIMUM_CHARGE_MINOR",
    "AmountNotChargeableError",
    "AmountTooLargeError",
    "AmountTooSmallError",
    "Currency",
    "MoneyError",
    "UnknownCurrencyError",
    "application_fee_minor",
    "currency",
    "format_minor",
    "validate_charge",
]
