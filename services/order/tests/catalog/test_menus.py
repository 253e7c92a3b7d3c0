"""The menu's editor over HTTP: whole menus, versions, and errors at their places."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from twyst.access.permissions import Role


@pytest.fixture
def url(venue) -> str:
    return f"/v1/venues/{venue.venue_id}/menu"


async def test_what_was_read_can_be_edited_and_put_back(client, url, venue, owner):
    read = await client.get(url, headers=owner)
    assert read.headers["etag"] == '"1"'
    menu = {"categories": read.json()["categories"]}
    menu["categories"][0]["items"][0]["price_minor"] = 320
    put = await client.put(url, json=menu, headers={**owner, "If-Match": '"1"'})
    assert (put.status_code, put.headers["etag"]) == (200, '"2"')
    assert put.json()["published_by"] == "staff:owner"
    again = await client.get(url, headers=owner)
    assert again.json() == put.json()
    page = await client.get(f"/v1/venues/{venue.venue_id}/tables/{venue.table_id}/menu")
    assert page.json()["categories"][0]["items"][0]["price_minor"] == 320
    assert page.json()["menu_version"] == 2


async def test_a_later_menu_is_not_overwritten(client, url, owner):
    menu = {"categories": []}
    for if_match, status in ((None, 428), ("1", 400), ('"0"', 412), ('"2"', 412), ('"1"', 200), ('"1"', 412)):
        headers = {**owner, **({"If-Match": if_match} if if_match else {})}
        answer = await client.put(url, json=menu, headers=headers)
        assert answer.status_code == status, (if_match, answer.text)
    assert answer.json()["version"] == 2
    assert answer.headers["etag"] == '"2"'


async def test_of_two_editors_at_once_one_wins(client, url, owner):
    headers = {**owner, "If-Match": '"1"'}
    puts = [client.put(url, json={"categories": []}, headers=headers) for _ in range(4)]
    answers = await asyncio.gather(*puts)
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


async def test_a_venue_begins_without_a_menu(client, bearer, new_venue):
    body = {
        "name": "New",
        "currency": "eur",
        "country": "FR",
        "timezone": "Europe/Paris",
        "contact": "a role",
        "venue_id": str(uuid4()),
    }
    operator = bearer(Role.OPERATOR)
    await client.post("/v1/venues", json=body, headers=operator)
    url = f"/v1/venues/{body['venue_id']}/menu"
    assert (await client.get(url, headers=operator)).json() == {
        "version": 0,
        "published_at": None,
        "published_by": None,
        "categories": [],
    }
    put = await client.put(url, json={"categories": []}, headers={**operator, "If-Match": '"0"'})
    assert put.json()["version"] == 1


async def test_wrong_menus_name_every_place(client, url, owner):
    item = {"item_id": str(uuid4()), "name": "Soup", "price_minor": 500, "allergens": ["lead"]}
    category = {"category_id": "soups", "name": "Soups", "items": [item, item]}
    broken = await client.put(
        url, json={"categories": [category, category]}, headers={**owner, "If-Match": '"1"'}
    )
    assert (broken.status_code, broken.json()["type"]) == (422, "urn:twyst:problem:invalid-menu")
    places = {(error["pointer"], error["code"]) for error in broken.json()["errors"]}
    assert {
        ("/categories/1/category_id", "duplicate"),
        ("/categories/0/items/1/item_id", "duplicate"),
        ("/categories/0/items/0/allergens/0", "unknown_allergen"),
    } <= places
    shapeless = {"categories": [{**category, "items": [{**item, "price_minor": -1, "item_id": "x"}]}]}
    answer = await client.put(url, json=shapeless, headers={**owner, "If-Match": '"1"'})
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "/categories/0/items/0/price_minor",
        "/categories/0/items/0/item_id",
    }
    assert (await client.get(url, headers=owner)).json()["version"] == 1


async def test_the_dashboard_may_ask_across_origins(client, url):
    headers = {
        "Origin": "https://eat.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,content-type,if-match",
    }
    assert (await client.options(url, headers=headers)).status_code == 200
    answer = await client.get("/.well-known/jwks.json", headers={"Origin": "https://eat.example"})
    assert "ETag" in answer.headers["access-control-expose-headers"]
