"""What a phone writes as an amount is what the services count: both lists of decimals are the same."""

import re
from pathlib import Path

from twyst.money.currencies import CURRENCIES

MONEY = Path(__file__).parents[2] / "services/web/src/lib/money.ts"


def of_the_web(name: str) -> set[str]:
    found = re.search(rf"const {name} = new Set\('([a-z ]+)'\.split\(' '\)\);", MONEY.read_text())
    assert found, name
    return set(found[1].split())


def test_every_currency_has_the_same_decimals_in_the_web_app() -> None:
    expected = {
        exponent: {code for code, each in CURRENCIES.items() if each.exponent == exponent}
        for exponent in (0, 3)
    }
    assert {0: of_the_web("ZERO_DECIMAL"), 3: of_the_web("THREE_DECIMAL")} == expected
    assert {each.exponent for each in CURRENCIES.values()} == {0, 2, 3}
