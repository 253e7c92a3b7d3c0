"""What the holder of an order's token may do: look, follow, pay, give up."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from twyst.order.domain.facts import Attempt
from twyst.order.domain.inputs import ObservedPaymentIntent

STATES = ["CREATED", "PAYMENT_PENDING", "PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED", "CANCELED"]


def path(order_id, rest=""):
    return f"/v1/orders/{order_id}{rest}"


def names_in(value) -> set[str]:
    """The names of all fields at any depth."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("state", STATES)
async def test_the_order_is_shown_as_it_stands(world, state):
    order_id, diner = await world.in_state(state)
    answer = await world.client.get(path(order_id), headers=diner)
    order = answer.json()
    assert (answer.status_code, order["state"]) == (200, state)
    assert order["canceling"] is False
    assert not any(word in name for name in names_in(order) for word in ("destination", "fee", "hold"))
    assert not any(word in answer.text for word in ("acct_", "_secret_"))


async def test_a_declined_card_is_shown(world):
    order_id, diner = await world.in_state("CREATED")
    name = world.stripe.by_key[f"pi:{order_id}"]
    declined = ObservedPaymentIntent(
        name,
        None,
        False,
        "eur",
        None,
        0,
        False,
        False,
        Attempt(1, 3, "evt_1", "failed", "insufficient_funds"),
    )
    await world.hear(order_id, declined)
    order = (await world.client.get(path(order_id), headers=diner)).json()
    assert order["attempt"] == {"kind": "failed", "decline_code": "insufficient_funds"}


ROUTES = [("GET", ""), ("GET", "/stream"), ("POST", "/payment"), ("POST", "/cancel")]


@pytest.mark.parametrize(("method", "rest"), ROUTES)
async def test_only_the_orders_own_token_opens_it(world, another, method, rest):
    order_id, _ = await world.in_state("CREATED")
    _, other_diner = await world.in_state("CREATED")
    foreign = another.capabilities.issue(UUID(order_id), another.venue_id)
    for headers in ({}, other_diner, world.staff(), {"Authorization": "Bearer twd1.x.y"}):
        answer = await world.client.request(method, path(order_id, rest), headers=headers)
        assert answer.status_code == 401
    # Validly signed, but for another venue: the database shows no such order there.
    answer = await world.client.request(
        method,
        path(order_id, rest),
        headers={"Authorization": f"Bearer {foreign}", "Accept": "application/json"},
    )
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:order-not-found")


async def test_the_secret_is_read_again_while_there_is_something_to_pay(world):
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    answer = await world.client.post(path(order_id, "/payment"), headers=diner)
    intent = world.stripe.intents[world.stripe.by_key[f"pi:{order_id}"]]
    assert answer.json() == {
        "client_secret": intent["client_secret"],
        "publishable_key": "pk_test_1",
        "payment_status": "requires_payment_method",
    }


@pytest.mark.parametrize("state", STATES[2:])
async def test_there_is_nothing_to_pay_any_more(world, state):
    order_id, diner = await world.in_state(state)
    answer = await world.client.post(path(order_id, "/payment"), headers=diner)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:twyst:problem:nothing-to-pay")
    assert answer.json()["state"] == state


async def test_what_stripe_has_already_settled_is_not_paid_again(world):
    """The event is still on its way; Stripe's answer is newer."""
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    world.stripe.pay(world.stripe.by_key[f"pi:{order_id}"])
    answer = await world.client.post(path(order_id, "/payment"), headers=diner)
    assert (answer.status_code, answer.json()["state"]) == (409, "PAYMENT_PENDING")


async def test_stripe_may_be_away(world):
    order_id, diner = await world.in_state("CREATED")
    world.stripe.down = True
    answer = await world.client.post(path(order_id, "/payment"), headers=diner)
    assert (answer.status_code, answer.json()["order_id"]) == (503, order_id)


@pytest.mark.parametrize(
    ("state", "status"),
    [("CREATED", 202), ("PAYMENT_PENDING", 202), *((state, 409) for state in STATES[2:5]), ("CANCELED", 200)],
)
async def test_a_diner_gives_up_only_what_is_not_paid(world, state, status):
    order_id, diner = await world.in_state(state)
    answer = await world.client.post(path(order_id, "/cancel"), headers=diner)
    assert answer.status_code == status
    if status == 202:
        assert (answer.json()["state"], answer.json()["canceling"]) == (state, True)
    if status == 409:
        assert (answer.json()["because"], answer.json()["state"]) == ("paid already", state)


async def test_stripe_ends_what_the_diner_gave_up(world):
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    for _ in range(3):
        assert (await world.client.post(path(order_id, "/cancel"), headers=diner)).status_code == 202
    journal = await world.rows("SELECT FROM journal WHERE order_id = $1 AND kind = 'abandon'", order_id)
    assert len(journal) == 1, "pressing a button again and again fills no journal"
    assert (await world.client.post(path(order_id, "/payment"), headers=diner)).status_code == 409
    assert await world.make_calls(order_id) == 1
    answer = await world.client.post(path(order_id, "/cancel"), headers=diner)
    assert (answer.status_code, answer.json()["state"]) == (200, "CANCELED")
    assert answer.json()["reason"] is None, "the diner's own press is not the venue's word"
    seen = (await world.client.get(world.orders(order_id), headers=world.staff())).json()
    assert seen["reason"] == "canceled by the diner"


@pytest.mark.parametrize("state", ["PAYMENT_PENDING", "FULFILLING"])
async def test_the_diner_reads_why_the_venue_canceled(world, state):
    order_id, diner = await world.in_state(state)
    await world.command(order_id, "cancel", {"reason": "The oven is out."}, key=str(uuid4()))
    await world.make_calls(order_id)
    order = (await world.client.get(path(order_id), headers=diner)).json()
    assert (order["state"], order["reason"]) == ("CANCELED", "The oven is out.")


async def test_a_payment_that_stripe_ended_was_not_canceled_by_the_venue(world):
    order_id, diner = await world.in_state("CANCELED")
    order = (await world.client.get(path(order_id), headers=diner)).json()
    assert (order["state"], order["reason"]) == ("CANCELED", None)


async def test_a_payment_may_be_faster_than_the_cancellation(world):
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    assert (await world.client.post(path(order_id, "/cancel"), headers=diner)).status_code == 202
    name = world.stripe.by_key[f"pi:{order_id}"]
    world.stripe.pay(name)
    await world.make_calls(order_id)
    answer = await world.client.post(path(order_id, "/cancel"), headers=diner)
    assert (answer.status_code, answer.json()["state"]) == (409, "PAYMENT_SUCCEEDED")


async def test_refunds_show_while_they_move_and_when_they_are_done(world):
    order_id, diner = await world.in_state("FULFILLING")
    await world.command(order_id, "refunds", {"amount_minor": 500, "reason": "cold"}, key=str(uuid4()))

    async def seen():
        order = (await world.client.get(path(order_id), headers=diner)).json()
        return order["refunded_minor"], order["refunding_minor"]

    assert await seen() == (0, 500)
    await world.make_calls(order_id)
    assert await seen() == (500, 0)
