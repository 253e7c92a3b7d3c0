"""Stripe's form encoding: `transfer_data[metadata][a]=b`, `expand[0]=x` and `expand[]=x` as nested values."""

from typing import Any
from urllib.parse import parse_qsl

from twyst.stripe_sandbox.errors import invalid_request

# Its keys are the caller's, so that one that looks like an index stays a key.
_FREE_KEYS = "metadata"
_FIELDS_MAX = 1000


def decode(encoded: str) -> dict[str, Any]:
    """The nested parameters. Every leaf is a string. Raises `StripeError` 400 where two parameters contradict."""
    tree: dict[str, Any] = {}
    for name, value in _pairs(encoded):
        path = name.replace("]", "").split("[")
        node = tree
        for part in path[:-1]:
            child = node.setdefault(part, {})
            if not isinstance(child, dict):
                raise invalid_request(f"Invalid parameter: {name}", param=name)
            node = child
        last = path[-1] or str(len(node))
        if isinstance(node.get(last), dict):
            raise invalid_request(f"Invalid parameter: {name}", param=name)
        node[last] = value
    return {name: _with_lists(name, value) for name, value in tree.items()}


def _pairs(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, max_num_fields=_FIELDS_MAX)
    except ValueError as error:
        raise invalid_request(f"A request can have up to {_FIELDS_MAX} parameters.") from error


def _with_lists(name: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if name == _FREE_KEYS:
        return value
    if value and all(key.isdigit() for key in value):
        return [_with_lists("", value[key]) for key in sorted(value, key=int)]
    return {key: _with_lists(key, inner) for key, inner in value.items()}
