"""Money that is not an order's own: a venue's own charge that claims an order, and a second payment of one order."""

from __future__ import annotations

from typing import Any

from journeys.diners import PATIENCE_SECONDS, Dining, Meal, metadata_of
from journeys.live_stack import LiveStack
from journeys.topic_log import STRIPE_TOPICS, read_topics

from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually


async def _staff_view(dining: Dining, meal: Meal) -> dict[str, Any]:
    path = f"/v1/venues/{meal.venue.venue_id}/orders/{meal.order_id}"
    found: dict[str, Any] = await dining.platform.order.ok("GET", path, token=meal.venue.manager_token)
    return found


async def _timeline(dining: Dining, meal: Meal) -> list[dict[str, Any]]:
    path = f"/v1/venues/{meal.venue.venue_id}/orders/{meal.order_id}/timeline"
    found = await dining.platform.order.ok("GET", path, token=meal.venue.manager_token)
    return list(found["inputs"])


async def _until_told(platform: Platform, payment_intent: str) -> int:
    """Wait until every event about the object was answered with 2xx; how many there are."""

    async def told() -> int:
        path = f"/_sandbox/deliveries?object={payment_intent}"
        deliveries = (await platform.sandbox.ok("GET", path))["data"]
        assert all(delivery["status"] == "delivered" for delivery in deliveries), deliveries
        return len(deliveries)

    return await eventually(told, PATIENCE_SECONDS, 0.3)


async def test_a_venues_own_charge_with_an_orders_metadata_changes_nothing(
    stack: LiveStack, platform: Platform, venues: list[Venue], dining: Dining
) -> None:
    meal = await dining.place(venues[0])
    await dining.until(meal, "PAYMENT_PENDING")
    before = await _timeline(dining, meal)
    body = {
        "account": meal.venue.account_id,
        "amount": meal.total_minor,
        "currency": meal.venue.currency,
        "metadata": metadata_of(meal),
    }
    charged = await platform.sandbox.ok("POST", "/_sandbox/direct_charges", body=body)
    assert charged["status"] == "succeeded"
    assert await _until_told(platform, charged["id"]) >= 1

    records = await read_topics(stack.describe()["kafka"]["bootstrap"], STRIPE_TOPICS)
    assert not [record for record in records if charged["id"].encode() in record.value]
    # The order's own payment overtakes nothing: what was published before it has been judged when it is paid.
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    after = [given["input_id"] for given in await _timeline(dining, meal)]
    assert after[: len(before)] == [given["input_id"] for given in before]
    order = await _staff_view(dining, meal)
    assert [payment["payment_intent"] for payment in order["payments"]] == [meal.payment_intent]
    assert order["holds"] == []


async def test_a_second_payment_is_held_and_given_back(
    platform: Platform, venues: list[Venue], dining: Dining
) -> None:
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    second = await dining.pay_a_second_time(meal)

    async def given_back() -> dict[str, Any]:
        order = await _staff_view(dining, meal)
        payments = {payment["payment_intent"]: payment for payment in order["payments"]}
        assert second in payments, order
        assert payments[second]["money"] == "refunded", order
        assert payments[meal.payment_intent]["money"] == "kept", order
        assert [hold["status"] for hold in order["holds"]] == ["refunded"]
        return order

    order = await eventually(given_back, PATIENCE_SECONDS, 0.3)
    assert (order["state"], order["version"]) == ("PAYMENT_SUCCEEDED", 3)
    at_stripe = (await dining.stripe(f"/v1/refunds?payment_intent={second}"))["data"]
    assert [(refund["amount"], refund["status"]) for refund in at_stripe] == [(meal.total_minor, "succeeded")]
