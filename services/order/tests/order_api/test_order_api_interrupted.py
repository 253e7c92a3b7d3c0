"""An order whose placing was cut off: the same request goes on where it was, with the same key at Stripe."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from twyst.order.application.make_calls import LEASE
from twyst.order.application.ports import StripeRefused, StripeUnavailable
from twyst.order.domain.inputs import Abandon
from twyst.testing.waiting import eventually


class Crash(Exception):
    """The process ends here."""


async def calls(world):
    rows = await world.rows("SELECT status, attempts FROM calls WHERE venue_id = $1", world.venue_id)
    return [tuple(row) for row in rows]


@pytest.mark.parametrize("where", ["before", "after"])
async def test_a_crash_around_the_call_to_stripe_is_resumed(world, where):
    """`before`: tx 1 is committed and nothing was asked. `after`: Stripe has made the payment and tx 2 never began."""
    key = str(uuid4())
    world.stripe.faults = [(where, Crash())]
    crashed = await world.place(key)
    assert (crashed.status_code, crashed.json()["title"]) == (500, "Internal Server Error")
    assert await calls(world) == [("pending", 0)]
    world.clock.ahead = LEASE
    resumed = await world.place(key)
    assert resumed.status_code == 200
    order = resumed.json()["order"]
    assert len(world.stripe.intents) == 1
    (own,) = world.stripe.intents
    assert resumed.json()["client_secret"] == world.stripe.intents[own]["client_secret"]
    rows = await world.rows("SELECT payment_intent FROM orders WHERE order_id = $1", order["order_id"])
    assert rows[0]["payment_intent"] == own
    assert await calls(world) == [("answered", 1)]


@pytest.mark.parametrize("where", ["before", "after"])
async def test_an_answer_that_is_lost_is_asked_for_again(world, where):
    key = str(uuid4())
    world.stripe.faults = [(where, StripeUnavailable("timed out"))]
    lost = await world.place(key)
    problem = lost.json()
    assert (lost.status_code, problem["type"]) == (503, "urn:twyst:problem:payment-unavailable")
    assert int(lost.headers["retry-after"]) > 0
    world.clock.ahead = LEASE
    resumed = await world.place(key)
    assert (resumed.status_code, resumed.json()["order"]["order_id"]) == (200, problem["order_id"])
    assert len(world.stripe.intents) == 1


async def test_an_answer_that_the_diner_lost_is_the_same_again(world):
    key = str(uuid4())
    first, again = await world.place(key), await world.place(key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {**again.json(), "order": first.json()["order"]}
    assert world.stripe.creates == 1


async def test_the_worker_may_have_made_the_call_meanwhile(world):
    key = str(uuid4())
    world.stripe.faults = [("before", StripeUnavailable("timed out"))]
    order_id = (await world.place(key)).json()["order_id"]
    world.clock.ahead = LEASE
    assert await world.make_calls(order_id) == 1
    resumed = await world.place(key)
    assert (resumed.status_code, world.stripe.creates) == (200, 2)
    assert resumed.json()["client_secret"]


async def test_a_copy_does_not_make_a_call_that_another_one_is_making(world):
    key = str(uuid4())
    world.stripe.gate = asyncio.Event()
    first = asyncio.create_task(world.place(key))

    async def asked():
        return world.stripe.creates == 1

    await eventually(asked)
    copy = await world.place(key)
    assert (copy.status_code, copy.json()["type"]) == (409, "urn:twyst:problem:request-in-flight")
    assert int(copy.headers["retry-after"]) > 0
    world.stripe.gate.set()
    assert (await first).status_code == 201
    assert world.stripe.creates == 1


async def test_a_refusal_of_stripe_ends_the_order_for_good(world):
    key = str(uuid4())
    world.stripe.faults = [("before", StripeRefused("account_invalid", "no"))]
    refused = await world.place(key)
    problem = refused.json()
    assert (refused.status_code, problem["type"]) == (409, "urn:twyst:problem:order-canceled")
    assert "account_invalid" in problem["reason"]
    again = await world.place(key)
    assert (again.status_code, again.json()["order_id"]) == (409, problem["order_id"])
    assert (await world.place()).status_code == 201


async def test_an_order_that_is_over_is_answered_without_a_secret(world):
    key = str(uuid4())
    placed = await world.place(key)
    order_id = placed.json()["order"]["order_id"]
    name = world.stripe.by_key[f"pi:{order_id}"]
    world.stripe.intents[name]["status"] = "canceled"
    await world.hear(order_id, *world.stripe.reading(name).observations)
    again = await world.place(key)
    assert (again.status_code, again.json()["client_secret"]) == (200, None)
    assert again.json()["order"]["state"] == "CANCELED"


async def test_an_order_that_was_given_up_is_not_offered_for_payment(world):
    key = str(uuid4())
    placed = await world.place(key)
    await world.client.post(
        f"/v1/orders/{placed.json()['order']['order_id']}/cancel", headers=world.diner(placed)
    )
    again = await world.place(key)
    assert (again.status_code, again.json()["client_secret"]) == (200, None)
    assert again.json()["order"]["canceling"] is True


async def test_an_order_that_was_given_up_before_its_payment_was_made_is_not_offered_either(world):
    key = str(uuid4())
    world.stripe.faults = [("before", StripeUnavailable("down"))]
    order_id = (await world.place(key)).json()["order_id"]
    await world.give(order_id, Abandon("cmd:policy:expired", "not paid in time"))
    world.clock.ahead = LEASE
    again = await world.place(key)
    assert world.stripe.by_key[f"pi:{order_id}"]  # the repeated request made the PaymentIntent
    assert (again.json()["client_secret"], again.json()["order"]["canceling"]) == (None, True)


async def test_nothing_secret_or_personal_is_kept_or_logged(world, caplog):
    caplog.set_level("DEBUG")
    world.stripe.faults = [("after", StripeUnavailable("timed out"))]
    key = str(uuid4())
    await world.place(key)
    world.clock.ahead = LEASE
    placed = (await world.place(key)).json()
    order_id = placed["order"]["order_id"]
    await world.client.post(
        f"/v1/orders/{order_id}/payment", headers={"Authorization": f"Bearer {placed['access_token']}"}
    )
    tables = ["orders", "journal", "transitions", "calls", "requests", "outbox", "order_references"]
    everything = "".join([str(await world.rows(f"SELECT t::text FROM {table} t")) for table in tables])
    assert order_id in everything
    for text in (everything, caplog.text):
        assert "_secret_" not in text
        assert placed["access_token"].rpartition(".")[2] not in text
