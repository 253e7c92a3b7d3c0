"""Stripe's events that are missing, in their order; and a gateway that does not answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from twyst.ops.eyes import Eyes, Failed
from twyst.ops.hands import Hands
from twyst.ops.run import Item
from twyst.ops.targets import OpsTargets
from twyst.verify.targets import Targets
from twyst.webhook_gateway import ops

TARGETS = OpsTargets(
    Targets(kafka="k:1", stripe_key="sk_test_1"), gateway="http://127.0.0.1:1", webhook_secrets={"platform": ("whsec_1",)}
)  # fmt: skip


def event(name: str, created: int, account: str | None = None) -> dict[str, Any]:
    kind = "payout.paid" if account else "payment_intent.succeeded"
    return {"id": name, "type": kind, "account": account, "livemode": False, "created": created}


class Stripe:
    """Its list, account by account and the newest first; and topics that hold nothing."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self._events = events

    async def read(self, *_source: Any) -> list[dict[str, Any]]:
        return self._events

    async def records(self, *_topic: Any) -> AsyncIterator[Any]:
        for nothing in ():
            yield nothing

    async def stripe_object(self, *_path: Any) -> dict[str, Any]:
        return self._events[0]


def eyes_on(events: list[dict[str, Any]]) -> Eyes:
    return Eyes(TARGETS, Stripe(events))  # type: ignore[arg-type]


async def test_what_is_missing_comes_the_oldest_first_whoever_it_is_of() -> None:
    listed = [event("e4", 40), event("e2", 20), event("e3", 30, "acct_1"), event("e1", 10, "acct_1")]
    found = await ops.missing(eyes_on(listed), timedelta(days=1), None)
    assert [each["id"] for each in found] == ["e1", "e2", "e3", "e4"]


async def test_an_event_that_no_gateway_takes_fails_alone() -> None:
    eyes = eyes_on([event("e1", 10)])
    async with Hands(TARGETS, eyes) as hands:
        with pytest.raises(Failed, match="the gateway does not answer"):
            await ops._post(hands, Item("e1", "an event", {"account": None}), SimpleNamespace())  # type: ignore[arg-type]


async def test_a_new_secret_is_tried_where_no_old_one_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    async def takes(_hands: Hands, url: str, **_request: Any) -> tuple[int, str]:
        return (200 if url.endswith("connect") else 400), ""

    monkeypatch.setattr(Hands, "post", takes)
    found = await ops._probe_all(eyes_on([]), {"connect": ("whsec_new",)})
    assert [(row["endpoint"], row["gateway"]) for row in found] == [
        ("platform", "refuses it (400)"),
        ("connect", "takes it"),
    ]
