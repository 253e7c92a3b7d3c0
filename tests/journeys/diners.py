"""Diners and staff who do one thing at a time, with nothing but HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from twyst.demo.clients import Answer, Platform, Venue
from twyst.testing.waiting import eventually

VISA = "pm_card_visa"
DECLINED = "pm_card_chargeDeclined"
PATIENCE_SECONDS = 90.0
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Meal:
    """A placed order as its diner knows it."""

    venue: Venue
    order_id: str
    token: str
    payment_intent: str
    total_minor: int


class Dining:
    """What happens in the running venues."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def place(self, venue: Venue, *, key: str | None = None, note: str | None = None) -> Meal:
        """Order the first dish that can be had."""
        headers = {"Idempotency-Key": key or str(uuid4())}
        body = new_order(venue, note=note)
        placed = await self.platform.order.ok("POST", "/v1/orders", body=body, headers=headers)
        return meal_of(venue, placed)

    async def pay(self, meal: Meal, method: str = VISA) -> None:
        path = f"/_sandbox/payment_intents/{meal.payment_intent}/pay"
        await self.platform.sandbox.ok("POST", path, body={"payment_method": method})

    async def pay_a_second_time(self, meal: Meal) -> str:
        """Pay another PaymentIntent that carries the order's metadata; its id."""
        form = {
            "amount": str(meal.total_minor),
            "currency": meal.venue.currency,
            **{f"metadata[{name}]": value for name, value in metadata_of(meal).items()},
        }
        second = str((await self.platform.stripe("POST", "/v1/payment_intents", form))["id"])
        path = f"/_sandbox/payment_intents/{second}/pay"
        await self.platform.sandbox.ok("POST", path, body={"payment_method": VISA})
        return second

    async def refund_from_dashboard(
        self, meal: Meal, amount_minor: int, *, refund_application_fee: bool = True
    ) -> None:
        """As a person does it at Stripe: without metadata of ours."""
        body = {
            "payment_intent": meal.payment_intent,
            "amount": amount_minor,
            "reverse_transfer": True,
            "refund_application_fee": refund_application_fee,
        }
        await self.platform.sandbox.ok("POST", "/_sandbox/refunds", body=body)

    async def order(self, meal: Meal) -> dict[str, Any]:
        """The diner's page."""
        found: dict[str, Any] = await self.platform.order.ok(
            "GET", f"/v1/orders/{meal.order_id}", token=meal.token
        )
        return found

    async def until(self, meal: Meal, *states: str) -> dict[str, Any]:
        """Look at the diner's page until it shows one of the states."""

        async def look() -> dict[str, Any]:
            order = await self.order(meal)
            assert order["state"] in states, f"{meal.order_id} is {order['state']}, not {states}"
            return order

        return await eventually(look, PATIENCE_SECONDS, _LOOK_SECONDS)

    async def ticket(self, meal: Meal) -> dict[str, Any]:
        """The order's ticket, once the board knows it."""

        async def look() -> dict[str, Any] | None:
            path = f"/v1/venues/{meal.venue.venue_id}/board"
            board = await self.platform.fulfillment.ok("GET", path, token=meal.venue.staff_token)
            tickets = [*board["tickets"], *board["recent"]]
            return next((ticket for ticket in tickets if ticket["order_id"] == meal.order_id), None)

        found = await eventually(look, PATIENCE_SECONDS, _LOOK_SECONDS)
        assert found is not None
        return found

    async def see(self, meal: Meal) -> None:
        """The kitchen acknowledges the ticket."""
        await self.ticket(meal)
        path = f"/v1/venues/{meal.venue.venue_id}/tickets/{meal.order_id}/seen"
        await self.platform.fulfillment.ok("POST", path, token=meal.venue.staff_token)

    async def staff(self, meal: Meal, command: str) -> Answer:
        """`start`, `complete` or `cancel`, by the floor's staff."""
        path = f"/v1/venues/{meal.venue.venue_id}/orders/{meal.order_id}/{command}"
        body = {"reason": "out of it"} if command == "cancel" else None
        return await self.platform.order.send("POST", path, token=meal.venue.staff_token, body=body)

    async def refund(self, meal: Meal, amount_minor: int, *, key: str | None = None) -> None:
        """By the manager, with a key."""
        path = f"/v1/venues/{meal.venue.venue_id}/orders/{meal.order_id}/refunds"
        await self.platform.order.ok(
            "POST",
            path,
            token=meal.venue.manager_token,
            body={"reason": "cold", "amount_minor": amount_minor},
            headers={"Idempotency-Key": key or str(uuid4())},
        )

    async def stripe(self, path: str) -> Any:
        """A GET of Stripe's API."""
        return await self.platform.sandbox.ok("GET", path, token=self.platform.stripe_key)


def metadata_of(meal: Meal) -> dict[str, str]:
    """What the platform writes on the order's objects at Stripe."""
    return {
        "order_id": meal.order_id,
        "venue_id": meal.venue.venue_id,
        "table_id": meal.venue.tables[0],
        "twyst_env": "local",
    }


def new_order(venue: Venue, *, note: str | None = None) -> dict[str, Any]:
    """The body of an order at the venue's first table: two of the first dish that can be had, as plain as it goes."""
    dishes = (
        item
        for category in venue.menu["categories"]
        if category["served_now"]
        for item in category["items"]
        if not item["sold_out"] and item["price_minor"] >= 300
    )
    dish = next(dishes)
    options = [
        option["modifier_id"]
        for group in dish["modifier_groups"]
        for option in group["options"][: group["minimum"]]
    ]
    line = {"item_id": dish["item_id"], "quantity": 2, "modifier_ids": options}
    return {"venue_id": venue.venue_id, "table_id": venue.tables[0], "lines": [line], "note": note}


def meal_of(venue: Venue, placed: Mapping[str, Any]) -> Meal:
    """From the answer to `POST /v1/orders`."""
    order = placed["order"]
    payment_intent = str(placed["client_secret"]).partition("_secret_")[0]
    return Meal(venue, order["order_id"], placed["access_token"], payment_intent, order["total_minor"])
