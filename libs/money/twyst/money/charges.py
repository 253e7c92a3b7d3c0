"""Whether an amount can be charged, and the platform's part of it. Integers only, rounding in one place."""

from typing import Final

from twyst.money.currencies import Currency, currency
from twyst.money.errors import AmountNotChargeableError, AmountTooLargeError, AmountTooSmallError

MAXIMUM_CHARGE_MINOR: Final = 999_999_999_999
"""Stripe takes twelve digits for most cards."""

_BASIS_POINTS_OF_ONE: Final = 10_000


def validate_charge(amount_minor: int, currency_of_charge: Currency | str) -> int:
    """Answer the amount if Stripe can charge it.

    Raises `UnknownCurrencyError`, `AmountTooSmallError`, `AmountTooLargeError`, or `AmountNotChargeableError`
    for an amount between two steps (0.001 KWD, half an ISK).
    """
    rules = currency(currency_of_charge) if isinstance(currency_of_charge, str) else currency_of_charge
    if amount_minor < rules.minimum_charge_minor:
        raise AmountTooSmallError(amount_minor, rules.code, rules.minimum_charge_minor)
    if amount_minor > MAXIMUM_CHARGE_MINOR:
        raise AmountTooLargeError(amount_minor, rules.code, MAXIMUM_CHARGE_MINOR)
    if amount_minor % rules.charge_quantum_minor:
        raise AmountNotChargeableError(amount_minor, rules.code, rules.charge_quantum_minor)
    return amount_minor


def application_fee_minor(
    base_minor: int,
    basis_points: int,
    fixed_minor: int,
    cap_minor: int,
    *,
    quantum_minor: int = 1,
) -> int | None:
    """The platform's fee: a share of the base plus a fixed part, rounded half up, at most the cap.

    `base_minor` is what the share is taken of (items without tip), `cap_minor` the amount of the whole charge.
    `quantum_minor` is the currency's charge quantum, so that a fee in KWD ends in 0 as well.
    Answers None for no fee: Stripe wants the parameter left out rather than 0.
    Raises `ValueError` for a negative argument or a quantum below 1.
    """
    if min(base_minor, basis_points, fixed_minor, cap_minor) < 0 or quantum_minor < 1:
        raise ValueError("a fee is computed from amounts that are not negative and a quantum of at least 1")
    scaled = base_minor * basis_points + fixed_minor * _BASIS_POINTS_OF_ONE
    step = quantum_minor * _BASIS_POINTS_OF_ONE
    # Half up: one division of integers, so that no part is rounded on its own.
    rounded = (2 * scaled + step) // (2 * step) * quantum_minor
    fee = min(rounded, cap_minor - cap_minor % quantum_minor)
    return fee or None
