"""Amounts as people read them, for logs, reports and command lines; screens localise in the browser."""

from twyst.money.currencies import Currency, currency


def format_minor(amount_minor: int, currency_of_amount: Currency | str) -> str:
    """`1,234.50 EUR`, `-1,500 JPY`, `0.250 KWD`, `1,500 ISK`; never loses a digit.

    Raises `UnknownCurrencyError`.
    """
    rules = currency(currency_of_amount) if isinstance(currency_of_amount, str) else currency_of_amount
    whole, fraction = divmod(abs(amount_minor), 10**rules.exponent)
    sign = "-" if amount_minor < 0 else ""
    whole_units_only = rules.charge_quantum_minor == 10**rules.exponent
    decimals = "" if whole_units_only and not fraction else f".{fraction:0{rules.exponent}d}"
    return f"{sign}{whole:,}{decimals} {rules.code.upper()}"
