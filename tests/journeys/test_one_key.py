"""A thumb that presses fifty times at once orders once."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from journeys.diners import PATIENCE_SECONDS, Dining, new_order
from journeys.live_stack import LiveStack
from journeys.topic_log import read_topics

from twyst.contracts.topics import ORDERS_EVENTS
from twyst.demo.clients import Answer, Platform, Venue
from twyst.testing.waiting import eventually

_COPIES = 50
_IN_FLIGHT = 409


async def test_fifty_copies_of_a_create_are_one_order(
    stack: LiveStack, platform: Platform, venues: list[Venue], dining: Dining
) -> None:
    body, headers = new_order(venues[0]), {"Idempotency-Key": str(uuid4())}

    async def create() -> Answer:
        return await platform.order.send("POST", "/v1/orders", body=body, headers=headers)

    answers = await asyncio.gather(*(create() for _ in range(_COPIES)))
    assert {answer.status for answer in answers} <= {200, 201, _IN_FLIGHT}

    async def answered() -> Answer | None:
        late = await create()
        return None if late.status == _IN_FLIGHT else late

    late = await eventually(answered, PATIENCE_SECONDS)
    assert late is not None
    assert late.status == 200, late.body
    placed = [late.body, *(answer.body for answer in answers if answer.status != _IN_FLIGHT)]
    assert [answer.status for answer in answers].count(201) <= 1
    assert len({one["order"]["order_id"] for one in placed}) == 1
    assert len({(one["access_token"], one["client_secret"]) for one in placed}) == 1
    order_id = placed[0]["order"]["order_id"]

    listed = await dining.stripe("/v1/payment_intents?limit=100")
    made = [intent["id"] for intent in listed["data"] if intent["metadata"].get("order_id") == order_id]
    assert made == [str(late.body["client_secret"]).partition("_secret_")[0]]

    async def published() -> bool:
        records = await read_topics(stack.describe()["kafka"]["bootstrap"], [ORDERS_EVENTS.name])
        created = [record.key for record in records if record.body["type"] == "twyst.order.created"]
        return created.count(order_id) == 1

    await eventually(published, PATIENCE_SECONDS, 0.5)
