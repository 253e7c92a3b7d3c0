"""Stripe's list beside the topics, as far back as both of them keep what they know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from twyst.messaging.records import Record
from twyst.verify.invariant import Scope
from twyst.verify.platform import TOPICS_KEEP
from twyst.verify.seen import Seen
from twyst.webhook_gateway.invariants import STRIPE_KEEPS, DeliveredIsKept, KeptIsGenuine

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SCOPE = Scope(begun_ms=int(NOW.timestamp() * 1000))
_MINUTE = timedelta(minutes=1)


def event(age: timedelta) -> dict[str, Any]:
    return {
        "id": "evt_1", "type": "payment_intent.succeeded", "account": None, "livemode": False, "pending_webhooks": 0,
        "created": int((NOW - age).timestamp()),
    }  # fmt: skip


@pytest.mark.parametrize(("age", "lost"), [(TOPICS_KEEP - _MINUTE, 1), (TOPICS_KEEP + _MINUTE, 0)])
def test_a_delivered_event_is_missed_for_as_long_as_a_topic_keeps_it(age: timedelta, lost: int) -> None:
    verdict = DeliveredIsKept(SCOPE).verdict({"events": [event(age)]})
    assert (verdict.looked_at, verdict.broken) == (lost, lost)


@pytest.mark.parametrize(("age", "invented"), [(STRIPE_KEEPS - _MINUTE, 1), (STRIPE_KEEPS + _MINUTE, 0)])
def test_an_event_is_suspected_for_as_long_as_stripe_would_list_it(age: timedelta, invented: int) -> None:
    judge = KeptIsGenuine(SCOPE)
    judge.see(Seen("t", Record("t", 0, 0, b"k", msgspec.json.encode(event(age)), {"ce_id": "evt_1"})))
    verdict = judge.verdict({"events": []})
    assert (verdict.looked_at, verdict.broken) == (invented, invented)
