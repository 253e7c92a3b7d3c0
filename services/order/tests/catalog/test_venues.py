"""Venues, their records, tables and tags, over HTTP; every change of a record is told to the other services."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from twyst.access.permissions import Role
from twyst.order.adapters.catalog.transactions import SqlTransactions
from twyst.order.application.load_venue import VenueNotFound
from twyst.order.application.revise_venue import tell_again

NEW = {
    "name": "  The Copper Kettle ",
    "currency": "gbp",
    "country": "GB",
    "timezone": "Europe/London",
    "contact": "Duty manager",
    "fee": {"basis_points": 300, "fixed_minor": 20},
}


async def test_the_operator_opens_a_venue_that_takes_no_orders_yet(client, bearer, messages):
    venue_id = str(uuid4())
    operator = bearer(Role.OPERATOR)
    answer = await client.post("/v1/venues", json={**NEW, "venue_id": venue_id}, headers=operator)
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/venues/{venue_id}"
    opened = answer.json()
    assert (opened["name"], opened["revision"], opened["can_be_paid"]) == ("The Copper Kettle", 1, False)
    assert opened["ordering"]["status"] == "not_payable"
    again = await client.post("/v1/venues", json={**NEW, "venue_id": venue_id}, headers=operator)
    assert (again.status_code, again.json()["type"]) == (409, "urn:twyst:problem:venue-exists")
    (message,) = await messages(venue_id)
    assert message == {
        "venue_id": venue_id,
        "revision": 1,
        "name": "The Copper Kettle",
        "currency": "gbp",
        "country": "GB",
        "timezone": "Europe/London",
        "account_id": None,
        "can_be_paid": False,
        "paused": False,
        "quote_minutes": None,
        "fee_basis_points": 300,
        "fee_fixed_minor": 20,
        "contact": "Duty manager",
        "tables": [],
    }


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"currency": "eux"}, "/currency"),
        ({"currency": "GBP"}, "/currency"),
        ({"country": "gb"}, "/country"),
        ({"timezone": "Europe/Atlantis"}, "/timezone"),
        ({"timezone": "../etc/passwd"}, "/timezone"),
        ({"contact": " "}, "/contact"),
        ({"contact": "office@kettle.example"}, "/contact"),
        ({"fee": {"basis_points": 10_001}}, "/fee/basis_points"),
        ({"tip_basis_points": [500, 1000]}, "/tip_basis_points"),
        (
            {"opening_hours": [{"weekdays": [8], "opens_minute": 0, "closes_minute": 1}]},
            "/opening_hours/0/weekdays/0",
        ),
        ({"surprise": 1}, "/surprise"),
    ],
)
async def test_a_wrong_record_names_what_is_wrong(client, bearer, change, pointer):
    answer = await client.post("/v1/venues", json={**NEW, **change}, headers=bearer(Role.OPERATOR))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_a_patch_changes_what_it_names_and_nothing_else(client, venue, owner, messages):
    url = f"/v1/venues/{venue.venue_id}"
    before = (await client.get(url, headers=owner)).json()
    hours = [{"weekdays": [1, 2, 3, 4, 5, 6, 7], "opens_minute": 0, "closes_minute": 1440}]
    patch = {"name": "Chez Nous", "opening_hours": hours, "tip_basis_points": [0, 800]}
    changed = (await client.patch(url, json=patch, headers=owner)).json()
    assert changed == {**before, **patch, "revision": before["revision"] + 1}
    same = (await client.patch(url, json=patch, headers=owner)).json()
    assert same == changed
    sent = await messages(venue.venue_id)
    assert [message["revision"] for message in sent] == list(range(1, changed["revision"] + 1))
    assert sent[-1]["name"] == "Chez Nous"


async def test_only_the_operator_changes_the_fee(client, venue, owner, bearer, messages):
    url, patch = f"/v1/venues/{venue.venue_id}", {"fee": {"basis_points": 100, "fixed_minor": 5}}
    assert (await client.patch(url, json=patch, headers=owner)).status_code == 403
    changed = await client.patch(url, json=patch, headers=bearer(Role.OPERATOR))
    assert changed.json()["fee"] == patch["fee"]
    last = (await messages(venue.venue_id))[-1]
    assert (last["fee_basis_points"], last["fee_fixed_minor"]) == (100, 5)


async def test_a_pause_has_a_reason_and_is_told_to_everyone(client, venue, bearer, messages, clock):
    url, kitchen = f"/v1/venues/{venue.venue_id}/pause", bearer(Role.KITCHEN, venue.venue_id)
    assert (await client.post(url, json={"paused": True}, headers=kitchen)).status_code == 422
    assert (await client.post(url, json={"paused": False, "reason": "x"}, headers=kitchen)).status_code == 422
    past = (clock() - timedelta(minutes=1)).isoformat()
    over = await client.post(url, json={"paused": True, "reason": "x", "until": past}, headers=kitchen)
    assert over.json()["type"] == "urn:twyst:problem:pause-is-over"
    until = (clock() + timedelta(minutes=30)).isoformat()
    body = {"paused": True, "reason": "Kitchen is full", "until": until, "quote_minutes": 45}
    paused = (await client.post(url, json=body, headers=kitchen)).json()
    assert (paused["status"], paused["reason"], paused["quote_minutes"]) == ("paused", "Kitchen is full", 45)
    assert (await messages(venue.venue_id))[-1]["paused"] is True
    resumed = (await client.post(url, json={"paused": False}, headers=kitchen)).json()
    assert resumed == {"status": "open", "reason": None, "until": None, "quote_minutes": None}
    assert (await messages(venue.venue_id))[-1]["paused"] is False


async def test_tables_are_added_renamed_and_retired(client, venue, owner, messages):
    url = f"/v1/venues/{venue.venue_id}/tables"
    taken = await client.post(url, json={"label": "7"}, headers=owner)
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:twyst:problem:label-taken")
    added = await client.post(url, json={"label": "Terrace 1"}, headers=owner)
    assert added.status_code == 201
    table_id = added.json()["table_id"]
    assert added.json()["url"] == f"https://eat.example/venues/{venue.venue_id}/tables/{table_id}"
    clash = await client.patch(f"{url}/{table_id}", json={"label": "7"}, headers=owner)
    assert clash.status_code == 409
    renamed = await client.patch(f"{url}/{table_id}", json={"label": "Terrace 2"}, headers=owner)
    assert renamed.json()["label"] == "Terrace 2"
    assert [table["label"] for table in (await messages(venue.venue_id))[-1]["tables"]] == ["7", "Terrace 2"]
    assert (await client.delete(f"{url}/{venue.table_id}", headers=owner)).status_code == 204
    assert (await client.delete(f"{url}/{venue.table_id}", headers=owner)).status_code == 404
    assert (await client.patch(f"{url}/{uuid4()}", json={"label": "9"}, headers=owner)).status_code == 404
    reused = await client.post(url, json={"label": "7"}, headers=owner)
    assert reused.status_code == 201
    listed = (await client.get(url, headers=owner)).json()["tables"]
    assert [table["label"] for table in listed] == ["7", "Terrace 2"]


async def test_tags_say_what_to_write_on_them(client, venue, owner):
    url = f"/v1/venues/{venue.venue_id}/tags"
    body = {"table_id": str(venue.table_id), "serial": "04:a2:2b:91"}
    added = await client.post(url, json=body, headers=owner)
    assert added.status_code == 201
    tag = added.json()
    assert (tag["serial"], tag["url"]) == (
        "04:A2:2B:91",
        f"https://eat.example/venues/{venue.venue_id}/tables/{venue.table_id}",
    )
    assert (await client.post(url, json=body, headers=owner)).status_code == 409
    unknown = await client.post(url, json={"table_id": str(uuid4())}, headers=owner)
    assert unknown.json()["type"] == "urn:twyst:problem:table-not-found"
    assert (await client.delete(f"{url}/{tag['tag_id']}", headers=owner)).status_code == 204
    assert (await client.delete(f"{url}/{tag['tag_id']}", headers=owner)).status_code == 404
    assert (await client.get(url, headers=owner)).json() == {"tags": []}
    assert (await client.post(url, json=body, headers=owner)).status_code == 201


async def test_a_restored_venue_is_told_again_above_what_the_others_heard(
    venue, transactions, worker_database, clock, messages
):
    *_, before = await messages(venue.venue_id)
    heard = before["revision"] + 3
    told = await tell_again(SqlTransactions(worker_database), venue.venue_id, told=heard, now=clock)
    *_, message = await messages(venue.venue_id)
    assert message == {**before, "revision": heard + 1}
    assert told.revision == heard + 1
    assert await tell_again(transactions, venue.venue_id, told=heard, now=clock) == told
    assert (await messages(venue.venue_id))[-1] == message
    with pytest.raises(VenueNotFound):
        await tell_again(transactions, uuid4(), told=7, now=clock)
