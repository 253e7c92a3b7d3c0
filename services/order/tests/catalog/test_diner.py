"""What a tap on a table's tag shows."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from twyst.order.application.load_venue import NoSuchTable, NotOrdering, OrderingContext, load_for_ordering
from twyst.order.application.pause_venue import set_ordering
from twyst.order.domain.opening import Window
from twyst.order.domain.venue import OrderingStatus, Pause


def menu_url(venue) -> str:
    return f"/v1/venues/{venue.venue_id}/tables/{venue.table_id}/menu"


async def test_a_tap_shows_venue_table_menu_and_what_paying_takes(client, venue):
    answer = await client.get(menu_url(venue))
    assert answer.status_code == 200
    page = answer.json()
    assert (page["venue_name"], page["table"]["label"], page["currency"]) == ("Bistro", "7", "eur")
    assert page["ordering"] == {"status": "open", "reason": None, "until": None, "quote_minutes": None}
    assert page["tips"] == {"basis_points": [0, 500, 1000, 1250], "default_basis_points": 0}
    assert page["payment"] == {"publishable_key": "pk_test_1", "livemode": False, "minimum_minor": 50}
    (drinks,) = page["categories"]
    assert drinks["served_now"]
    coffee = drinks["items"][0]
    assert (coffee["name"], coffee["price_minor"], coffee["sold_out"]) == ("Coffee", 300, False)
    assert coffee["modifier_groups"][0]["options"][0]["allergens"] == ["gluten"]
    assert "station" not in coffee


async def test_an_unchanged_page_is_not_sent_again(client, venue, transactions, clock):
    first = await client.get(menu_url(venue))
    assert first.headers["cache-control"] == "public, max-age=5"
    again = await client.get(menu_url(venue), headers={"If-None-Match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    await set_ordering(transactions, venue.venue_id, Pause("Full"), None, clock)
    changed = await client.get(menu_url(venue), headers={"If-None-Match": first.headers["etag"]})
    assert changed.json()["ordering"]["status"] == "paused"


async def test_unknown_and_retired_tables_are_404(client, venue, owner):
    base = f"/v1/venues/{venue.venue_id}/tables"
    for url in (f"{base}/{uuid4()}/menu", f"/v1/venues/{uuid4()}/tables/{venue.table_id}/menu"):
        answer = await client.get(url)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:table-not-found")
    assert (await client.delete(f"{base}/{venue.table_id}", headers=owner)).status_code == 204
    assert (await client.get(menu_url(venue))).status_code == 404


async def test_why_ordering_is_closed(client, new_venue, stripe, clock, transactions):
    unpaid = await new_venue()
    assert (await client.get(menu_url(unpaid))).json()["ordering"]["status"] == "not_payable"
    local = clock().isoweekday() % 7 + 1
    closed = await new_venue(stripe, opening_hours=(Window((local % 7 + 1,), 600, 660),))
    assert (await client.get(menu_url(closed))).json()["ordering"]["status"] == "closed"
    paused = await new_venue(stripe)
    until = clock() + timedelta(minutes=15)
    await set_ordering(transactions, paused.venue_id, Pause("Back soon", until), 30, clock)
    ordering = (await client.get(menu_url(paused))).json()["ordering"]
    assert (ordering["status"], ordering["reason"], ordering["quote_minutes"]) == ("paused", "Back soon", 30)
    clock.advance(minutes=15)
    assert (await client.get(menu_url(paused))).json()["ordering"]["status"] == "open"


async def test_an_order_is_priced_and_paid_by_what_was_loaded(venue, transactions, stripe, clock):
    async with transactions.of_venue(venue.venue_id) as catalog:
        context = await load_for_ordering(catalog, venue.table_id, clock())
        elsewhere = await load_for_ordering(catalog, uuid4(), clock())
    assert isinstance(context, OrderingContext)
    assert context.destination == stripe.venues[venue.venue_id]
    assert (context.table.label, context.currency.code) == ("7", "eur")
    assert (context.venue.contact, context.venue.fee) == (venue.venue.contact, venue.venue.fee)
    assert elsewhere == NoSuchTable()


@pytest.mark.parametrize("payable", [True, False])
async def test_no_order_where_nobody_can_be_paid_or_the_kitchen_pauses(
    new_venue, transactions, stripe, clock, payable
):
    made = await new_venue(stripe if payable else None)
    await set_ordering(transactions, made.venue_id, Pause("Full"), None, clock)
    async with transactions.of_venue(made.venue_id) as catalog:
        refused = await load_for_ordering(catalog, made.table_id, clock())
    assert isinstance(refused, NotOrdering)
    assert refused.ordering.status is (OrderingStatus.PAUSED if payable else OrderingStatus.NOT_PAYABLE)
