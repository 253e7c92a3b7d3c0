"""One order from the tap to the statement, by HTTP alone."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

from journeys import one_order
from journeys.diners import PATIENCE_SECONDS
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform
from twyst.testing.waiting import eventually

_REFUNDED_MINOR = 150


async def _served(stack: LiveStack) -> dict[str, Any]:
    """Placed, paid, seen, started, completed: the journey that also proves the containers."""
    described = stack.describe()
    urls, venue = described["urls"], described["venues"][1]
    served = await asyncio.to_thread(
        one_order.one_order,
        one_order.Addresses(urls["order"], urls["fulfillment"], urls["sandbox"]),
        one_order.Venue(venue["venue_id"], venue["table_id"], venue["staff_token"]),
        print,
        PATIENCE_SECONDS,
    )
    assert served.ticket["order_state"] == "PAYMENT_SUCCEEDED"
    return served.order


async def _statement_with(platform: Platform, venue: dict[str, Any], order_id: str) -> dict[str, Any]:
    """The statement of the payout that holds the order, once every line of it is judged."""
    path, token = f"/v1/venues/{venue['venue_id']}/payouts", venue["manager_token"]

    async def look() -> dict[str, Any] | None:
        listed = await platform.reconciliation.ok("GET", path, token=token)
        for payout in listed["payouts"]:
            found = await platform.reconciliation.ok(
                "GET", f"{path}/{payout['payout_id']}?limit=500", token=token
            )
            if any(line["order_id"] == order_id for line in found["lines"]):
                assert found["payout"]["itemisation"] == "itemised"
                assert not found["statement"]["waiting"]
                return dict(found)
        return None

    found = await eventually(look, PATIENCE_SECONDS, 0.5)
    assert found is not None
    return found


async def _refund_twice(platform: Platform, venue: dict[str, Any], order_id: str) -> None:
    """The manager presses twice; one refund is made, and Stripe has confirmed it."""
    path, token = f"/v1/venues/{venue['venue_id']}/orders/{order_id}", venue["manager_token"]
    body = {"reason": "cold", "amount_minor": _REFUNDED_MINOR}
    headers = {"Idempotency-Key": str(uuid4())}
    for _ in range(2):
        await platform.order.ok("POST", f"{path}/refunds", token=token, body=body, headers=headers)

    async def is_refunded() -> bool:
        order = await platform.order.ok("GET", path, token=token)
        return [payment["refunded_minor"] for payment in order["payments"]] == [_REFUNDED_MINOR]

    await eventually(is_refunded, PATIENCE_SECONDS, 0.3)


async def test_from_the_tap_to_the_statement(stack: LiveStack, platform: Platform) -> None:
    order = await _served(stack)
    assert (order["state"], order["version"], order["kitchen_seen"]) == ("COMPLETED", 5, True)
    venue, order_id = stack.describe()["venues"][1], order["order_id"]
    await _refund_twice(platform, venue, order_id)

    path = f"/v1/venues/{venue['venue_id']}/orders/{order_id}/timeline"
    timeline = await platform.order.ok("GET", path, token=venue["manager_token"])
    steps = [step["to_state"] for given in timeline["inputs"] for step in given["transitions"]]
    assert steps == ["CREATED", "PAYMENT_PENDING", "PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED"]
    assert all(given["because"] for given in timeline["inputs"])
    assert sorted(call["kind"] for call in timeline["calls"]) == ["create", "refund"]

    await platform.sandbox.ok("POST", "/_sandbox/payouts/run", body={"account": venue["account_id"]})
    found = await _statement_with(platform, venue, order_id)
    statement = found["statement"]
    assert statement["twyst_minor"] == statement["stripe_minor"] == found["payout"]["amount_minor"]
    assert (statement["difference_minor"], statement["remainder_minor"]) == (0, 0)
    assert {row["difference_minor"] for row in statement["rows"]} == {0}
    mine = [line for line in found["lines"] if line["order_id"] == order_id]
    amounts = sorted((line["section"], line["twyst_amount_minor"]) for line in mine)
    assert amounts == [("orders", order["total_minor"]), ("refunds", -_REFUNDED_MINOR)]
    assert found["payout"]["open_discrepancies"] == 0
