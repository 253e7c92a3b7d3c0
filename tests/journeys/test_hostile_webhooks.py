"""What anybody on the internet may send to the webhook endpoints: never a 5xx, and nothing changes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from journeys.topic_log import STRIPE_TOPICS, end_offsets
from journeys.webhooks import OUR_ID_PREFIX, Event, Postman, events_about

from twyst.demo.clients import Venue
from twyst.testing.stripe_events import sign_stripe_event
from twyst.testing.waiting import eventually

_LONG_AGO_SECONDS = 3600


@dataclass(frozen=True)
class Attack:
    """One request and what is wrong with it."""

    what: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    endpoint: str = "platform"
    method: str = "POST"


def _signature(body: bytes, secret: str, timestamp: int | None = None) -> str:
    return sign_stripe_event(body, secret, timestamp).signature


def _signed(what: str, body: bytes, secret: str, endpoint: str = "platform", **headers: str) -> Attack:
    return Attack(what, body, {"stripe-signature": _signature(body, secret), **headers}, endpoint)


def _badly_signed(body: bytes, secret: str, other: str) -> Iterator[Attack]:
    """A genuine success of a real order, under every signature that proves nothing."""
    now = int(time.time())
    good = _signature(body, secret)
    digest = good.partition("v1=")[2]
    signatures = {
        "another endpoint's secret": _signature(body, other),
        "an unknown secret": _signature(body, "whsec_guessed"),
        "the empty secret": _signature(body, ""),
        "another body's": _signature(body + b" ", secret),
        "an old one": _signature(body, secret, now - _LONG_AGO_SECONDS),
        "one from the future": _signature(body, secret, now + _LONG_AGO_SECONDS),
        "a moved time": good.replace("t=", "t=1"),
        "a negative time": f"t=-{now},v1={digest}",
        "no time": f"v1={digest}",
        "two times": f"t={now},{good}",
        "a time in words": f"t=now,v1={digest}",
        "a very long time": f"t={'9' * 400},v1={digest}",
        "scheme v0 alone": good.replace("v1=", "v0="),
        "half a digest": f"t={now},v1={digest[:32]}",
        "a digest in capitals": f"t={now},v1={digest.upper()}",
        "an empty digest": f"t={now},v1=",
        "many digests": f"t={now}," + ",".join(f"v1={'0' * 64}" for _ in range(60)),
        "commas": "," * 200,
        "nothing": "",
        "NULs and quotes": "t=0\\0'\";v1=--",
        "a format string": "t=%s,v1=%n{0}",
    }
    for what, signature in signatures.items():
        yield Attack(f"signed with {what}", body, {"stripe-signature": signature})
    yield Attack("not signed", body)
    yield Attack("the signature in another header", body, {"x-stripe-signature": good})
    yield Attack("a huge signature", body, {"stripe-signature": good + ",v1=" + "a" * 8000})
    yield Attack("too many headers", body, {f"x-{n}": "1" for n in range(150)})
    yield Attack("huge headers", body, {"stripe-signature": good, "x-long": "a" * 40_000})
    yield Attack("on the wrong endpoint", body, {"stripe-signature": good}, endpoint="connect")
    yield Attack("an unknown source", body, {"stripe-signature": good, "twyst-source": "ops"})
    for method in ("GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        yield Attack(f"{method}", body, {"stripe-signature": good}, method=method)


def _nonsense(event: Event, secret: str) -> Iterator[Attack]:
    """Signed, as if the secret had leaked: what cannot be an event that concerns us."""
    bodies = {
        "nothing": b"",
        "no JSON": b"payment_intent.succeeded",
        "half of it": json.dumps(event).encode()[:200],
        "an array": b"[]",
        "a number": b"1e999",
        "null": b"null",
        "not UTF-8": b'{"id": "evt_\xff\xfe", "object": "event"}',
        "very deep": b'{"object":"event","data":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "too large": json.dumps({**event, "padding": "a" * 300_000}).encode(),
    }
    for what, body in bodies.items():
        yield _signed(f"signed: {what}", body, secret)
    changes: dict[str, dict[str, Any]] = {
        "no id": {"id": None},
        "an id in numbers": {"id": 7},
        "an endless id": {"id": "evt_" + "a" * 5000},
        "no type": {"type": None},
        "an unknown type": {"type": "customer.created"},
        "an invented type": {"type": "payment_intent"},
        "live mode": {"livemode": True},
        "live mode in words": {"livemode": "yes"},
        "a made-up account": {"account": "acct_1Nobody"},
        "another object": {"object": "charge"},
        "a thin event": {"object": "v2.core.event"},
        "no data": {"data": {}},
        "data of another kind": {"data": {"object": {"object": "payout", "id": "po_1"}}},
        "a date in words": {"created": "yesterday"},
    }
    for what, change in changes.items():
        yield _signed(f"signed: {what}", json.dumps({**_ours(event), **change}).encode(), secret)
    amounts = ("1900", 19.5, None, 10**40, True, [1900])
    for amount in amounts:
        data = {"object": {**event["data"]["object"], "amount_received": amount, "amount": amount}}
        body = json.dumps({**_ours(event), "data": data}).encode()
        yield _signed(f"signed: an amount of {amount!r}"[:60], body, secret)


def _ours(event: Event) -> Event:
    return {**event, "id": f"{OUR_ID_PREFIX}_hostile"}


async def _success_of(dining: Dining, meal: Meal) -> Event:
    async def succeeded() -> Event | None:
        events = await events_about(dining.platform, meal.payment_intent)
        return next((event for event in events if event["type"] == "payment_intent.succeeded"), None)

    found = await eventually(succeeded, PATIENCE_SECONDS)
    assert found is not None
    return found


async def _journal_rows(stack: LiveStack) -> int:
    connection = await asyncpg.connect(stack.describe()["postgres"]["order"])
    try:
        return int(await connection.fetchval("SELECT count(*) FROM journal"))
    finally:
        await connection.close()


async def _until_quiet(stack: LiveStack) -> tuple[dict[tuple[str, int], int], int]:
    """What the topics and the journal hold once nothing has been added for two seconds."""
    bootstrap = stack.describe()["kafka"]["bootstrap"]

    async def unchanged() -> tuple[dict[tuple[str, int], int], int] | None:
        before = await end_offsets(bootstrap, STRIPE_TOPICS), await _journal_rows(stack)
        await asyncio.sleep(2)
        after = await end_offsets(bootstrap, STRIPE_TOPICS), await _journal_rows(stack)
        return after if before == after else None

    found = await eventually(unchanged, PATIENCE_SECONDS)
    assert found is not None
    return found


async def test_hostile_requests_change_nothing(
    stack: LiveStack, venues: list[Venue], dining: Dining, postman: Postman
) -> None:
    meal = await dining.place(venues[0])
    await dining.pay(meal)
    event = await _success_of(dining, meal)
    platform, connect = postman.secrets["platform"][0], postman.secrets["connect"][0]
    body = json.dumps(event).encode()
    attacks = [*_badly_signed(body, platform, connect), *_nonsense(event, platform)]
    assert len(attacks) >= 60
    quiet = await _until_quiet(stack)

    async def strike(attack: Attack) -> tuple[str, int]:
        try:
            answer = await postman.send(attack.body, attack.headers, attack.endpoint, attack.method)
        except httpx.RemoteProtocolError:  # the connection was closed on the attacker, which is an answer too
            return attack.what, 0
        return attack.what, answer.status_code

    answers = [await strike(attack) for attack in attacks]
    assert [answer for answer in answers if answer[1] >= 500] == []
    accepted = {what for what, status in answers if 200 <= status < 300}
    assert accepted <= {
        "signed: an unknown type",
        "signed: an invented type",
        "signed: live mode",
        "signed: a thin event",
        "OPTIONS",
    }, accepted
    assert await _until_quiet(stack) == quiet
