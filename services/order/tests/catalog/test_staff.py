"""Staff, devices, pairing codes and sessions over HTTP."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from twyst.access.permissions import Role
from twyst.mailbox.database import fetch


@pytest.fixture
def base(venue) -> str:
    return f"/v1/venues/{venue.venue_id}"


@pytest.fixture
async def tablet(client, base, owner) -> dict[str, str]:
    answer = await client.post(
        f"{base}/devices", json={"name": "Kitchen screen", "role": "kitchen"}, headers=owner
    )
    assert answer.status_code == 201
    return answer.json()


async def mint(client, base, owner, member) -> str:
    answer = await client.post(
        f"{base}/pairing-codes", json={"member_id": member["member_id"]}, headers=owner
    )
    assert answer.status_code == 201, answer.text
    return answer.json()["code"]


async def test_a_code_starts_one_session_that_works_the_kitchen(client, base, owner, tablet, venue):
    code = await mint(client, base, owner, tablet)
    answer = await client.post("/v1/sessions", json={"code": code.lower().replace("-", " ")})
    assert answer.status_code == 201
    session = answer.json()
    assert (session["role"], session["name"]) == ("kitchen", "Kitchen screen")
    assert session["subject"] == f"device:{tablet['member_id']}"
    assert session["venues"] == [str(venue.venue_id)]
    assert {"view_board", "complete", "pause"} <= set(session["actions"])
    assert "refund" not in session["actions"]
    headers = {"Authorization": f"Bearer {session['token']}"}
    assert (await client.post(f"{base}/pause", json={"paused": False}, headers=headers)).status_code == 200
    assert (await client.get(f"{base}/staff", headers=headers)).status_code == 403
    again = await client.post("/v1/sessions", json={"code": code})
    assert (again.status_code, again.json()["type"]) == (401, "urn:twyst:problem:code-not-valid")


async def test_of_two_who_type_a_code_at_once_one_gets_in(client, base, owner, tablet):
    code = await mint(client, base, owner, tablet)
    answers = await asyncio.gather(*(client.post("/v1/sessions", json={"code": code}) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 401, 401, 401]


async def test_a_code_expires_is_replaced_and_goes_with_its_member(client, base, owner, tablet, clock):
    expired = await mint(client, base, owner, tablet)
    clock.advance(minutes=16)
    replaced = await mint(client, base, owner, tablet)
    kept = await mint(client, base, owner, tablet)
    removed = await client.delete(f"{base}/devices/{tablet['member_id']}", headers=owner)
    assert removed.status_code == 204
    for code in (expired, replaced, kept, "0000-0000-0000", "nonsense"):
        assert (await client.post("/v1/sessions", json={"code": code})).status_code == 401
    body = {"member_id": tablet["member_id"]}
    assert (await client.post(f"{base}/pairing-codes", json=body, headers=owner)).status_code == 404
    assert (await client.get(f"{base}/devices", headers=owner)).json() == {"members": []}


async def test_no_code_can_be_read_from_the_database(client, base, owner, tablet, dsns, venue, api_database):
    code = (await mint(client, base, owner, tablet)).replace("-", "")
    async with api_database.transaction(venue.venue_id) as connection:
        rows = await fetch(connection, "SELECT * FROM pairing_code")
    assert len(rows) == 1
    assert code not in str(dict(rows[0]))


async def test_people_are_added_and_removed(client, base, owner):
    body = {"name": "Anna", "role": "manager"}
    anna = (await client.post(f"{base}/staff", json=body, headers=owner)).json()
    assert (await client.get(f"{base}/staff", headers=owner)).json()["members"] == [anna]
    assert (await client.get(f"{base}/devices", headers=owner)).json()["members"] == []
    url = f"{base}/staff/{anna['member_id']}"
    assert (await client.delete(f"{base}/devices/{anna['member_id']}", headers=owner)).status_code == 404
    assert (await client.delete(url, headers=owner)).status_code == 204
    assert (await client.delete(url, headers=owner)).status_code == 404
    assert (await client.delete(f"{base}/staff/{uuid4()}", headers=owner)).status_code == 404
    for wrong in ({"name": "Eve", "role": "operator"}, {"name": " ", "role": "floor"}):
        assert (await client.post(f"{base}/staff", json=wrong, headers=owner)).status_code == 422


@pytest.mark.parametrize("burst", [2])
async def test_guessing_and_minting_are_limited(client, base, owner, tablet):
    codes = [(await client.post("/v1/sessions", json={"code": "x"})).status_code for _ in range(3)]
    assert codes == [401, 401, 429]
    body = {"member_id": tablet["member_id"]}
    minted = [await client.post(f"{base}/pairing-codes", json=body, headers=owner) for _ in range(3)]
    assert [answer.status_code for answer in minted] == [201, 201, 429]
    assert int(minted[-1].headers["retry-after"]) >= 1


async def test_the_public_keys_hold_nothing_private(client, issuer):
    answer = await client.get("/.well-known/jwks.json")
    (key,) = answer.json()["keys"]
    assert "d" not in key
    assert key["kid"]
    assert answer.headers["cache-control"] == "public, max-age=300"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.FLOOR])
async def test_only_the_owner_mints(client, base, bearer, venue, tablet, role):
    body = {"member_id": tablet["member_id"]}
    headers = bearer(role, venue.venue_id)
    assert (await client.post(f"{base}/pairing-codes", json=body, headers=headers)).status_code == 403
