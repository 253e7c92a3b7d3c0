"""What each guest does, step by step, with nothing but HTTP: the diner's API and the diner's phone."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from twyst.demo.clients import CallFailed, Platform, Venue
from twyst.demo.plan import Guest, Story

_PATIENCE_SECONDS = 60.0
_POLL_SECONDS = 20
_RETRY_SECONDS = 0.25
VISA = "pm_card_visa"
DECLINED = "pm_card_chargeDeclined"
ASKS_BANK = "pm_card_authenticationRequired"
_JSON = {"Accept": "application/json"}
MEAL_MINOR = 100
"""Nobody orders tap water alone: Stripe would not charge for it."""


@dataclass(frozen=True, slots=True)
class Meal:
    """A placed order as its guest knows it."""

    order_id: str
    token: str
    payment_intent: str
    total_minor: int


class GuestBook:
    """Plays the guests' stories and remembers what must come of them."""

    def __init__(self, platform: Platform, venues: list[Venue], tell: Callable[[str], None]) -> None:
        self._platform = platform
        self._venues = venues
        self._tell = tell
        self._stories: dict[Story, Callable[[Guest, Venue, Meal], Awaitable[None]]] = {
            Story.PAYS: self._pays,
            Story.PAYS_WITH_TIP: self._pays,
            Story.DECLINED_FIRST: self._declined_first,
            Story.AUTHENTICATES: self._authenticates,
            Story.FAILS_TO_AUTHENTICATE: self._fails_to_authenticate,
            Story.TAPS_TWICE: self._pays,
            Story.LEAVES: self._leaves,
            Story.CHANGES_MIND: self._changes_mind,
            Story.GETS_PART_BACK: self._gets_part_back,
            Story.GETS_ALL_BACK: self._gets_all_back,
            Story.VENUE_CANCELS: self._venue_cancels,
            Story.DASHBOARD_REFUND: self._dashboard_refund,
            Story.PAYS_TWICE: self._pays_twice,
        }
        self.meals: dict[str, Guest] = {}
        self._left: list[Meal] = []

    async def play(self, guest: Guest) -> None:
        """Order, and live the story until the guest gets up."""
        venue = self._venues[guest.venue]
        meal = await self._order(guest, venue)
        self.meals[meal.order_id] = guest
        self._tell("placed")
        await self._stories[guest.story](guest, venue, meal)
        self._tell("done")

    async def _order(self, guest: Guest, venue: Venue) -> Meal:
        dice = random.Random(guest.seed)  # noqa: S311 (a repeatable evening, no secret)
        lines = _lines(venue, dice)
        body = {
            "venue_id": venue.venue_id,
            "table_id": dice.choice(venue.tables),
            "lines": lines,
            "tip_minor": dice.randrange(50, 300, 10) if guest.story is Story.PAYS_WITH_TIP else 0,
        }
        key = str(UUID(int=dice.getrandbits(128), version=4))
        copies = 4 if guest.story is Story.TAPS_TWICE else 1
        sends = [
            self._platform.order.send("POST", "/v1/orders", body=body, headers={"Idempotency-Key": key})
            for _ in range(copies)
        ]
        answers = await asyncio.gather(*sends)
        while not any(answer.status in {200, 201} for answer in answers):
            if answers[0].status != 409:
                raise CallFailed(f"order refused: {answers[0].status} {answers[0].body}")
            await asyncio.sleep(_RETRY_SECONDS)
            answers = [
                await self._platform.order.send(
                    "POST", "/v1/orders", body=body, headers={"Idempotency-Key": key}
                )
            ]
        placed = next(answer.body for answer in answers if answer.status in {200, 201})
        if len({answer.body["order"]["order_id"] for answer in answers if answer.status in {200, 201}}) != 1:
            raise CallFailed("one key made several orders")
        order = placed["order"]
        return Meal(
            order["order_id"],
            placed["access_token"],
            str(placed["client_secret"]).split("_secret_")[0],
            order["total_minor"],
        )

    async def _pay(self, meal: Meal, method: str = VISA) -> Any:
        path = f"/_sandbox/payment_intents/{meal.payment_intent}/pay"
        return await self._platform.sandbox.ok("POST", path, body={"payment_method": method})

    async def _answer_bank(self, meal: Meal, outcome: str) -> None:
        path = f"/_sandbox/payment_intents/{meal.payment_intent}/authenticate"
        await self._platform.sandbox.ok("POST", path, body={"outcome": outcome})

    async def _until(self, meal: Meal, *states: str) -> None:
        """Follow the order, as its page does, until it is in one of the states."""
        path, cursor, state = f"/v1/orders/{meal.order_id}/stream?wait={_POLL_SECONDS}", None, "nowhere"
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            after = "" if cursor is None else f"&after={cursor}"
            page = await self._platform.order.ok("GET", path + after, token=meal.token, headers=_JSON)
            cursor = page["cursor"]
            state = page["events"][-1]["data"]["state"] if page["events"] else state
            if state in states:
                return
        raise CallFailed(f"order {meal.order_id} is {state}, not {states}")

    async def all_gone(self) -> None:
        """The orders of those who left without paying end too."""
        for meal in self._left:
            await self._until(meal, "CANCELED")

    async def _pays(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        del guest, venue
        await self._pay(meal)
        await self._until(meal, "COMPLETED")

    async def _declined_first(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        await self._pay(meal, DECLINED)
        await self._pays(guest, venue, meal)

    async def _authenticates(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        del guest, venue
        await self._pay(meal, ASKS_BANK)
        await self._answer_bank(meal, "succeed")
        await self._until(meal, "COMPLETED")

    async def _fails_to_authenticate(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        await self._pay(meal, ASKS_BANK)
        await self._answer_bank(meal, "fail")
        await self._pays(guest, venue, meal)

    async def _leaves(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        """Nobody pays; the sweep cancels the PaymentIntent at Stripe, which ends the order."""
        del guest, venue
        self._left.append(meal)

    async def _changes_mind(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        del guest, venue
        await self._platform.order.ok("POST", f"/v1/orders/{meal.order_id}/cancel", token=meal.token)
        await self._until(meal, "CANCELED")

    async def _gets_part_back(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        await self._pays(guest, venue, meal)
        await self._refund(guest, venue, meal, meal.total_minor // 3)

    async def _gets_all_back(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        await self._pays(guest, venue, meal)
        await self._refund(guest, venue, meal, None)

    async def _refund(self, guest: Guest, venue: Venue, meal: Meal, amount_minor: int | None) -> None:
        key = str(UUID(int=random.Random(guest.seed + 1).getrandbits(128), version=4))  # noqa: S311
        body = {"reason": "cold", **({} if amount_minor is None else {"amount_minor": amount_minor})}
        path = f"/v1/venues/{venue.venue_id}/orders/{meal.order_id}/refunds"
        for _ in range(2):  # the manager presses twice; one refund is made
            await self._platform.order.ok(
                "POST", path, token=venue.manager_token, body=body, headers={"Idempotency-Key": key}
            )

    async def _venue_cancels(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        del guest
        await self._pay(meal)
        await self._until(meal, "PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED")
        path = f"/v1/venues/{venue.venue_id}/orders/{meal.order_id}/cancel"
        answer = await self._platform.order.send(
            "POST", path, token=venue.manager_token, body={"reason": "out of it"}
        )
        if answer.status >= 400:  # the kitchen was faster: it is served already
            await self._until(meal, "COMPLETED")
            return
        await self._until(meal, "CANCELED")

    async def _dashboard_refund(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        await self._pays(guest, venue, meal)
        body = {
            "payment_intent": meal.payment_intent,
            "reverse_transfer": True,
            "refund_application_fee": True,
            "amount": meal.total_minor // 2,
        }
        await self._platform.sandbox.ok("POST", "/_sandbox/refunds", body=body)

    async def _pays_twice(self, guest: Guest, venue: Venue, meal: Meal) -> None:
        """Somebody made another PaymentIntent with the order's metadata, and it is paid too: that money is held."""
        form = {
            "amount": str(meal.total_minor),
            "currency": venue.currency,
            "metadata[order_id]": meal.order_id,
            "metadata[venue_id]": venue.venue_id,
            "metadata[twyst_env]": "local",
        }
        other = await self._platform.stripe("POST", "/v1/payment_intents", form)
        path = f"/_sandbox/payment_intents/{other['id']}/pay"
        await self._platform.sandbox.ok("POST", path, body={"payment_method": VISA})
        await self._pays(guest, venue, meal)


def _lines(venue: Venue, dice: random.Random) -> list[dict[str, Any]]:
    """One to four dishes that can be had, with the options that they need."""
    items = [
        item
        for category in venue.menu["categories"]
        for item in category["items"]
        if category["served_now"] and not item["sold_out"] and item["price_minor"] >= MEAL_MINOR
    ]
    lines = []
    for item in dice.sample(items, k=dice.randint(1, min(4, len(items)))):
        chosen = [
            option["modifier_id"]
            for group in item["modifier_groups"]
            for option in dice.sample(group["options"], k=group["minimum"])
        ]
        lines.append(
            {"item_id": item["item_id"], "quantity": dice.choice((1, 1, 1, 2)), "modifier_ids": chosen}
        )
    return lines
