"""The currencies that Stripe charges in, as Stripe counts them: one row of four numbers each.

An amount's minor unit is Stripe's, which differs from ISO 4217 for ISK and UGX: both are sent as if
they had two decimals, and the last two digits must be 00.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from twyst.money.errors import UnknownCurrencyError

_ZERO_DECIMAL: Final = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
_THREE_DECIMAL: Final = "bhd jod kwd omr tnd"
_TWO_DECIMAL: Final = (
    "aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny "
    "cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk "
    "jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio "
    "nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs "
    "top try ttd twd tzs uah ugx usd uyu uzs wst xcd xcg yer zar zmw"
)

# Two decimals on the wire, none in the purse.
_WHOLE_UNITS_ONLY: Final = frozenset({"isk", "ugx"})

# Charged with two decimals, paid out in whole units.
_WHOLE_UNITS_IN_PAYOUTS: Final = frozenset({"huf", "twd"}) | _WHOLE_UNITS_ONLY

# Stripe's published minimum for each settlement currency. A currency that is not listed is converted on
# settlement, so that its true minimum moves with the rate: there Stripe's own refusal is the guard.
_MINIMUM_MINOR: Final = MappingProxyType(
    {
        **dict.fromkeys(("usd", "eur", "aud", "cad", "chf", "nzd", "sgd", "brl", "inr", "jpy", "krw"), 50),
        **dict.fromkeys(("pln", "aed", "myr", "ron"), 200),
        **dict.fromkeys(("nok", "sek"), 300),
        **dict.fromkeys(("mxn", "thb"), 1000),
        "gbp": 30,
        "dkk": 250,
        "hkd": 400,
        "czk": 1500,
        "huf": 17500,
    },
)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency's rules; every amount in Stripe's minor units."""

    code: str
    """Lower-case ISO 4217 code, as Stripe spells it."""
    exponent: int
    """Decimal digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD."""
    charge_quantum_minor: int
    """Every charge and refund is a multiple of this."""
    minimum_charge_minor: int
    """The smallest charge; at least the quantum."""
    payout_quantum_minor: int
    """Every payout is a multiple of this; the rest stays in the balance."""


def _currency(code: str, exponent: int) -> Currency:
    if code in _WHOLE_UNITS_ONLY:
        quantum = 100
    elif exponent == 3:
        quantum = 10
    else:
        quantum = 1
    return Currency(
        code=code,
        exponent=exponent,
        charge_quantum_minor=quantum,
        minimum_charge_minor=_MINIMUM_MINOR.get(code, quantum),
        payout_quantum_minor=100 if code in _WHOLE_UNITS_IN_PAYOUTS else quantum,
    )


CURRENCIES: Final = MappingProxyType(
    {
        code: _currency(code, exponent)
        for exponent, codes in ((0, _ZERO_DECIMAL), (2, _TWO_DECIMAL), (3, _THREE_DECIMAL))
        for code in codes.split()
    },
)
"""Every chargeable currency by its lower-case code."""


def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code in either case. Raises `UnknownCurrencyError`."""
    found = CURRENCIES.get(code.lower())
    if found is None:
        raise UnknownCurrencyError(code)
    return found
