"""Expansion: ids replaced by the objects that they name, up to four levels deep, across accounts."""

from collections.abc import Sequence
from typing import Any, Final

from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.store import Body
from twyst.stripe_sandbox.world import Work

_LEVELS_MAX: Final = 4


def present(work: Work, body: Body) -> Body:
    """The object as it is at this moment: money becomes available by time alone."""
    if body.get("object") == "balance_transaction":
        return {**body, "status": "available" if body["available_on"] <= work.now else "pending"}
    if body.get("object") == "list":
        return {**body, "data": [present(work, element) for element in body["data"]]}
    return body


def expand(work: Work, body: Body, paths: Sequence[str]) -> Body:
    """Replace ids along each path (`data.source.source_transfer`). Raises `StripeError` 400 for what has no object."""
    for path in paths:
        names = path.split(".")
        if len(names) > _LEVELS_MAX:
            message = f"You cannot expand more than {_LEVELS_MAX} levels of a property, got {path}."
            raise invalid_request(message, param="expand")
        body = _expand(work, body, names, path)
    return body


def _expand(work: Work, body: Body, names: list[str], path: str) -> Body:
    name, *deeper = names
    if name not in body:
        raise _not_expandable(path)
    value = body[name]
    if isinstance(value, list):
        elements = [_expand(work, element, deeper, path) if deeper else element for element in value]
        return {**body, name: elements}
    if isinstance(value, str):
        value = _load(work, value, path)
    if deeper and isinstance(value, dict):
        value = _expand(work, value, deeper, path)
    return {**body, name: value}


def _load(work: Work, object_id: str, path: str) -> Any:
    record = work.load(object_id)
    if record is None:
        raise _not_expandable(path)
    return present(work, record.body)


def _not_expandable(path: str) -> StripeError:
    return invalid_request(f"This property cannot be expanded ({path}).", param="expand")
