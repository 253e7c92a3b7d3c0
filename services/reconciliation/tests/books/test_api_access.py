"""Who may ask the HTTP API for what, and cursors that nobody gave out."""

from __future__ import annotations

import pytest

from twyst.access.permissions import Role


async def test_other_venues_see_nothing(api, make, other, settled):
    listed = await api.get(make, "/discrepancies")
    discrepancy = listed["discrepancies"][0]["discrepancy_id"]
    for path in ("/payouts", f"/payouts/{settled.payout_id}", "/statements?period=2026-03", "/settlements"):
        answer = await api.call(
            "GET", f"/v1/venues/{make.venue_id}{path}", venues=[other.venue_id], status=404
        )
        assert answer.json()["type"] == "urn:twyst:problem:venue-not-found"
    # With a token of its own a venue finds its own rows only, whatever id it asks for.
    await api.get(other, f"/payouts/{settled.payout_id}", status=404)
    await api.post(other, f"/discrepancies/{discrepancy}/resolve", status=404)
    assert (await api.get(other, "/payouts"))["payouts"] == []


async def test_roles(api, make, settled):
    for role in (Role.KITCHEN, Role.FLOOR):
        await api.get(make, "/payouts", role=role, status=403)
        await api.get(make, "/discrepancies", role=role, status=403)
    for role in (Role.ACCOUNTANT, Role.MANAGER, Role.OWNER, Role.OPERATOR):
        await api.get(make, "/payouts", role=role)
    answer = await api.client.get(f"/v1/venues/{make.venue_id}/payouts")
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


async def test_the_platforms_summary_is_the_operators_alone(api, books, make, other, settled):
    await books.record(other.order(1, 2000, 0, refunds=(500,)), other.leg(1, 2000))
    path = "/v1/platform/summary"
    await api.call("GET", path, role=Role.OWNER, venues=[make.venue_id], status=403)
    found = (await api.call("GET", path, role=Role.OPERATOR)).json()["currencies"]
    by_currency = {each["currency"]: each for each in found}
    assert set(by_currency) == {"eur", "gbp"}
    eur, gbp = by_currency["eur"], by_currency["gbp"]
    assert (eur["diners_paid_minor"], eur["kept_minor"], eur["refunded_minor"]) == (3000, 2600, 400)
    assert (eur["fees_minor"], eur["paid_out_minor"], eur["open_discrepancies"]) == (260, 2341, 1)
    assert (gbp["diners_paid_minor"], gbp["kept_minor"], gbp["open_discrepancies"]) == (2000, 1500, 0)
    for each in found:
        parts = ("kept", "refunded", "moving", "refund_owed", "held", "waiting")
        assert each["diners_paid_minor"] == sum(each[f"{part}_minor"] for part in parts)


@pytest.mark.parametrize(
    "cursor", ["nonsense", "W10", "WyJhIiwgImIiXQ", "eyJhIjoxfQ", "%00", "WyJcdTAwMDAiXQ"]
)
async def test_cursors_that_we_did_not_make_are_refused(api, make, settled, cursor):
    for path in ("/payouts", "/settlements", "/discrepancies"):
        sign = "&" if "?" in path else "?"
        await api.get(make, f"{path}{sign}cursor={cursor}", status=400)
    await api.get(make, "/payouts/po_unknown", status=404)
