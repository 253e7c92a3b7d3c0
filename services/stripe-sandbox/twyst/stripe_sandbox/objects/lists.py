"""Lists: as objects embed them, and as the API pages through them."""

from collections.abc import Callable, Sequence
from typing import Any

from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.store import Body
from twyst.stripe_sandbox.world import Work

_LIMIT_DEFAULT = 10
_LIMIT_MAX = 100
_OPERATORS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def embedded(url: str, data: Sequence[Body] = ()) -> Body:
    """A list inside an object."""
    return {"object": "list", "data": list(data), "has_more": False, "total_count": len(data), "url": url}


class Conditions:
    """The `WHERE` of a list request, grown one filter at a time."""

    def __init__(self, condition: str, *values: Any) -> None:
        self._conditions = [condition]
        self._values: list[Any] = list(values)

    def add(self, condition: str, *values: Any) -> None:
        self._conditions.append(condition)
        self._values.extend(values)

    def equal(self, column: str, value: Any) -> None:
        """Only rows whose column has the value, if a value is given."""
        if value is not None:
            self.add(f"{column} = ?", value)

    def created(self, given: int | Body | None, column: str = "o.created") -> None:
        """Stripe's range filter: a timestamp, or `{"gte": …, "lt": …}`."""
        if isinstance(given, int):
            self.add(f"{column} = ?", given)
        elif given is not None:
            for operator, value in given.items():
                self.add(f"{column} {_OPERATORS[operator]} ?", value)

    @property
    def sql(self) -> str:
        return " AND ".join(self._conditions)

    @property
    def values(self) -> list[Any]:
        return list(self._values)


def page_of(
    params: Body, conditions: Conditions, seq_of: Callable[[str], int], column: str
) -> tuple[str, list[Any], int]:
    """SQL for one page, newest first; `ending_before` walks towards newer rows. One row more than the limit is read."""
    limit = params.get("limit", _LIMIT_DEFAULT)
    if not 1 <= limit <= _LIMIT_MAX:
        raise invalid_request(
            f"Limit must be between 1 and {_LIMIT_MAX}.", code="parameter_invalid_integer", param="limit"
        )
    direction = "DESC"
    if params.get("starting_after"):
        conditions.add(f"{column} < ?", seq_of(params["starting_after"]))
    elif params.get("ending_before"):
        conditions.add(f"{column} > ?", seq_of(params["ending_before"]))
        direction = "ASC"
    return f"{conditions.sql} ORDER BY {column} {direction} LIMIT {limit + 1}", conditions.values, limit


def list_objects(work: Work, params: Body, object_name: str, url: str, filters: Sequence[str] = ()) -> Body:
    """A page of the account's objects of one kind; `filters` are the fields that parameters of that name match."""
    conditions = Conditions("o.account = ? AND o.object = ?", work.account, object_name)
    for name in filters:
        conditions.equal(f"o.body ->> '{name}'", params.get(name))
    conditions.created(params.get("created"))
    return page(work, params, conditions, url)


def page(work: Work, params: Body, conditions: Conditions, url: str, *, any_account: bool = False) -> Body:
    """A page over `objects o`."""

    def seq_of(object_id: str) -> int:
        anchor = work.store.load(object_id)
        if anchor is None or not (any_account or anchor.account == work.account):
            name = "starting_after" if params.get("starting_after") else "ending_before"
            raise invalid_request(f"No such object: '{object_id}'", code="resource_missing", param=name)
        return anchor.seq

    sql, values, limit = page_of(params, conditions, seq_of, "o.seq")
    return as_list([record.body for record in work.store.select(sql, values)], params, limit, url)


def as_list(rows: list[Any], params: Body, limit: int, url: str) -> Body:
    """The list object; a page that was read upwards is turned round."""
    has_more = len(rows) > limit
    rows = rows[:limit]
    if params.get("ending_before"):
        rows.reverse()
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}
