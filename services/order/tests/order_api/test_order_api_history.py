"""Reading orders as staff: lists, one order in full, and why it is where it is."""

from __future__ import annotations

from uuid import UUID, uuid4

import msgspec
import pytest

from twyst.contracts.messages.order_event_v1 import OrderEvent
from twyst.messaging.records import Record
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import STRIPE, read_stripe
from twyst.order.application.take_deliveries import TakeDeliveries

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def event_of(world, order_id, status):
    name = world.stripe.by_key[f"pi:{order_id}"]
    intent = world.stripe.intents[name]
    thing = {
        "object": "payment_intent", "id": name, "amount": intent["amount"], "currency": "eur", "status": status,
        "amount_received": intent["received"], "destination": intent["transfer_data"]["destination"],
        "application_fee_amount": intent["application_fee_amount"], "latest_charge": f"ch_{name}",
        "cancellation_reason": None, "last_error_code": None, "last_decline_code": None,
    }  # fmt: skip
    return {
        "id": f"evt_{status}", "type": "payment_intent." + ("succeeded" if status == "succeeded" else "created"),
        "account": None, "livemode": False, "created": 1, "api_version": None, "body_sha256": "0" * 64,
        "metadata": intent["metadata"], "object": thing,
    }  # fmt: skip


async def consume(world, order_id, status, offset):
    """The worker takes an event from the topic."""
    value = msgspec.json.encode(event_of(world, order_id, status))
    record = Record(
        "twyst.stripe.order-events.v1", 2, offset, order_id.encode(), value, {"traceparent": TRACE}
    )
    await TakeDeliveries(PostgresTransactions(world.worker), world.clock, STRIPE)([read_stripe(record)])


async def timeline(world, order_id, query=""):
    answer = await world.client.get(world.orders(order_id, f"/timeline{query}"), headers=world.staff())
    assert answer.status_code == 200
    return answer.json()


async def served_and_refunded(world):
    placed = await world.place()
    order_id = placed.json()["order"]["order_id"]
    await consume(world, order_id, "requires_payment_method", 7)
    world.stripe.pay(world.stripe.by_key[f"pi:{order_id}"])
    await consume(world, order_id, "succeeded", 8)
    await consume(world, order_id, "succeeded", 9)
    await world.command(order_id, "complete")
    headers = world.staff() | {"traceparent": TRACE}
    await world.client.post(world.orders(order_id, "/start"), headers=headers)
    await world.command(order_id, "refunds", {"amount_minor": 500, "reason": "cold"}, str(uuid4()))
    await world.make_calls(order_id)
    return order_id


async def test_the_timeline_tells_every_input_and_why(world):
    order_id = await served_and_refunded(world)
    told = await timeline(world, order_id)
    own = world.stripe.by_key[f"pi:{order_id}"]
    rows = [
        (
            row["kind"],
            row["event_type"],
            row["actor"],
            row["decision"],
            [step["to_state"] for step in row["transitions"]],
        )
        for row in told["inputs"]
    ]
    assert rows == [
        ("create", None, "diner", "applied", ["CREATED"]),
        ("attach", None, "stripe", "applied", []),
        ("event", "payment_intent.created", "stripe", "applied", ["PAYMENT_PENDING"]),
        ("event", "payment_intent.succeeded", "stripe", "applied", ["PAYMENT_SUCCEEDED"]),
        ("complete", None, "staff:manager", "rejected", []),
        ("start", None, "staff:manager", "applied", ["FULFILLING"]),
        ("refund", None, "staff:manager", "applied", []),
        ("refund_answered", None, "stripe", "applied", []),
    ]
    assert [row["input_seq"] for row in told["inputs"]] == list(range(1, 9))
    succeeded, rejected, started = told["inputs"][3], told["inputs"][4], told["inputs"][5]
    assert (succeeded["input_id"], succeeded["source"]) == (
        "evt_succeeded",
        "twyst.stripe.order-events.v1/2/8",
    )
    assert succeeded["traceparent"] == TRACE
    assert (rejected["because"], rejected["source"]) == ("start it first", "complete_order")
    assert started["traceparent"][:35] == TRACE[:35]
    assert (told["state"], told["version"], told["next_after"]) == ("FULFILLING", 4, None)
    calls = [(call["kind"], call["status"], call["answer"]) for call in told["calls"]]
    assert calls == [("create", "answered", own), ("refund", "answered", next(iter(world.stripe.refunds)))]
    assert told["calls"][1]["attempts"] == 1
    assert "_secret_" not in str(told)


