"""What Stripe knows of a diner never reaches a topic or a log: planted e-mail, name, address, card, secret."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from journeys.topic_log import ALL_TOPICS, Published, read_topics
from journeys.webhooks import OUR_ID_PREFIX, Event, Postman, events_about, settled, with_second_id

from twyst.contracts.topics import ORDERS_EVENTS, STRIPE_ORDER_EVENTS, VENUES
from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually

_MARK = uuid4().hex[:12]
_CARD_DIGITS = "4242424242424242"
_NOTE = f"no onions {_MARK}note"
_PERSON = {
    "email": f"dolores{_MARK}@diner.example",
    "name": f"Dolores {_MARK}name",
    "phone": f"+33 6 {_MARK}",
    "tax_id": None,
    "address": {
        "line1": f"1 rue {_MARK}street",
        "city": f"{_MARK}city",
        "postal_code": "75011",
        "country": "FR",
    },
}
_PLANTED: dict[str, Any] = {
    "billing_details": _PERSON,
    "shipping": _PERSON,
    "receipt_email": _PERSON["email"],
    "receipt_url": f"https://pay.example/{_MARK}receipt",
    "client_secret": f"pi_{_MARK}_secret_{_MARK}",
    "customer": f"cus_{_MARK}",
    "description": f"table of {_PERSON['name']}",
    "statement_descriptor": f"{_MARK}DESC",
    "ip": "203.0.113.77",
    "payment_method": f"pm_{_MARK}",
    "payment_method_details": {
        "type": "card",
        "card": {"last4": "4242", "fingerprint": f"{_MARK}finger", "number": _CARD_DIGITS, "exp_year": 2031},
    },
    "last_payment_error": {
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": f"Sorry, {_PERSON['name']}, no.",
        "payment_method": {"billing_details": _PERSON, "card": {"number": _CARD_DIGITS}},
    },
    "evidence": {"customer_name": _PERSON["name"], "customer_purchase_ip": "203.0.113.77"},
}
_OF_SECRETS = re.compile(
    rb"_secret_(?!\[redacted\])[A-Za-z0-9]|whsec_[0-9a-f]{8}|sk_test_\w{8}|\btw[cd]1\.[0-9a-f]|eyJ[\w-]+\."
)
_OF_CARDS_AND_PAYERS = re.compile(
    rb"billing_details|client_secret|receipt_email|payment_method_details|last4|fingerprint"
)
_E_MAIL = re.compile(rb"[\w.+-]+@[\w-]+\.[\w.]+")


def _planted(event: Event) -> Event:
    """The event as Stripe would send it about a talkative diner, and more than Stripe ever says."""
    found = json.loads(json.dumps(with_second_id(event)))
    found["data"]["object"].update(_PLANTED)
    found["data"]["object"]["metadata"] |= {"diner_email": _PERSON["email"], "note": _PERSON["name"]}
    found["data"]["previous_attributes"] = _PLANTED
    found["request"] = {"id": f"req_{_MARK}", "idempotency_key": _PERSON["email"]}
    return dict(found)


@pytest.fixture(scope="module")
async def told(platform: Platform, venues: list[Venue], dining: Dining, postman: Postman) -> Meal:
    """An order whose every event was delivered again with a person planted in it; malformed ones too."""
    meal = await dining.place(venues[0], note=_NOTE)
    await dining.pay(meal)
    await dining.refund_from_dashboard(meal, 100)
    body = {"payment_intent": meal.payment_intent, "amount": 100}
    await platform.sandbox.ok("POST", "/_sandbox/disputes", body=body)
    await settled(platform, meal.payment_intent)
    for event in await events_about(platform, meal.payment_intent):
        planted = _planted(event)
        assert (await postman.post(planted)).status_code == 200
        planted["data"]["object"]["amount"] = _PERSON["email"]
        assert (await postman.post(planted)).status_code == 422
        assert (await postman.post(json.dumps(planted).encode()[:-40])).status_code == 400
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    return meal


async def _records(stack: LiveStack, meal: Meal) -> list[Published]:
    """All records, once those of the planted events and what came of them are among them."""

    async def all_there() -> list[Published] | None:
        records = await read_topics(stack.describe()["kafka"]["bootstrap"], ALL_TOPICS)
        mine = [record for record in records if record.key == meal.order_id]
        has_dispute = any(record.body.get("disputes") for record in mine)
        return records if has_dispute else None

    found = await eventually(all_there, PATIENCE_SECONDS, 0.5)
    assert found is not None
    return found


async def test_topics_hold_nothing_personal(stack: LiveStack, told: Meal) -> None:
    records = await _records(stack, told)
    planted = {
        each.topic for each in records if each.ce_id.startswith(OUR_ID_PREFIX) and told.order_id == each.key
    }
    assert planted == {STRIPE_ORDER_EVENTS.name}
    personal = [
        record
        for record in records
        if _MARK.encode() in record.value.replace(_NOTE.encode(), b"")
        or _MARK in str(record.headers)
        or _CARD_DIGITS.encode() in record.value
        or _OF_SECRETS.search(record.value)
        or _OF_CARDS_AND_PAYERS.search(record.value)
    ]
    assert personal == []
    assert not [each for each in records if _E_MAIL.search(each.value)]
    with_note = {record.topic for record in records if _NOTE.encode() in record.value}
    assert with_note == {ORDERS_EVENTS.name}
    assert VENUES.name in {record.topic for record in records}


async def test_logs_hold_nothing_personal(stack: LiveStack, told: Meal) -> None:
    forbidden = (_MARK, _CARD_DIGITS, told.token, "203.0.113.77")
    for name, text in stack.logs().items():
        assert not [word for word in forbidden if word in text], name
        found = _OF_SECRETS.search(text.encode())
        assert found is None, f"{name}: {found}"
        assert "billing_details" not in text, name
