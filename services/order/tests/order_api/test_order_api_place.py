"""Placing an order: one key, one order, one PaymentIntent, whatever is repeated; and every refusal."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid1, uuid4

import pytest

from twyst.order.domain.venue import DiningTable, Pause, SoldOut

SOUP, STEAK, RARE, EXTRA, MINT, WINE, EGGS = (str(UUID(int=number)) for number in range(1, 8))


async def test_an_order_is_placed_with_what_paying_it_takes(world):
    placed = await world.place(note="  window seat  ")
    assert placed.status_code == 201
    answer = placed.json()
    order = answer["order"]
    assert placed.headers["location"] == f"/v1/orders/{order['order_id']}"
    assert placed.headers["cache-control"] == "no-store"
    assert (order["state"], order["version"], order["seq"]) == ("CREATED", 1, 1)
    assert (order["items_minor"], order["tip_minor"], order["total_minor"]) == (3500, 200, 3700)
    assert (order["venue_name"], order["table_label"], order["note"]) == ("Osteria", "7", "window seat")
    assert order["timezone"] == "Europe/Berlin"
    assert [line["modifiers"][0]["name"] for line in order["lines"][1:]] == ["Rare"]
    name = world.stripe.by_key[f"pi:{order['order_id']}"]
    assert answer["client_secret"] == world.stripe.intents[name]["client_secret"]
    assert answer["publishable_key"] == "pk_test_1"
    asked = world.stripe.intents[name]
    assert (asked["amount"], asked["application_fee_amount"]) == (3700, 88)
    assert not {"destination", "application_fee_minor", "holds"} & order.keys()


async def test_fifty_copies_at_once_make_one_order_and_one_payment(world):
    key = str(uuid4())
    answers = await asyncio.gather(*(world.place(key) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: 49}
    bodies = [answer.json() for answer in answers]
    for member in ("client_secret", "access_token"):
        assert len({body[member] for body in bodies}) == 1
    assert len({body["order"]["order_id"] for body in bodies}) == 1
    assert len(world.stripe.intents) == 1
    assert world.stripe.creates == 1
    counted = await world.rows("SELECT count(*) AS orders FROM orders WHERE venue_id = $1", world.venue_id)
    assert counted[0]["orders"] == 1


async def test_a_key_stands_for_one_request_at_one_table(world):
    key = str(uuid4())
    first = await world.place(key)
    changed = await world.place(key, tip_minor=100, expected_total_minor=3600)
    assert (changed.status_code, changed.json()["type"]) == (422, "urn:twyst:problem:idempotency-key-reused")
    same = world.body(note=None)
    same["lines"] = [{"modifier_ids": [], "quantity": 2, "item_id": SOUP, "note": None}, same["lines"][1]]
    spelled_otherwise = await world.client.post(
        "/v1/orders", json=same, headers={"Idempotency-Key": key.upper()}
    )
    assert spelled_otherwise.status_code == 200
    assert spelled_otherwise.json()["order"]["order_id"] == first.json()["order"]["order_id"]
    elsewhere = uuid4()
    async with world.catalog.of_venue(world.venue_id) as catalog:
        await catalog.save_table(DiningTable(elsewhere, "8"), world.clock())
    assert (await world.place(key, table_id=str(elsewhere))).status_code == 201


@pytest.mark.parametrize(
    "key",
    [None, "", "order-17", str(uuid1()), uuid4().hex, f"{{{uuid4()}}}", str(UUID(int=0))],
    ids=["none", "empty", "a-number", "by-time", "without-hyphens", "in-braces", "nil"],
)
async def test_a_key_must_be_random(world, key):
    headers = {} if key is None else {"Idempotency-Key": key}
    answer = await world.client.post("/v1/orders", json=world.body(), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:twyst:problem:idempotency-key-invalid")


REFUSED = [
    ("overtaken", "total-changed", {"expected_total_minor": 3600}),
    ("overtaken", "unknown-item", {"lines": [{"item_id": str(uuid4()), "quantity": 1}]}),
    ("overtaken", "unknown-modifier", {"lines": [{"item_id": SOUP, "quantity": 1, "modifier_ids": ["x"]}]}),
    ("overtaken", "not-served-now", {"lines": [{"item_id": EGGS, "quantity": 1}]}),
    ("not-valid", "empty-order", {"lines": []}),
    ("not-valid", "too-many-lines", {"lines": [{"item_id": SOUP, "quantity": 1}] * 51}),
    ("not-valid", "note-too-long", {"note": "x" * 281}),
    ("not-valid", "quantity-out-of-range", {"lines": [{"item_id": SOUP, "quantity": 100}]}),
    ("not-valid", "too-few-chosen", {"lines": [{"item_id": STEAK, "quantity": 1}]}),
    (
        "not-valid",
        "too-many-chosen",
        {"lines": [{"item_id": STEAK, "quantity": 1, "modifier_ids": [RARE, EXTRA]}]},
    ),
    (
        "not-valid",
        "repeated-modifier",
        {"lines": [{"item_id": STEAK, "quantity": 1, "modifier_ids": [RARE, RARE]}]},
    ),
    ("not-valid", "tip-out-of-range", {"tip_minor": 7001, "expected_total_minor": 10501}),
    (
        "not-valid",
        "below-minimum",
        {"lines": [{"item_id": MINT, "quantity": 1}], "tip_minor": 0, "expected_total_minor": 10},
    ),
    (
        "not-valid",
        "above-maximum",
        {
            "lines": [{"item_id": WINE, "quantity": 99}] * 50,
            "tip_minor": 0,
            "expected_total_minor": 4_950_000_000_000,
        },
    ),
]


@pytest.mark.parametrize(("slug", "code", "changes"), REFUSED, ids=[row[1] for row in REFUSED])
async def test_what_cannot_be_ordered_is_named_and_leaves_nothing(world, slug, code, changes):
    key = str(uuid4())
    refused = await world.place(key, **changes)
    problem = refused.json()
    expected = {"overtaken": 409, "not-valid": 422}[slug]
    assert (refused.status_code, problem["type"]) == (expected, f"urn:twyst:problem:order-{slug}")
    assert [refusal["code"] for refusal in problem["refusals"]] == [code]
    assert await world.rows("SELECT FROM orders WHERE venue_id = $1", world.venue_id) == []
    assert (await world.place(key)).status_code == 201, "the key is free for the next try"


@pytest.mark.parametrize("quantity", [True, "2"])
async def test_a_quantity_is_a_number(world, quantity):
    refused = await world.place(lines=[{"item_id": SOUP, "quantity": quantity}])
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lines/0/quantity")


async def test_a_changed_total_names_what_changed(world):
    lines = [{"item_id": SOUP, "quantity": 2, "expected_unit_amount_minor": 450}]
    refused = await world.place(lines=lines, tip_minor=0, expected_total_minor=900)
    assert refused.json()["refusals"] == [
        {
            "code": "total-changed",
            "expected_total_minor": 900,
            "total_minor": 1000,
            "changed": [
                {
                    "line_id": "1",
                    "item_id": SOUP,
                    "name": "Soup",
                    "expected_unit_amount_minor": 450,
                    "unit_amount_minor": 500,
                }
            ],
        }
    ]


async def test_a_program_may_leave_the_expected_total_out(world):
    assert (await world.place(expected_total_minor=None)).json()["order"]["total_minor"] == 3700


async def test_what_is_sold_out_is_named(world):
    async with world.catalog.of_venue(world.venue_id) as catalog:
        await catalog.strike([SoldOut(SOUP), SoldOut(RARE)], "staff", world.clock())
    refused = await world.place()
    assert refused.status_code == 409
    assert [(each["code"], each["line"], each["name"]) for each in refused.json()["refusals"]] == [
        ("item-sold-out", 1, "Soup"),
        ("modifier-sold-out", 2, "Rare"),
    ]


async def test_a_paused_venue_says_why_and_until_when(world):
    until = world.clock() + timedelta(minutes=10)
    async with world.catalog.of_venue(world.venue_id) as catalog:
        venue = await catalog.venue(lock=True)
        await catalog.save_venue(replace(venue, pause=Pause("The kitchen is full", until)))
    refused = (await world.place()).json()
    assert (refused["status"], refused["type"]) == (409, "urn:twyst:problem:not-ordering")
    assert (refused["ordering_status"], refused["reason"]) == ("paused", "The kitchen is full")
    assert datetime.fromisoformat(refused["until"]) == until


async def test_unknown_tables_and_venues_are_404(world):
    for changes in ({"table_id": str(uuid4())}, {"venue_id": str(uuid4())}):
        answer = await world.place(**changes)
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:twyst:problem:table-not-found")
    async with world.catalog.of_venue(world.venue_id) as catalog:
        await catalog.save_table(DiningTable(world.table_id, "7", retired=True), world.clock())
    assert (await world.place()).status_code == 404


HOSTILE = [
    {"surprise": 1},
    {"lines": [{"item_id": SOUP, "quantity": 1, "price_minor": 1}]},
    {"lines": [{"item_id": SOUP, "quantity": 0}]},
    {"lines": [{"item_id": SOUP, "quantity": 1.5}]},
    {"lines": [{"item_id": "../etc", "quantity": 1}]},
    {"lines": [{"item_id": SOUP, "quantity": 1}] * 201},
    {"note": "x" * 1001},
    {"tip_minor": -1},
    {"expected_total_minor": 2**62},
    {"venue_id": "1"},
]


@pytest.mark.parametrize("changes", HOSTILE, ids=[next(iter(each)) for each in HOSTILE])
async def test_malformed_orders_are_422(world, changes):
    answer = await world.place(**changes)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:twyst:problem:invalid-request")