async def test_a_long_timeline_comes_page_by_page(world):
    order_id = await served_and_refunded(world)
    whole, pages, after = (await timeline(world, order_id))["inputs"], [], 0
    while after is not None:
        page = await timeline(world, order_id, f"?limit=3&after={after}")
        pages += page["inputs"]
        after = page["next_after"]
    assert pages == whole


async def test_staff_see_what_the_orders_events_carry(world):
    order_id = await served_and_refunded(world)
    shown = (await world.client.get(world.orders(order_id), headers=world.staff())).json()
    (last,) = await world.rows("SELECT body FROM outbox WHERE key = $1 ORDER BY id DESC LIMIT 1", order_id)
    event = msgspec.json.decode(last["body"])
    msgspec.convert(event, OrderEvent)
    assert shown.keys() - event.keys() == {"updated_at", "abandoned", "allergy"}
    # An event has it only when it is true.
    assert [said.pop("allergy") for said in (shown, *shown["lines"])] == [False] * 3
    assert event.keys() - shown.keys() == {"type", "occurred_at"}
    same = event.keys() & shown.keys() - {"created_at"}
    assert {name: shown[name] for name in same} == {name: event[name] for name in same}


async def listed(world, query=""):
    answer = await world.client.get(world.orders() + query, headers=world.staff())
    assert answer.status_code == 200, answer.json()
    return answer.json()


async def test_lists_are_newest_first_page_by_page_and_by_state(world, another):
    await another.in_state("CREATED")
    states = ["CREATED", "CREATED", "FULFILLING", "CANCELED", "CREATED"]
    placed = [(await world.in_state(state))[0] for state in states]
    seen, query = [], "?limit=2"
    while query:
        page = await listed(world, query)
        seen += [order["order_id"] for order in page["orders"]]
        query = page["next_cursor"] and f"?limit=2&cursor={page['next_cursor']}"
    assert seen == placed[::-1]
    some = (await listed(world, "?state=CANCELED&state=FULFILLING"))["orders"]
    assert [(order["order_id"], order["state"]) for order in some] == [
        (placed[3], "CANCELED"),
        (placed[2], "FULFILLING"),
    ]
    assert (some[1]["items"], some[1]["total_minor"], some[1]["open_holds"]) == (3, 3700, 0)


async def test_orders_of_one_instant_are_neither_doubled_nor_lost(world):
    placed = [(await world.place()).json()["order"]["order_id"] for _ in range(5)]
    await world.rows("UPDATE orders SET created_at = now() WHERE venue_id = $1", world.venue_id)
    seen, cursor = [], ""
    while cursor is not None:
        page = await listed(world, f"?limit=1{cursor and f'&cursor={cursor}'}")
        seen += [order["order_id"] for order in page["orders"]]
        cursor = page["next_cursor"]
    assert seen == sorted(placed, key=UUID, reverse=True)


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=5-", "cursor=-1-" + "0" * 32, "cursor=" + "f" * 40 + "-" + "0" * 32]
)
async def test_made_up_cursors_are_400(world, query):
    for path in (world.orders(), f"/v1/venues/{world.venue_id}/holds"):
        answer = await world.client.get(f"{path}?{query}", headers=world.staff())
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:twyst:problem:cursor-unknown")


@pytest.mark.parametrize("query", ["state=PAID", "limit=0", "limit=101", "cursor=" + "x" * 101])
async def test_malformed_questions_are_422(world, query):
    answer = await world.client.get(f"{world.orders()}?{query}", headers=world.staff())
    assert answer.status_code == 422


async def test_lists_are_searched_by_table_number_amount_and_time(world):
    placed = [(await world.in_state(state))[0] for state in ("CREATED", "FULFILLING")]
    first, second = sorted((await listed(world))["orders"], key=lambda order: placed.index(order["order_id"]))

    async def found(query):
        return [order["order_id"] for order in (await listed(world, f"?{query}"))["orders"]]

    label = first["table_label"]
    assert await found(f"search={label.lower()}") == placed[::-1]
    assert first["order_id"] in await found(f"search={first['order_number'][:2].lower()}")
    assert await found("search=%25") == await found("search=_") == []
    assert await found(f"amount_minor={first['total_minor']}") == placed[::-1]
    assert await found("amount_minor=1") == []
    since = second["created_at"].replace("+", "%2B")
    assert await found(f"since={since}") == placed[1:]
    assert await found(f"until={since}&search={label}") == placed[:1]
    assert await found(f"until={since}&state=FULFILLING") == []
    naive = await world.client.get(world.orders() + "?since=2026-01-01T00:00:00", headers=world.staff())
    assert naive.status_code == 422
