"""Guests call staff: one call per table, what guest and board see of it, who may do what, and how it ends."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import jsonschema
import pytest

from twyst.access.capability import Capabilities
from twyst.access.permissions import Role
from twyst.fulfillment.adapters.call_desk import PostgresCalls
from twyst.fulfillment.adapters.upkeep import PostgresUpkeep
from twyst.fulfillment.application.call_staff import expire_calls
from twyst.fulfillment.entrypoints.call_limits import CallLimits
from twyst.fulfillment.main import openapi
from twyst.mailbox.database import execute
from twyst.runtime.problems import Problem

DOCUMENT = openapi()
TABLE = UUID(int=7)
AFTER_TWENTY_MINUTES = (
    "UPDATE staff_calls SET called_at = called_at - interval '20 minutes' WHERE venue_id = $1"
)


def conforms(content: object, schema: str) -> bool:
    root = {"$ref": f"#/components/schemas/{schema}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(root, format_checker=jsonschema.FormatChecker()).validate(content)
    return True


def slug(answer) -> str:
    return answer.json()["type"].removeprefix("urn:twyst:problem:")


def token_of(made) -> dict[str, str]:
    return {"Authorization": f"Bearer {made.json()['access_token']}"}


@pytest.fixture
async def known(kitchen, tell_venue, venue_id):
    """A venue with two tables."""
    tables = [{"table_id": str(TABLE), "label": "Terrace 7"}, {"table_id": str(UUID(int=8)), "label": "8"}]
    await kitchen.take_venues([tell_venue(venue_id, tables=tables)])
    return venue_id


@pytest.fixture
def call(client, known):
    async def call(reason: str = "help", *, table_id: UUID = TABLE, venue_id: UUID = known):
        return await client.post(f"/v1/venues/{venue_id}/tables/{table_id}/calls", json={"reason": reason})

    return call


@pytest.fixture
def acknowledge(client, bearer, known):
    async def acknowledge(call_id: str, *, headers=None):
        path = f"/v1/venues/{known}/calls/{call_id}/acknowledge"
        return await client.post(path, headers=headers or bearer(known))

    return acknowledge


@pytest.fixture
def follow(client):
    async def follow(made):
        return await client.get(f"/v1/calls/{made.json()['call']['call_id']}", headers=token_of(made))

    return follow


@pytest.fixture
def withdraw(client):
    async def withdraw(made):
        path = f"/v1/calls/{made.json()['call']['call_id']}/withdraw"
        return await client.post(path, headers=token_of(made))

    return withdraw


async def later(kitchen, venue_id: UUID) -> None:
    async with kitchen.worker.transaction() as tx:
        await execute(tx, AFTER_TWENTY_MINUTES, venue_id)


async def told(kitchen, venue_id: UUID) -> list[tuple[str, int]]:
    return [
        (body["state"], body["revision"]) for kind, body in await kitchen.feed(venue_id) if kind == "call"
    ]


async def test_from_the_call_to_somebody_who_comes(call, follow, acknowledge, client, kitchen, bearer, known):
    made = await call("bill")
    assert made.status_code == 201
    assert conforms(made.json(), "MadeCall")
    call_id = made.json()["call"]["call_id"]
    assert (
        made.json()["call"] | {"table_label": "Terrace 7", "reason": "bill", "state": "open"}
        == made.json()["call"]
    )
    board = (await client.get(f"/v1/venues/{known}/board", headers=bearer(known))).json()
    assert conforms(board, "Board")
    assert board["calls"] == [made.json()["call"]]
    answered = await acknowledge(call_id)
    assert conforms(answered.json(), "StaffCallView")
    assert (await acknowledge(call_id)).json() == answered.json()
    seen = await follow(made)
    assert conforms(seen.json(), "GuestCall")
    assert seen.json()["call"] == answered.json()
    assert (await client.get(f"/v1/venues/{known}/board", headers=bearer(known))).json()["calls"] == []
    assert await told(kitchen, known) == [("open", 1), ("acknowledged", 2)]


async def test_asking_again_is_the_same_call_and_rings_nobody(call, kitchen, known):
    made = await call()
    again = await call("bill")
    assert (again.status_code, again.json()["call"]) == (200, made.json()["call"])
    assert again.json()["access_token"] == made.json()["access_token"]
    other = await call(table_id=UUID(int=8))
    assert other.json()["call"]["call_id"] != made.json()["call"]["call_id"]
    assert await told(kitchen, known) == [("open", 1), ("open", 1)]


async def test_many_phones_at_once_make_one_call_and_then_have_to_wait(call, kitchen, known):
    answers = await asyncio.gather(*(call() for _ in range(6)))
    assert sorted(each.status_code for each in answers) == [200] * 5 + [201]
    assert len({each.json()["call"]["call_id"] for each in answers}) == 1
    assert await told(kitchen, known) == [("open", 1)]
    refused = await call()
    assert (refused.status_code, slug(refused)) == (429, "too-many-requests")
    assert int(refused.headers["Retry-After"]) >= 1


async def test_a_guest_takes_it_back(call, withdraw, acknowledge, follow, kitchen, known):
    made = await call()
    gone = await withdraw(made)
    assert (gone.status_code, gone.json()["call"]["state"]) == (200, "withdrawn")
    assert (await withdraw(made)).json()["call"] == gone.json()["call"]
    assert (await acknowledge(made.json()["call"]["call_id"])).json()["state"] == "withdrawn"
    anew = await call()
    assert anew.status_code == 201
    await acknowledge(anew.json()["call"]["call_id"])
    assert (await withdraw(anew)).json()["call"]["state"] == "acknowledged"
    assert (await follow(made)).json()["call"]["state"] == "withdrawn"
    assert await told(kitchen, known) == [("open", 1), ("withdrawn", 2), ("open", 1), ("acknowledged", 2)]


async def test_what_nobody_answers_expires(call, follow, kitchen, known):
    made = await call()
    calls = PostgresCalls(kitchen.worker)
    await expire_calls(calls)
    assert (await follow(made)).json()["call"]["state"] == "open"
    await later(kitchen, known)
    vitals = await PostgresUpkeep(kitchen.worker).vitals()
    assert vitals.open_calls >= 1
    assert vitals.open_calls_oldest_seconds >= 1200
    assert await expire_calls(calls) == 1
    assert (await follow(made)).json()["call"]["state"] == "expired"
    assert await told(kitchen, known) == [("open", 1), ("expired", 2)]


async def test_an_overdue_call_gives_way_to_a_new_one_while_no_worker_runs(call, follow, kitchen, known):
    made = await call()
    await later(kitchen, known)
    anew = await call()
    assert anew.status_code == 201
    assert (await follow(made)).json()["call"]["state"] == "expired"
    assert await told(kitchen, known) == [("open", 1), ("expired", 2), ("open", 1)]


async def test_the_guest_is_told_whether_a_board_is_there(call, follow, client, kitchen, bearer, known):
    made = await call()
    assert made.json()["board_live"] is False
    # Looking at the document is no screen that stays.
    await client.get(f"/v1/venues/{known}/board", headers=bearer(known))
    assert (await follow(made)).json()["board_live"] is False
    headers = {**bearer(known), "Accept": "application/json"}
    await client.get(f"/v1/venues/{known}/board/stream", headers=headers, params={"after": 1})
    assert (await follow(made)).json()["board_live"] is True
    async with kitchen.api.transaction(known) as tx:
        await execute(tx, "UPDATE board_presence SET seen_at = seen_at - interval '31 seconds'")
    assert (await follow(made)).json()["board_live"] is False


async def test_only_tables_that_the_venue_has(call, kitchen, tell_venue, known):
    unknown = await call(table_id=uuid4())
    assert (unknown.status_code, slug(unknown)) == (404, "table-not-found")
    elsewhere = uuid4()
    assert (await call(venue_id=elsewhere)).status_code == 404
    await kitchen.take_venues([tell_venue(elsewhere)])
    assert (await call(venue_id=elsewhere)).status_code == 404


async def test_tables_come_with_a_record_that_is_told_again(call, kitchen, tell_venue, known):
    tables = [{"table_id": str(TABLE), "label": "7"}]
    async with kitchen.worker.transaction() as tx:
        await execute(tx, "UPDATE venues SET tables = NULL WHERE venue_id = $1", known)
        await execute(
            tx, "DELETE FROM inbox WHERE event_id LIKE $1", f"venue:{known}:%"
        )  # as the migration does
    assert (await call()).status_code == 404
    await kitchen.take_venues([tell_venue(known, tables=tables)])
    assert (await call()).json()["call"]["table_label"] == "7"


@pytest.mark.parametrize("body", [{}, {"reason": "come quick"}, {"reason": "help", "note": "my name is"}])
async def test_a_guest_can_write_nothing(client, known, body):
    answer = await client.post(f"/v1/venues/{known}/tables/{TABLE}/calls", json=body)
    assert answer.status_code == 422


async def test_a_call_opens_to_its_own_token_and_to_staff_of_its_venue(
    call, acknowledge, client, bearer, known
):
    made, other = await call(), await call(table_id=UUID(int=8))
    path = f"/v1/calls/{made.json()['call']['call_id']}"
    call_id, venue = UUID(made.json()["call"]["call_id"]), known
    order_token = Capabilities(["k" * 32]).issue(call_id, venue)
    strangers = [{}, token_of(other), bearer(known), {"Authorization": f"Bearer {order_token}"}]
    for headers in strangers:
        assert (await client.get(path, headers=headers)).status_code == 401
        assert (await client.post(f"{path}/withdraw", headers=headers)).status_code == 401
    for headers, status in [
        (token_of(made), 401),
        (bearer(uuid4()), 404),
        (bearer(known, Role.ACCOUNTANT), 403),
    ]:
        assert (await acknowledge(str(call_id), headers=headers)).status_code == status
    away = uuid4()
    theirs = await client.post(f"/v1/venues/{away}/calls/{call_id}/acknowledge", headers=bearer(away))
    assert (theirs.status_code, slug(theirs)) == (404, "call-not-found")
    assert (await client.get(path, headers=token_of(made))).json()["call"]["state"] == "open"


async def test_news_of_calls_are_as_documented(call, client, bearer, known):
    await call()
    headers = {**bearer(known), "Accept": "application/json"}
    page = await client.get(f"/v1/venues/{known}/board/stream", headers=headers, params={"after": 0})
    assert [each["event"] for each in page.json()["events"]] == ["venue", "call"]
    assert conforms(page.json(), "BoardFeedPage")


def test_a_table_and_an_address_may_call_only_so_often():
    limits = CallLimits.of(per_address_per_minute=3, per_table_per_minute=2)
    venue = uuid4()
    for _ in range(2):
        limits.call("a", venue, TABLE)
    with pytest.raises(Problem) as table:
        limits.call("b", venue, TABLE)
    limits.call("a", venue, UUID(int=8))
    with pytest.raises(Problem) as address:
        limits.call("a", venue, UUID(int=9))
    for refused in (table.value, address.value):
        assert refused.status == 429
        assert int(refused.headers["Retry-After"]) > 0
    assert timedelta(0) < timedelta(seconds=int(table.value.headers["Retry-After"])) <= timedelta(minutes=1)
