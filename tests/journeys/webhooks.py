"""Stripe's events taken into our own hands: kept from delivery, then signed and posted as a test likes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx

from twyst.demo.clients import Platform
from twyst.testing.stripe_events import sign_stripe_event
from twyst.testing.waiting import eventually

OUR_ID_PREFIX = "evt_test"
"""Event ids that no Stripe gave out begin so."""
ABOUT_ORDERS = ("payment_intent.*", "charge.*", "refund.*")
_PAGE = 100
_SETTLED_SECONDS = 30.0

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Postman:
    """Posts signed events to the gateway's two endpoints."""

    http: httpx.AsyncClient
    gateway_url: str
    secrets: dict[str, list[str]]

    async def post(self, event: Event | bytes, endpoint: str = "platform") -> httpx.Response:
        """One delivery with a genuine signature."""
        signed = sign_stripe_event(event, self.secrets[endpoint][0])
        return await self.send(signed.body, signed.headers, endpoint)

    async def send(
        self, body: bytes, headers: dict[str, str], endpoint: str = "platform", method: str = "POST"
    ) -> httpx.Response:
        """One request to an endpoint, whatever is in it."""
        return await self.http.request(
            method, f"{self.gateway_url}/webhooks/stripe/{endpoint}", content=body, headers=headers
        )


def with_second_id(event: Event) -> Event:
    """The same change, told by another event."""
    return {**event, "id": f"{OUR_ID_PREFIX}{uuid4().hex}"}


@asynccontextmanager
async def misbehaving(platform: Platform, **plan: Any) -> AsyncIterator[None]:
    """The sandbox's Stripe does as planned, as long as the block lasts."""
    await platform.sandbox.ok("PUT", "/_sandbox/faults", body=plan)
    try:
        yield
    finally:
        await platform.sandbox.ok("DELETE", "/_sandbox/faults")


@asynccontextmanager
async def undelivered(platform: Platform, *types: str) -> AsyncIterator[None]:
    """Stripe makes events of these types and never delivers them, as long as the block lasts."""
    async with misbehaving(platform, webhooks={"lose": 1.0, "types": types or ABOUT_ORDERS}):
        yield


async def events_about(platform: Platform, payment_intent: str) -> list[Event]:
    """Stripe's own events about a payment, oldest first: those that an order hears of."""
    found: list[Event] = []
    after = ""
    while True:
        path = f"/v1/events?limit={_PAGE}{after}"
        page = await platform.sandbox.ok("GET", path, token=platform.stripe_key)
        found += page["data"]
        if not page["has_more"]:
            break
        after = f"&starting_after={page['data'][-1]['id']}"
    families = tuple(pattern.removesuffix("*") for pattern in ABOUT_ORDERS)
    return [
        event
        for event in reversed(found)
        if event["type"].startswith(families) and payment_intent in json.dumps(event["data"])
    ]


async def settled(platform: Platform, payment_intent: str) -> None:
    """Wait until Stripe has moved the money of every charge that succeeded: that is later, and it tells that too."""

    async def has_moved() -> bool:
        told = [event["type"] for event in await events_about(platform, payment_intent)]
        return told.count("charge.updated") >= told.count("charge.succeeded")

    await eventually(has_moved, _SETTLED_SECONDS, 0.2)
