"""Parameters as Stripe validates them: the SDK's own `stripe.params` TypedDicts, closed against unknown names.

The SDK's types say which parameters an endpoint of this API version knows. Built on first use, because one of them
takes some milliseconds. Values arrive as strings and leave with the declared types.
"""

import sys
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

import typing_extensions
from pydantic import ConfigDict, TypeAdapter, ValidationError
from stripe._request_options import RequestOptions

from twyst.stripe_sandbox.errors import StripeError, invalid_request

_CLOSED = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
_TELLING = {"extra_forbidden": 0, "missing": 1, "int_parsing": 2, "int_type": 2}
_TYPES = frozenset({"int", "str", "bool", "float"})
_OPTIONS_OF_A_CALL = frozenset(RequestOptions.__annotations__)


def validate(params_class: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with their declared types (`"100"` becomes 100, `"true"` becomes True).

    `params_class` names a class of `stripe.params`, e.g. `PaymentIntentCreateParams`. Raises `StripeError` 400 with
    `parameter_unknown`, `parameter_missing` or `parameter_invalid_*`, as Stripe does.
    """
    for name in given:
        if name in _OPTIONS_OF_A_CALL:
            raise _unknown(name)
    try:
        validated: dict[str, Any] = _adapter(params_class).validate_python(dict(given))
    except ValidationError as error:
        raise _stripe_error(error) from error
    return validated


@cache
def _adapter(params_class: str) -> TypeAdapter[Any]:
    declared = getattr(import_module("stripe.params"), params_class)
    module = sys.modules[declared.__module__]
    for candidate in vars(module).values():
        if typing_extensions.is_typeddict(candidate) and candidate is not RequestOptions:
            # Read by pydantic alone: the SDK itself does not notice.
            candidate.__pydantic_config__ = _CLOSED
    return TypeAdapter(_without_options(declared))


def _without_options(declared: Any) -> Any:
    """The same TypedDict without the options of a call, which the SDK mixes in and which are no parameters."""
    fields = {name: kind for name, kind in declared.__annotations__.items() if name not in _OPTIONS_OF_A_CALL}
    make: Any = typing_extensions.TypedDict
    parameters = make(declared.__name__, fields)
    parameters.__module__ = declared.__module__
    parameters.__pydantic_config__ = _CLOSED
    return parameters


def _stripe_error(error: ValidationError) -> StripeError:
    details = error.errors(include_url=False, include_input=True)
    # A value that fits no member of a union is reported once per member: the most telling report is shown.
    detail = min(details, key=lambda found: _TELLING.get(found["type"], len(_TELLING)))
    param = _bracketed(detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            return _unknown(param)
        case "missing":
            return invalid_request(f"Missing required param: {param}.", code="parameter_missing", param=param)
        case "int_parsing" | "int_type":
            message = f"Invalid integer: {detail['input']}"
            return invalid_request(message, code="parameter_invalid_integer", param=param)
    return invalid_request(f"Invalid {param}: {detail['msg']}", param=param)


def _unknown(param: str) -> StripeError:
    return invalid_request(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


def _bracketed(location: tuple[int | str, ...]) -> str:
    """`("transfer_data", "foo")` as `transfer_data[foo]`; the names of union members are left out."""
    names = [str(part) for part in location if isinstance(part, int) or _is_a_name(part)]
    return names[0] + "".join(f"[{name}]" for name in names[1:]) if names else ""


def _is_a_name(part: str) -> bool:
    return part.replace("_", "").isalnum() and part == part.lower() and part not in _TYPES
