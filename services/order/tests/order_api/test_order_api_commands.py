"""What staff do with an order: every state's answer to every command, repetitions, and who may."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

import pytest

from twyst.access.permissions import PERMISSIONS, Action, Role

STATES = ["CREATED", "PAYMENT_PENDING", "PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED", "CANCELED"]
CANCEL = {"reason": "the kitchen is out of gas"}
REFUND = {"reason": "it was cold"}

ANSWERS = {
    "start": [
        (409, "not paid"),
        (409, "not paid"),
        (200, "FULFILLING"),
        (200, "FULFILLING"),
        (409, "completed already"),
        (409, "canceled"),
    ],
    "complete": [
        (409, "not paid"),
        (409, "not paid"),
        (409, "start it first"),
        (200, "COMPLETED"),
        (200, "COMPLETED"),
        (409, "canceled"),
    ],
    "cancel": [
        (202, "CREATED"),
        (202, "PAYMENT_PENDING"),
        (200, "CANCELED"),
        (200, "CANCELED"),
        (409, "served: refund instead"),
        (200, "CANCELED"),
    ],
    "refunds": [
        (409, "not paid"),
        (409, "not paid"),
        (202, "PAYMENT_SUCCEEDED"),
        (202, "FULFILLING"),
        (202, "COMPLETED"),
        (409, "nothing is left to refund"),
    ],
}
CELLS = [
    (verb, state, *answer) for verb, row in ANSWERS.items() for state, answer in zip(STATES, row, strict=True)
]
BODIES = {"cancel": CANCEL, "refunds": REFUND}


@pytest.mark.parametrize(("verb", "state", "status", "word"), CELLS)
async def test_every_command_in_every_state(world, verb, state, status, word):
    order_id, _ = await world.in_state(state)
    answer = await world.command(order_id, verb, BODIES.get(verb), key=str(uuid4()))
    body = answer.json()
    assert answer.status_code == status, body
    if status == 409:
        assert (body["because"], body["detail"]) == (word, word)
        assert body["type"] == f"urn:twyst:problem:{'refund-refused' if verb == 'refunds' else 'order-state'}"
    else:
        assert body.get("order", body)["state"] == word


async def test_a_canceled_order_is_refunded_by_the_worker(world):
    order_id, _ = await world.in_state("FULFILLING")
    answer = (await world.command(order_id, "cancel", CANCEL)).json()
    assert (answer["state"], answer["reason"]) == ("CANCELED", CANCEL["reason"])
    (intent,) = answer["refund_intents"]
    assert (intent["amount_minor"], intent["status"]) == (3700, "requested")
    assert world.stripe.refunds == {}, "the API itself refunds nothing"
    assert await world.make_calls(order_id) == 1
    (asked,) = world.stripe.refunds.values()
    assert (asked["amount"], asked["reverse_transfer"], asked["refund_application_fee"]) == (3700, True, True)
    order = (await world.client.get(world.orders(order_id), headers=world.staff())).json()
    assert (order["payments"][0]["money"], order["payments"][0]["rest_minor"]) == ("refunded", 0)


async def test_an_unpaid_order_is_given_up_and_stripe_decides(world):
    order_id, _ = await world.in_state("PAYMENT_PENDING")
    key = str(uuid4())
    first = await world.command(order_id, "cancel", CANCEL, key)
    assert (first.status_code, first.json()["abandoned"]) == (202, True)
    await world.make_calls(order_id)
    again = await world.command(order_id, "cancel", CANCEL, key)
    assert (again.status_code, again.json()["state"], again.json()["reason"]) == (
        200,
        "CANCELED",
        CANCEL["reason"],
    )
    assert again.json()["refund_intents"] == []


async def test_a_repetition_never_cancels_what_the_first_copy_only_gave_up(world):
    """The payment was faster; a repeated request is no decision to give the money back."""
    order_id, _ = await world.in_state("PAYMENT_PENDING")
    key = str(uuid4())
    assert (await world.command(order_id, "cancel", CANCEL, key)).status_code == 202
    world.stripe.pay(world.stripe.by_key[f"pi:{order_id}"])
    await world.make_calls(order_id)
    again = await world.command(order_id, "cancel", CANCEL, key)
    assert (again.status_code, again.json()["state"]) == (409, "PAYMENT_SUCCEEDED")
    anew = await world.command(order_id, "cancel", CANCEL, str(uuid4()))
    assert (anew.status_code, anew.json()["state"]) == (200, "CANCELED")


@pytest.mark.parametrize("verb", ["start", "cancel", "refunds"])
async def test_copies_of_a_command_at_once_do_it_once(world, verb):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    key = str(uuid4())
    answers = await asyncio.gather(*(world.command(order_id, verb, BODIES.get(verb), key) for _ in range(10)))
    assert Counter(answer.status_code for answer in answers) == {202 if verb == "refunds" else 200: 10}
    journal = await world.rows(
        "SELECT FROM journal WHERE order_id = $1 AND input_id = $2", order_id, f"cmd:{key}"
    )
    calls = await world.rows("SELECT FROM calls WHERE order_id = $1 AND kind = 'refund'", order_id)
    assert (len(journal), len(calls)) == (1, 0 if verb == "start" else 1)


async def test_a_key_is_for_one_command(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    key = str(uuid4())
    assert (await world.command(order_id, "start", key=key)).status_code == 200
    for verb, body in (("complete", None), ("cancel", CANCEL), ("refunds", REFUND)):
        other = await world.command(order_id, verb, body, key)
        assert (other.status_code, other.json()["type"]) == (422, "urn:twyst:problem:idempotency-key-reused")
    assert (await world.command(order_id, "start", key=key)).json()["state"] == "FULFILLING"
    assert (await world.command(order_id, "complete", key="order-17")).status_code == 400
    assert (await world.command(order_id, "complete")).status_code == 200


ROUTES = [
    ("GET", "orders", None, Action.VIEW_ORDERS),
    ("GET", "orders/{order}", None, Action.VIEW_ORDERS),
    ("GET", "orders/{order}/timeline", None, Action.TIMELINE),
    ("POST", "orders/{order}/start", None, Action.START),
    ("POST", "orders/{order}/complete", None, Action.COMPLETE),
    ("POST", "orders/{order}/cancel", CANCEL, Action.CANCEL),
    ("POST", "orders/{order}/refunds", REFUND, Action.REFUND),
    ("GET", "holds", None, Action.HOLDS),
    ("POST", "holds/{order}:pi_1/resolve", {"action": "release"}, Action.RESOLVE_HOLD),
]


@pytest.mark.parametrize(
    ("method", "rest", "body", "action"), ROUTES, ids=[row[1] + row[0] for row in ROUTES]
)
async def test_every_role_on_every_route(world, method, rest, body, action):
    order_id, diner = await world.in_state("CREATED")
    path = f"/v1/venues/{world.venue_id}/{rest.format(order=order_id)}"
    key = {"Idempotency-Key": str(uuid4())}
    for role in Role:
        answer = await world.client.request(method, path, json=body, headers=world.staff(role) | key)
        assert (answer.status_code == 403) is (role not in PERMISSIONS[action]), role
    for headers in ({}, diner, {"Authorization": "Bearer nonsense"}):
        answer = await world.client.request(method, path, json=body, headers=headers | key)
        assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "rest", "body", "_action"), ROUTES, ids=[row[1] + row[0] for row in ROUTES]
)
async def test_another_venues_orders_do_not_exist(world, another, method, rest, body, _action):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    key = {"Idempotency-Key": str(uuid4())}
    before = await world.rows("SELECT seq, input_seq FROM orders WHERE order_id = $1", order_id)
    # A token of another venue on this venue's path, and on its own path with this venue's order.
    theirs = another.staff() | key
    answer = await world.client.request(
        method, f"/v1/venues/{world.venue_id}/{rest.format(order=order_id)}", json=body, headers=theirs
    )
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:venue-not-found")
    answer = await world.client.request(
        method, f"/v1/venues/{another.venue_id}/{rest.format(order=order_id)}", json=body, headers=theirs
    )
    if "{order}" in rest:
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:order-not-found")
    else:
        assert answer.json() == {rest: [], "next_cursor": None}
    assert await world.rows("SELECT seq, input_seq FROM orders WHERE order_id = $1", order_id) == before


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 201}, {"reason": "x", "refund": True}])
async def test_a_cancellation_has_a_reason(world, body):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    assert (await world.command(order_id, "cancel", body)).status_code == 422
