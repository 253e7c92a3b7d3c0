"""A venue's token opens nothing of another venue: every operation of every running service is tried."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from journeys.openapi_crawler import Operation, operations
from journeys.webhooks import settled

from twyst.demo.clients import Venue
from twyst.testing.waiting import eventually

_SERVICES = ("gateway", "order", "fulfillment", "reconciliation")
_REFUSALS = {401, 403, 404}


@dataclass(frozen=True)
class Belongings:
    """One venue's ids, by the name of the path parameter that takes them, and its token."""

    venue: Venue
    meal: Meal
    ids: Mapping[str, str]
    secrets: frozenset[str]


class _Owner:
    """The owner of a venue looks at what is there."""

    def __init__(self, http: httpx.AsyncClient, stack: LiveStack, venue: Venue) -> None:
        self._http = http
        self._urls = stack.describe()["urls"]
        self._venue = venue

    async def send(self, method: str, service: str, path: str, body: Any = None) -> Any:
        url = f"{self._urls[service]}/v1/venues/{self._venue.venue_id}{path}"
        headers = {"Authorization": f"Bearer {self._venue.manager_token}"}
        answer = await self._http.request(method, url, headers=headers, json=body)
        return answer.raise_for_status().json()

    async def first(self, service: str, path: str, name: str) -> dict[str, Any]:
        """The first of a list, once there is one."""

        async def look() -> dict[str, Any] | None:
            found = (await self.send("GET", service, path))[name]
            return found[0] if found else None

        found = await eventually(look, PATIENCE_SECONDS, 0.3)
        assert found is not None
        return found


async def _belongings(http: httpx.AsyncClient, stack: LiveStack, dining: Dining, venue: Venue) -> Belongings:
    """A venue with something behind every path: an order, a ticket, a call, a hold, a payout, a discrepancy, a tag."""
    meal = await dining.place(venue, note=f"only for {venue.venue_id}")
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.pay_a_second_time(meal)
    await dining.refund_from_dashboard(meal, 100, refund_application_fee=False)
    await settled(dining.platform, meal.payment_intent)  # so that the payout holds it
    await dining.platform.sandbox.ok("POST", "/_sandbox/payouts/run", body={"account": venue.account_id})
    owner, ticket, order = _Owner(http, stack, venue), await dining.ticket(meal), await dining.order(meal)
    call = await _call(http, stack, venue)
    tag = await owner.send("POST", "order", "/tags", {"table_id": venue.tables[0]})
    ids = {
        "venue_id": venue.venue_id,
        "order_id": meal.order_id,
        "table_id": venue.tables[0],
        "line_id": ticket["lines"][0]["line_id"],
        "call_id": call["call"]["call_id"],
        "tag_id": tag["tag_id"],
        "member_id": (await owner.first("order", "/staff", "members"))["member_id"],
        "hold_id": (await owner.first("order", "/holds", "holds"))["id"],
        "payout_id": (await owner.first("reconciliation", "/payouts", "payouts"))["payout_id"],
        "discrepancy_id": (await owner.first("reconciliation", "/discrepancies", "discrepancies"))[
            "discrepancy_id"
        ],
    }
    secrets = {
        *ids.values(),
        call["access_token"],
        venue.account_id,
        order["venue_name"],
        f"only for {venue.venue_id}",
    }
    return Belongings(venue, meal, ids, frozenset(secrets) - {ids["line_id"]})


async def _call(http: httpx.AsyncClient, stack: LiveStack, venue: Venue) -> dict[str, Any]:
    """A call for staff that stays open, as a guest makes it: nobody has a token before that."""
    path = f"/v1/venues/{venue.venue_id}/tables/{venue.tables[0]}/calls"
    answer = await http.post(f"{stack.describe()['urls']['fulfillment']}{path}", json={"reason": "help"})
    made: dict[str, Any] = answer.raise_for_status().json()
    return made


def _attempts(operation: Operation, mine: Belongings, theirs: Belongings) -> Iterable[dict[str, str]]:
    """Their venue with their ids, their venue with mine, and mine with theirs: every way to mix the path."""
    names = operation.path_parameters
    yield {name: theirs.ids[name] for name in names}
    if names != ("venue_id",):
        yield {name: (theirs if name == "venue_id" else mine).ids[name] for name in names}
        yield {name: (mine if name == "venue_id" else theirs).ids[name] for name in names}


