"""What can be wrong with an amount or a currency; each error carries the numbers that an answer needs."""


class MoneyError(ValueError):
    """An amount or currency that Twyst cannot charge."""


class UnknownCurrencyError(MoneyError):
    """The code is not a currency that Stripe charges in."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code!r} is not a currency that can be charged")
        self.code = code


class AmountTooSmallError(MoneyError):
    """The amount is below the currency's minimum charge."""

    def __init__(self, amount_minor: int, currency_code: str, minimum_minor: int) -> None:
        super().__init__(
            f"{amount_minor} {currency_code} (minor units) is below the minimum of {minimum_minor}"
        )
        self.amount_minor = amount_minor
        self.currency_code = currency_code
        self.minimum_minor = minimum_minor


class AmountTooLargeError(MoneyError):
    """The amount has more digits than Stripe takes for a card payment."""

    def __init__(self, amount_minor: int, currency_code: str, maximum_minor: int) -> None:
        super().__init__(
            f"{amount_minor} {currency_code} (minor units) is above the maximum of {maximum_minor}"
        )
        self.amount_minor = amount_minor
        self.currency_code = currency_code
        self.maximum_minor = maximum_minor


class AmountNotChargeableError(MoneyError):
    """The amount is not a multiple of the smallest step that the currency can be charged in."""

    def __init__(self, amount_minor: int, currency_code: str, quantum_minor: int) -> None:
        super().__init__(f"{amount_minor} {currency_code} (minor units) is not a multiple of {quantum_minor}")
        self.amount_minor = amount_minor
        self.currency_code = currency_code
        self.quantum_minor = quantum_minor
