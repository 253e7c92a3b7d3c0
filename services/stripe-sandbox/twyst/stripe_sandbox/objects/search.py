"""Search: the part of Stripe's query language that finds PaymentIntents by metadata, status, amount and time."""

import re
from typing import Final

from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.objects.lists import Conditions
from twyst.stripe_sandbox.store import Body
from twyst.stripe_sandbox.world import Work

_CLAUSE: Final = re.compile(
    r"""\s*(?P<negated>-)?(?P<field>\w+)(?:\[(?P<quote>['"])(?P<key>.+?)(?P=quote)\])?"""
    r"""\s*(?P<operator>:|~|>=|<=|>|<)\s*(?:(?P<mark>['"])(?P<text>.*?)(?P=mark)|(?P<bare>\w+))\s*""",
)
_FIELDS: Final = frozenset({"status", "currency", "amount", "created", "customer"})
_LIMIT_DEFAULT: Final = 10


def payment_intents(work: Work, params: Body) -> Body:
    """GET /v1/payment_intents/search, e.g. `metadata['order_id']:'…' AND status:'succeeded'`."""
    conditions = Conditions("o.account = ? AND o.object = 'payment_intent'", work.account)
    _add_clauses(params["query"], conditions)
    if params.get("page"):
        conditions.add("o.seq < ?", _seq_of_page(params["page"]))
    limit = params.get("limit", _LIMIT_DEFAULT)
    found = work.store.select(f"{conditions.sql} ORDER BY o.seq DESC LIMIT {limit + 1}", conditions.values)
    has_more = len(found) > limit
    found = found[:limit]
    return {
        "object": "search_result",
        "data": [record.body for record in found],
        "has_more": has_more,
        "next_page": f"page_{found[-1].seq}" if has_more else None,
        "url": "/v1/payment_intents/search",
    }


def _add_clauses(query: str, conditions: Conditions) -> None:
    if " OR " in query and " AND " in query:
        raise _bad_query("AND and OR cannot be combined.")
    if " OR " in query:
        raise _bad_query("the sandbox knows AND only.")
    for part in query.split(" AND "):
        clause = _CLAUSE.fullmatch(part)
        if clause is None:
            raise _bad_query(f"cannot read {part!r}.")
        _add_clause(clause, conditions)


def _add_clause(clause: re.Match[str], conditions: Conditions) -> None:
    field, key, operator = clause["field"], clause["key"], clause["operator"]
    value = clause["text"] if clause["text"] is not None else clause["bare"]
    negation = "NOT " if clause["negated"] else ""
    if field == "metadata" and key is not None and operator == ":":
        belongs = "SELECT m.object_id FROM metadata m WHERE m.key = ? AND m.value = ?"
        conditions.add(f"{negation}o.id IN ({belongs})", key, value)
    elif field in _FIELDS and key is None and operator != "~":
        compared: str | int = int(value) if field in ("amount", "created") and value.isdigit() else value
        sign = "=" if operator == ":" else operator
        conditions.add(f"{negation}o.body ->> '{field}' {sign} ?", compared)
    else:
        raise _bad_query(f"field {field!r} cannot be searched with {operator!r}.")


def _seq_of_page(page: str) -> int:
    number = page.removeprefix("page_")
    if not number.isdigit():
        raise invalid_request(f"Invalid page: {page}", param="page")
    return int(number)


def _bad_query(reason: str) -> StripeError:
    return invalid_request(f"We were unable to parse your search query: {reason}", param="query")
