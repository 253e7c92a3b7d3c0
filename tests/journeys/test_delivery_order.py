"""Stripe's events of one order in many orders of delivery, with copies: the same state, version and lifecycle events."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from journeys.diners import DECLINED, PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from journeys.topic_log import Published, read_topics
from journeys.webhooks import Event, Postman, events_about, settled, undelivered, with_second_id

from twyst.contracts.topics import ORDERS_EVENTS
from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually

_ORDERS = 8
_LIFECYCLE = {
    f"twyst.order.{name}"
    for name in ("created", "payment_pending", "payment_succeeded", "fulfilling", "completed", "canceled")
}


async def _paid_disputed_and_partly_refunded(dining: Dining, meal: Meal) -> None:
    await dining.pay(meal, DECLINED)
    await dining.pay(meal)
    await dining.refund_from_dashboard(meal, 200)
    body = {"payment_intent": meal.payment_intent, "amount": 300}
    await dining.platform.sandbox.ok("POST", "/_sandbox/disputes", body=body)


async def _paid_and_refunded_in_full(dining: Dining, meal: Meal) -> None:
    await dining.pay(meal)
    await dining.refund_from_dashboard(meal, 200)
    await dining.refund_from_dashboard(meal, meal.total_minor - 200)


async def _canceled_at_stripe(dining: Dining, meal: Meal) -> None:
    await dining.pay(meal, DECLINED)
    path = f"/v1/payment_intents/{meal.payment_intent}/cancel"
    await dining.platform.stripe("POST", path, {"cancellation_reason": "abandoned"})


HISTORIES = {
    "disputed": (_paid_disputed_and_partly_refunded, "PAYMENT_SUCCEEDED", 3),
    "refunded": (_paid_and_refunded_in_full, "CANCELED", 4),
    "canceled": (_canceled_at_stripe, "CANCELED", 3),
}


def deliveries(events: list[Event], dice: random.Random) -> list[Event]:
    """Every event at least once, some twice, some told by a second event, in any order."""
    chosen = list(events)
    chosen += dice.sample(events, k=len(events) // 2)
    chosen += [with_second_id(event) for event in dice.sample(events, k=len(events) // 3)]
    dice.shuffle(chosen)
    return chosen


async def _deliver(platform: Platform, postman: Postman, meal: Meal, seed: int) -> None:
    events = await events_about(platform, meal.payment_intent)
    assert len(events) >= 3, [event["type"] for event in events]
    order = deliveries(events, random.Random(seed)) if seed else events
    for event in order:
        answer = await postman.post(event)
        assert answer.status_code == 200, answer.text


def _history_of(records: list[Published], order_id: str) -> list[dict[str, Any]]:
    """An order's events as a reader sees them once exact copies are dropped."""
    first: dict[str, Published] = {}
    for record in records:
        if record.key == order_id:
            copy_of = first.setdefault(record.ce_id, record)
            assert copy_of.value == record.value, f"{record.ce_id} was published with two contents"
    assert [each.ce_id for each in first.values()] == [f"{order_id}:{n}" for n in range(1, len(first) + 1)]
    return [each.body for each in first.values()]


def _outcome(history: list[dict[str, Any]]) -> dict[str, Any]:
    """What no order of delivery may change, without ids and times."""
    last = history[-1]
    return {
        "state": last["state"],
        "version": last["version"],
        "steps": [
            (each["type"], each["version"], each["state"]) for each in history if each["type"] in _LIFECYCLE
        ],
        "payments": [{**payment, "payment_intent": None} for payment in last["payments"]],
        "refunds": sorted((refund["amount_minor"], refund["status"]) for refund in last["refunds"]),
        "disputes": [(dispute["amount_minor"], dispute["marks"]) for dispute in last["disputes"]],
        "holds": last["holds"],
    }


@pytest.mark.parametrize("name", HISTORIES)
async def test_the_order_of_delivery_does_not_show(
    name: str, stack: LiveStack, platform: Platform, venues: list[Venue], dining: Dining, postman: Postman
) -> None:
    live, state, version = HISTORIES[name]
    async with undelivered(platform):
        meals = await asyncio.gather(*(dining.place(venues[0]) for _ in range(_ORDERS)))
        await asyncio.gather(*(live(dining, meal) for meal in meals))
        await asyncio.gather(*(settled(platform, meal.payment_intent) for meal in meals))
    await asyncio.gather(*(_deliver(platform, postman, meal, seed) for seed, meal in enumerate(meals)))
    bootstrap = stack.describe()["kafka"]["bootstrap"]

    async def outcomes() -> list[dict[str, Any]]:
        records = await read_topics(bootstrap, [ORDERS_EVENTS.name])
        found = [_outcome(_history_of(records, meal.order_id)) for meal in meals]
        assert all(each == found[0] for each in found), found
        assert (found[0]["state"], found[0]["version"]) == (state, version)
        return found

    await eventually(outcomes, PATIENCE_SECONDS, 0.5)
    pages = await asyncio.gather(*(dining.order(meal) for meal in meals))
    assert {(page["state"], page["version"]) for page in pages} == {(state, version)}
