"""Metadata: Stripe's limits, and how an update is merged into what is there."""

from collections.abc import Mapping
from typing import Any, Final

from twyst.stripe_sandbox.errors import invalid_request

_KEYS_MAX: Final = 50
_KEY_CHARACTERS_MAX: Final = 40
_VALUE_CHARACTERS_MAX: Final = 500


def merged(
    current: Mapping[str, str], given: Mapping[str, Any] | str | None, *, param: str = "metadata"
) -> dict[str, str]:
    """The metadata after an update: an empty value unsets its key, an empty string instead of a hash unsets all.

    Raises `StripeError` 400 beyond Stripe's limits.
    """
    if given is None:
        return dict(current)
    if isinstance(given, str):
        return {}
    result = {**current, **given}
    result = {key: str(value) for key, value in result.items() if value != ""}
    if len(result) > _KEYS_MAX:
        message = f"You can only have up to {_KEYS_MAX} metadata keys, but you provided {len(result)}."
        raise invalid_request(message, param=param)
    for key, value in result.items():
        if len(key) > _KEY_CHARACTERS_MAX:
            raise invalid_request(
                f"Metadata keys can have up to {_KEY_CHARACTERS_MAX} characters.", param=param
            )
        if len(value) > _VALUE_CHARACTERS_MAX:
            message = f"Metadata values can have up to {_VALUE_CHARACTERS_MAX} characters ({key})."
            raise invalid_request(message, param=f"{param}[{key}]")
    return result