def _is_refused(answer: httpx.Response, theirs: Belongings, sent: str) -> bool:
    """Refused, and without a word of theirs that was not in the request itself."""
    told = {secret for secret in theirs.secrets if secret in answer.text and secret not in sent}
    return answer.status_code in _REFUSALS and not told


@pytest.fixture(scope="module")
async def documents(stack: LiveStack, http: httpx.AsyncClient) -> dict[str, Any]:
    """What the running services say of themselves, by address."""
    urls = stack.describe()["urls"]
    return {urls[name]: (await http.get(f"{urls[name]}/openapi.json")).json() for name in _SERVICES}


@pytest.fixture(scope="module")
async def both(
    stack: LiveStack, http: httpx.AsyncClient, dining: Dining, venues: list[Venue]
) -> tuple[Belongings, Belongings]:
    mine, theirs = await asyncio.gather(*(_belongings(http, stack, dining, venue) for venue in venues[:2]))
    return mine, theirs


@pytest.mark.parametrize("token", ["owner", "floor", "diner", "none"])
@pytest.mark.parametrize("swapped", [False, True], ids=["first-venue", "second-venue"])
async def test_no_token_opens_another_venue(
    token: str,
    swapped: bool,
    documents: dict[str, Any],
    both: tuple[Belongings, Belongings],
    http: httpx.AsyncClient,
) -> None:
    mine, theirs = reversed(both) if swapped else both
    bearer = {
        "owner": mine.venue.manager_token,
        "floor": mine.venue.staff_token,
        "diner": mine.meal.token,
    }.get(token)
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    leaks, tried = [], 0
    for url, document in documents.items():
        for operation in operations(document):
            names = operation.path_parameters
            if operation.is_public or not names:
                continue
            for values in _attempts(operation, mine, theirs):
                own = token == "diner" and names == ("order_id",) and values["order_id"] == mine.meal.order_id
                if own:
                    continue
                path = operation.address(values)
                body = None if operation.method == "GET" else operation.body
                keyed = {**headers, "Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
                answer = await http.request(operation.method, url + path, headers=keyed, json=body)
                tried += 1
                if not _is_refused(answer, theirs, path):
                    leaks.append(f"{operation.method} {path}: {answer.status_code} {answer.text[:200]}")
    assert leaks == []
    assert tried > 60


async def test_a_call_opens_nothing_but_itself(
    stack: LiveStack, both: tuple[Belongings, Belongings], http: httpx.AsyncClient
) -> None:
    """Anybody may call from a table; what the answer opens is that call, and no table of one venue is in another."""
    mine, theirs = both
    url = stack.describe()["urls"]["fulfillment"]
    call = await _call(http, stack, mine.venue)
    headers = {"Authorization": f"Bearer {call['access_token']}"}
    own = await http.get(f"{url}/v1/calls/{mine.ids['call_id']}", headers=headers)
    other = await http.get(f"{url}/v1/calls/{theirs.ids['call_id']}", headers=headers)
    orders = await http.get(
        f"{stack.describe()['urls']['order']}/v1/orders/{mine.ids['order_id']}", headers=headers
    )
    mixed = await http.post(
        f"{url}/v1/venues/{mine.venue.venue_id}/tables/{theirs.venue.tables[0]}/calls",
        json={"reason": "help"},
    )
    assert (own.status_code, other.status_code, orders.status_code, mixed.status_code) == (200, 401, 401, 404)


async def test_the_same_crawler_opens_ones_own_venue(
    documents: dict[str, Any], both: tuple[Belongings, Belongings], http: httpx.AsyncClient
) -> None:
    """So the ids that were tried are real, and a refusal above is about whose they are."""
    headers = {"Authorization": f"Bearer {both[0].venue.manager_token}", "Accept": "application/json"}
    closed = []
    for url, document in documents.items():
        for operation in operations(document):
            if operation.method != "GET" or "venue_id" not in operation.path_parameters:
                continue
            path = operation.address(both[0].ids)
            answer = await http.get(url + path, headers=headers)
            if answer.status_code != 200:
                closed.append(f"{path}: {answer.status_code} {answer.text[:200]}")
    assert closed == []
