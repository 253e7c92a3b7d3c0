"""Striking and restoring, and the live feed that phones with an open menu follow."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest

from twyst.access.permissions import Role
from twyst.order.application.lift_expired import lift_expired
from twyst.order.application.pause_venue import set_ordering
from twyst.order.domain.venue import Pause

COFFEE, TEA = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
JSON = {"Accept": "application/json"}


@pytest.fixture
def url(venue) -> str:
    return f"/v1/venues/{venue.venue_id}/availability"


@pytest.fixture
def kitchen(venue, bearer) -> dict[str, str]:
    return bearer(Role.KITCHEN, venue.venue_id)


def strike(*subject_ids: str, until: str | None = None) -> dict[str, object]:
    return {"changes": [{"subject_id": each, "sold_out": True, "until": until} for each in subject_ids]}


def restore(*subject_ids: str) -> dict[str, object]:
    return {"changes": [{"subject_id": each, "sold_out": False} for each in subject_ids]}


async def test_items_and_options_are_struck_and_restored(client, url, kitchen, venue):
    struck = await client.put(url, json=strike(COFFEE, "oat"), headers=kitchen)
    assert struck.status_code == 200
    assert [each["subject_id"] for each in struck.json()["sold_out"]] == [COFFEE, "oat"]
    assert (await client.get(url)).json() == struck.json()
    page = (await client.get(f"/v1/venues/{venue.venue_id}/tables/{venue.table_id}/menu")).json()
    coffee, tea = page["categories"][0]["items"]
    assert (coffee["sold_out"], tea["sold_out"]) == (True, False)
    assert coffee["modifier_groups"][0]["options"][0]["sold_out"]
    await client.put(url, json=restore(COFFEE, "gone-from-the-menu"), headers=kitchen)
    assert [each["subject_id"] for each in (await client.get(url)).json()["sold_out"]] == ["oat"]


async def test_nothing_changes_when_one_of_them_is_unknown(client, url, kitchen):
    answer = await client.put(url, json=strike(TEA, "unobtainium"), headers=kitchen)
    assert (answer.status_code, answer.json()["subject_ids"]) == (422, ["unobtainium"])
    assert (await client.get(url)).json()["sold_out"] == []
    for body in ({"changes": []}, strike(TEA, TEA), {"changes": [{"subject_id": TEA}]}):
        assert (await client.put(url, json=body, headers=kitchen)).status_code == 422


async def test_what_is_struck_until_a_time_comes_back_by_itself(
    client, url, kitchen, venue, clock, worker_view, transactions, wake
):
    until = (clock() + timedelta(hours=1)).isoformat()
    await client.put(url, json=strike(TEA, until=until), headers=kitchen)
    await set_ordering(transactions, venue.venue_id, Pause("Full", clock() + timedelta(hours=1)), None, clock)
    await lift_expired(worker_view, transactions, clock)
    before = (await client.get(url)).json()
    clock.advance(hours=1)
    seen = (await client.get(url)).json()
    assert (seen["sold_out"], seen["ordering"]["status"]) == ([], "open")
    assert seen["cursor"] == before["cursor"]
    # Other tests' venues may be due as well.
    assert venue.venue_id in await worker_view.with_expired(clock(), limit=1000)
    assert await lift_expired(worker_view, transactions, clock, limit=1000) >= 1
    assert await lift_expired(worker_view, transactions, clock) == 0
    page = (await client.get(f"{url}/stream?after={before['cursor']}", headers=JSON)).json()
    assert [(event["event"], event["data"]) for event in page["events"]] == [
        ("ordering", {"status": "open", "reason": None, "until": None, "quote_minutes": None}),
        ("availability", {"struck": [], "restored": [TEA]}),
    ]


async def test_the_feed_begins_with_a_snapshot_and_continues_by_cursor(client, url, kitchen, venue, owner):
    snapshot = (await client.get(f"{url}/stream", headers=JSON)).json()
    assert [event["event"] for event in snapshot["events"]] == ["snapshot"]
    assert snapshot["events"][0]["data"] == (await client.get(url)).json()
    cursor = snapshot["cursor"]
    await client.put(url, json=strike(COFFEE), headers=kitchen)
    paused = {"paused": True, "reason": "Full"}
    await client.post(f"/v1/venues/{venue.venue_id}/pause", json=paused, headers=kitchen)
    menu = f"/v1/venues/{venue.venue_id}/menu"
    await client.put(menu, json={"categories": []}, headers={**owner, "If-Match": '"1"'})
    page = (await client.get(f"{url}/stream?after={cursor}", headers=JSON)).json()
    assert [(event["id"], event["event"]) for event in page["events"]] == [
        (cursor + 1, "availability"),
        (cursor + 2, "ordering"),
        (cursor + 3, "menu"),
    ]
    assert page["events"][0]["data"] == {
        "struck": [{"subject_id": COFFEE, "until": None}],
        "restored": [],
    }
    assert page["events"][2]["data"] == {"version": 2}
    ahead = (await client.get(f"{url}/stream?after={cursor + 99}", headers=JSON)).json()
    assert [event["event"] for event in ahead["events"]] == ["reset"]


async def test_a_waiting_phone_hears_of_it(client, url, kitchen, wake):
    cursor = (await client.get(url)).json()["cursor"]
    waiting = asyncio.create_task(client.get(f"{url}/stream?after={cursor}&wait=20", headers=JSON))
    await client.put(url, json=strike(TEA), headers=kitchen)
    while not waiting.done():
        # The database's NOTIFY is another test's; here any of the venue's will do, as often as it takes.
        wake.notify(url.split("/")[3])
        await asyncio.sleep(0.02)
    (event,) = (await waiting).json()["events"]
    assert json.dumps(event["data"]).count(TEA) == 1


async def test_an_unknown_venue_has_no_feed(client):
    for path in ("availability", "availability/stream", "availability/stream?after=0"):
        answer = await client.get(f"/v1/venues/{uuid4()}/{path}", headers=JSON)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:venue-not-found")


async def test_staff_see_everything_that_can_be_struck_and_who_struck_it(client, url, kitchen, venue, bearer):
    assert (await client.get(f"{url}/subjects")).status_code == 401
    accountant = bearer(Role.ACCOUNTANT, venue.venue_id)
    assert (await client.get(f"{url}/subjects", headers=accountant)).status_code == 403
    await client.put(url, json=strike(COFFEE, "oat"), headers=kitchen)
    listed = (await client.get(f"{url}/subjects", headers=kitchen)).json()
    items = {item["subject_id"]: item for item in listed["items"]}
    assert items[TEA]["sold_out"] is None
    assert items[COFFEE]["places"]
    assert items[COFFEE]["sold_out"]["until"] is None
    assert items[COFFEE]["sold_out"]["by"]
    (oat,) = [option for option in listed["options"] if option["subject_id"] == "oat"]
    assert oat["sold_out"]["at"] == items[COFFEE]["sold_out"]["at"]
    assert items[COFFEE]["name"] in oat["places"]
