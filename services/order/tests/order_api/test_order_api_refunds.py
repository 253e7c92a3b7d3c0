"""Refunds and held money: never more than was paid, whoever asks and however many at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from uuid import uuid4

import pytest

from twyst.access.permissions import Role


async def refund(world, order_id, key=None, **wanted):
    return await world.command(order_id, "refunds", {"reason": "cold", **wanted}, key or str(uuid4()))


async def test_parallel_refunds_never_exceed_what_was_paid(world):
    order_id, _ = await world.in_state("COMPLETED")
    answers = await asyncio.gather(*(refund(world, order_id, amount_minor=1000) for _ in range(20)))
    assert Counter(answer.status_code for answer in answers) == {202: 3, 409: 17}
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert {problem["left_minor"] for problem in refused} == {700}
    assert {problem["because"] for problem in refused} == {"only 700 is left to refund"}
    rest = await refund(world, order_id)
    assert rest.json()["refund"]["amount_minor"] == 700
    assert await world.make_calls(order_id) == 4
    assert sum(each["amount"] for each in world.stripe.refunds.values()) == 3700
    last = await refund(world, order_id)
    assert (last.status_code, last.json()["because"]) == (409, "nothing is left to refund")


async def test_a_repeated_refund_is_the_same_refund(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    key = str(uuid4())
    first = await refund(world, order_id, key, amount_minor=500)
    await world.make_calls(order_id)
    again = await refund(world, order_id, key, amount_minor=500)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["refund"]["refund_id"] == again.json()["refund"]["refund_id"]
    assert again.json()["refund"]["status"] == "accepted"
    assert len(world.stripe.refunds) == 1
    for changed in ({"amount_minor": 501}, {"amount_minor": 500, "reason": "late"}, {}):
        answer = await refund(world, order_id, key, **changed)
        assert (answer.status_code, answer.json()["type"]) == (
            422,
            "urn:twyst:problem:idempotency-key-reused",
        )


async def test_a_refund_needs_a_key(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    answer = await world.command(order_id, "refunds", {"reason": "cold"})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:twyst:problem:idempotency-key-invalid")


@pytest.mark.parametrize(
    "wanted",
    [
        {"amount_minor": 0},
        {"amount_minor": -1},
        {"amount_minor": 1.5},
        {"amount_minor": True},
        {"amount_minor": "500"},
        {"payment_intent": "ch_1"},
        {"fee": 1},
    ],
)
async def test_malformed_refunds_are_422(world, wanted):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    assert (await refund(world, order_id, **wanted)).status_code == 422


async def second_payment(world, order_id):
    """Somebody paid a second PaymentIntent that names the order."""
    own = world.stripe.by_key[f"pi:{order_id}"]
    name = f"pi_{uuid4().hex[:12]}"
    world.stripe.intents[name] = {**world.stripe.intents[own], "status": "succeeded", "received": 3700}
    await world.hear(order_id, *world.stripe.reading(name).observations)
    return name


async def holds(world, query="", role=Role.MANAGER):
    path = f"/v1/venues/{world.venue_id}/holds{query}"
    return (await world.client.get(path, headers=world.staff(role))).json()


async def resolve(world, hold_id, key=None, **body):
    headers = world.staff() | ({"Idempotency-Key": key} if key else {})
    return await world.client.post(
        f"/v1/venues/{world.venue_id}/holds/{hold_id}/resolve", json=body, headers=headers
    )


async def test_a_held_payment_is_refunded_once(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    name = await second_payment(world, order_id)
    (hold,) = (await holds(world, "?status=open"))["holds"]
    assert (hold["id"], hold["reason"], hold["amount_minor"]) == (
        f"{order_id}:{name}",
        "second_payment",
        3700,
    )
    assert (hold["owner"], hold["number"]) == ("hold desk", 0)
    answers = await asyncio.gather(
        *(resolve(world, hold["id"], action="refund", number=0, note="paid twice") for _ in range(5))
    )
    assert Counter(answer.status_code for answer in answers) == {202: 1, 409: 4}
    assert await holds(world, "?status=open") == {"holds": [], "next_cursor": None}
    assert [each["status"] for each in (await holds(world))["holds"]] == ["refunding"]
    assert await world.make_calls(order_id) == 1
    assert [asked["payment_intent"] for asked in world.stripe.refunds.values()] == [name]
    (hold,) = (await holds(world, "?status=refunded"))["holds"]
    assert (hold["note"], hold["number"]) == ("paid twice", 1)
    order = (await world.client.get(world.orders(order_id), headers=world.staff())).json()
    assert order["state"] == "PAYMENT_SUCCEEDED"


async def test_a_released_hold_stays_with_the_venue(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    hold_id = f"{order_id}:{await second_payment(world, order_id)}"
    key = str(uuid4())
    first = await resolve(world, hold_id, key, action="release", note="a deposit")
    again = await resolve(world, hold_id, key, action="release", note="a deposit")
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.json()["status"], again.json()["number"], again.json()["note"]) == (
        "released",
        1,
        "a deposit",
    )
    other = await resolve(world, hold_id, key, action="refund", note="a deposit")
    assert other.status_code == 422
    late = await resolve(world, hold_id, action="refund")
    assert (late.status_code, late.json()["because"]) == (409, "no such open hold")
    assert await world.make_calls(order_id) == 0


async def test_a_mismatched_payment_is_held(world):
    order_id, _ = await world.in_state("PAYMENT_PENDING")
    name = world.stripe.by_key[f"pi:{order_id}"]
    world.stripe.pay(name)
    (seen,) = world.stripe.reading(name).observations
    await world.hear(order_id, replace(seen, amount_received_minor=3699))
    (hold,) = (await holds(world, "?status=open"))["holds"]
    assert (hold["reason"], hold["amount_minor"], hold["payment_intent"]) == ("mismatched", 3699, name)


async def test_money_whose_refund_stripe_refused_is_among_the_holds(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    name = world.stripe.by_key[f"pi:{order_id}"]
    world.stripe.intents[name]["refunded"] = world.stripe.intents[name]["received"]  # so that Stripe refuses
    assert (await world.command(order_id, "cancel", {"reason": "sold out"}, str(uuid4()))).status_code == 200
    assert await world.make_calls(order_id) == 1
    (hold,) = (await holds(world))["holds"]
    assert (hold["reason"], hold["status"], hold["payment_intent"]) == ("refund_failed", "open", name)


async def test_a_second_payment_may_be_refunded_by_name(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    name = await second_payment(world, order_id)
    answer = await refund(world, order_id, payment_intent=name)
    assert (answer.status_code, answer.json()["refund"]["payment_intent"]) == (202, name)
    assert [each["status"] for each in (await holds(world))["holds"]] == ["refunding"]


async def test_holds_come_page_by_page(world):
    expected = []
    for _ in range(3):
        order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
        expected.insert(0, f"{order_id}:{await second_payment(world, order_id)}")
    seen, cursor = [], ""
    while cursor is not None:
        page = await holds(world, f"?status=open&limit=2{cursor and f'&cursor={cursor}'}")
        seen += [hold["id"] for hold in page["holds"]]
        cursor = page["next_cursor"]
    assert seen == expected


async def test_unknown_holds_are_404(world):
    order_id, _ = await world.in_state("PAYMENT_SUCCEEDED")
    own = world.stripe.by_key[f"pi:{order_id}"]
    for name in ("pi_unknown", own):
        answer = await resolve(world, f"{order_id}:{name}", action="release")
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:hold-not-found")
    assert (await resolve(world, f"{uuid4()}:{own}", action="release")).status_code == 404
    assert (await resolve(world, "pi_1", action="release")).status_code == 422
    kinds = await world.rows("SELECT kind FROM journal WHERE order_id = $1 AND kind = 'hold'", order_id)
    assert kinds == [], "what is no hold is no input"
