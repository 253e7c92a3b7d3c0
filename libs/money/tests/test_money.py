"""Amounts in the currencies that differ: two decimals, none, three, and the two that only look like two."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.money import (
    CURRENCIES,
    MAXIMUM_CHARGE_MINOR,
    AmountNotChargeableError,
    AmountTooLargeError,
    AmountTooSmallError,
    MoneyError,
    UnknownCurrencyError,
    application_fee_minor,
    currency,
    format_minor,
    validate_charge,
)

CODES = st.sampled_from(["eur", "gbp", "jpy", "kwd", "isk", "ugx", "huf"])
AMOUNTS = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("code", "exponent", "quantum", "minimum", "payout_quantum"),
    [
        ("eur", 2, 1, 50, 1),
        ("gbp", 2, 1, 30, 1),
        ("jpy", 0, 1, 50, 1),
        ("kwd", 3, 10, 10, 10),
        ("isk", 2, 100, 100, 100),
        ("ugx", 2, 100, 100, 100),
        ("huf", 2, 1, 17500, 100),
        ("twd", 2, 1, 1, 100),
    ],
)
def test_rules_of_a_currency(code, exponent, quantum, minimum, payout_quantum):
    rules = currency(code)
    assert rules.code == code
    assert (rules.exponent, rules.charge_quantum_minor) == (exponent, quantum)
    assert (rules.minimum_charge_minor, rules.payout_quantum_minor) == (minimum, payout_quantum)


def test_every_currency_can_be_charged_at_its_minimum_and_not_below():
    for rules in CURRENCIES.values():
        assert validate_charge(rules.minimum_charge_minor, rules) == rules.minimum_charge_minor
        with pytest.raises(AmountTooSmallError):
            validate_charge(rules.minimum_charge_minor - 1, rules)


def test_codes_are_read_in_either_case():
    assert currency("EUR") is currency("eur")


@pytest.mark.parametrize("code", ["", "xxx", "EURO", "btc", "€"])
def test_unknown_currency(code):
    with pytest.raises(UnknownCurrencyError, match="not a currency"):
        currency(code)


@pytest.mark.parametrize(
    ("amount_minor", "code", "error"),
    [
        (49, "eur", AmountTooSmallError),
        (29, "gbp", AmountTooSmallError),
        (0, "kwd", AmountTooSmallError),
        (-100, "jpy", AmountTooSmallError),
        (1001, "kwd", AmountNotChargeableError),
        (150_050, "isk", AmountNotChargeableError),
        (150_001, "ugx", AmountNotChargeableError),
        (MAXIMUM_CHARGE_MINOR + 1, "eur", AmountTooLargeError),
    ],
)
def test_refused_charges_name_their_reason(amount_minor, code, error):
    with pytest.raises(error) as caught:
        validate_charge(amount_minor, code)
    assert isinstance(caught.value, MoneyError)
    assert caught.value.currency_code == code


@given(AMOUNTS, CODES)
def test_a_charge_is_accepted_exactly_on_the_grid_between_its_bounds(amount_minor, code):
    rules = currency(code)
    chargeable = (
        rules.minimum_charge_minor <= amount_minor <= MAXIMUM_CHARGE_MINOR
        and amount_minor % rules.charge_quantum_minor == 0
    )
    try:
        accepted = validate_charge(amount_minor, code) == amount_minor
    except MoneyError:
        accepted = False
    assert accepted == chargeable


@pytest.mark.parametrize(
    ("base", "basis_points", "fixed", "cap", "fee"),
    [
        (1000, 250, 30, 1000, 55),
        (1, 5000, 0, 10, 1),  # half goes up
        (1, 4999, 0, 10, None),
        (1000, 0, 0, 1000, None),
        (1000, 10_000, 500, 1000, 1000),
        (0, 250, 30, 20, 20),
        (1000, 250, 30, 0, None),
    ],
)
def test_fee_examples(base, basis_points, fixed, cap, fee):
    assert application_fee_minor(base, basis_points, fixed, cap) == fee


def test_a_fee_in_a_three_decimal_currency_ends_in_zero():
    assert application_fee_minor(12_340, 250, 0, 12_340, quantum_minor=10) == 310


@given(AMOUNTS, st.integers(0, 10_000), st.integers(0, 10_000), AMOUNTS, CODES)
def test_fee_is_the_nearest_step_and_never_above_the_cap(base, basis_points, fixed, cap, code):
    quantum = currency(code).charge_quantum_minor
    fee = application_fee_minor(base, basis_points, fixed, cap, quantum_minor=quantum) or 0
    assert 0 <= fee <= cap
    assert fee % quantum == 0
    exact = Fraction(base * basis_points, 10_000) + fixed
    if fee + quantum <= cap:
        assert exact - Fraction(quantum, 2) < fee <= exact + Fraction(quantum, 2)


@pytest.mark.parametrize("arguments", [(-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, -1)])
def test_a_fee_of_negative_amounts_is_an_error(arguments):
    with pytest.raises(ValueError, match="not negative"):
        application_fee_minor(*arguments)


@pytest.mark.parametrize(
    ("amount_minor", "code", "text"),
    [
        (123_450, "eur", "1,234.50 EUR"),
        (5, "gbp", "0.05 GBP"),
        (-1500, "jpy", "-1,500 JPY"),
        (250, "kwd", "0.250 KWD"),
        (150_000, "isk", "1,500 ISK"),
        (150_050, "isk", "1,500.50 ISK"),
        (-1, "eur", "-0.01 EUR"),
    ],
)
def test_amounts_as_people_read_them(amount_minor, code, text):
    assert format_minor(amount_minor, code) == text


@given(st.integers(-(10**13), 10**13), CODES)
def test_no_digit_is_lost_in_display(amount_minor, code):
    number, shown_code = format_minor(amount_minor, code).split(" ")
    assert shown_code == code.upper()
    assert Fraction(number.replace(",", "")) * 10 ** currency(code).exponent == amount_minor
