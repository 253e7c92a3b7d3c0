"""Masks what must never be written down: keys, secrets, tokens, passwords in DSNs, e-mail addresses, card numbers."""

import re
from collections.abc import Mapping
from typing import Any, Final

MASK: Final = "[redacted]"

# One alternation, so that a text is scanned once. A UUID is matched first and kept: its groups of digits could
# otherwise pass for a card number, and an order id must stay readable.
_SENSITIVE: Final = re.compile(
    r"""
      (?P<uuid>\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b)
    | (?P<intent>\b[a-z]{2,8}_[A-Za-z0-9]+_secret_)[A-Za-z0-9_]+
    | (?P<named>\b(?:client_secret|access_token|api_key|password|authorization)["']?\s*[=:]\s*["']?)
      (?:Bearer\s+)?[^\s"',;&}]+
    | (?P<webhook>\bwhsec_)[A-Za-z0-9+/=_-]+
    | (?P<key>\b[sr]k_(?:test_|live_)?)[A-Za-z0-9_]{6,}
    | (?P<bearer>\b[Bb]earer\s+)[A-Za-z0-9._~+/=-]+
    | (?P<jwt>\beyJ)[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*
    | (?P<capability>\btw[cd]1\.)[^\s"']+
    | (?P<dsn>://[^\s:/@]+:)[^\s@]+(?=@)
    | (?P<email>)\b[A-Za-z0-9.!\#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
    | (?P<digits>(?<!\d)(?<!\d\.)[2-6](?:[ -]?\d){12,18}(?!\d)(?!\.\d))
    """,
    re.VERBOSE,
)

# Fields that are secret whatever their value looks like.
_SECRET_FIELDS: Final = frozenset(
    {"client_secret", "access_token", "authorization", "password", "api_key", "email", "secret", "token"},
)


def redact(text: str) -> str:
    """The text with everything sensitive replaced by a mask that keeps the kind recognisable."""
    return _SENSITIVE.sub(_replacement, text)


def redact_value(value: Any, field_name: str = "") -> Any:
    """The same for a value of any JSON shape; values of other types become redacted text."""
    if field_name.lower() in _SECRET_FIELDS or (isinstance(value, int) and _is_card_number(str(value))):
        return MASK
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {redact(str(key)): redact_value(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(item) for item in value]
    return redact(str(value))


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "uuid":
        return match.group()
    if kind == "digits":
        return MASK if _is_card_number(match.group()) else match.group()
    return f"{match.group(kind) if kind else ''}{MASK}"


def _is_card_number(text: str) -> bool:
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or not 2 <= digits[0] <= 6:
        return False
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
