"""Following one order: by stream or page by page, from any cursor."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Self

from fastapi import FastAPI


def path(order_id, rest=""):
    return f"/v1/orders/{order_id}{rest}"


class Stream:
    """Reads server-sent events as they come; httpx's transport waits for the end."""

    def __init__(self, app: FastAPI, path: str, headers: dict[str, str], query: str = "") -> None:
        self._app = app
        self._scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "scheme": "http", "http_version": "1.1", "server": ("test", 80), "client": ("test", 1), "root_path": "",
            "asgi": {"version": "3.0"},
        }  # fmt: skip
        self._events: asyncio.Queue[str] = asyncio.Queue()
        self._left = asyncio.Event()
        self._asked = False
        self.data = ""

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._app(self._scope, self._receive, self._send))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._left.set()
        await self._task

    async def next(self) -> tuple[str, int]:
        """The next event's name and id; its data is in `data`."""
        text = await asyncio.wait_for(self._events.get(), 10)
        fields = dict(line.split(": ", 1) for line in text.splitlines())
        self.data = fields["data"]
        return fields["event"], int(fields["id"])

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        for event in message.get("body", b"").decode().split("\n\n"):
            if event.strip():
                self._events.put_nowait(event)


async def page(world, order_id, diner, query=""):
    headers = {**diner, "Accept": "application/json"}
    return await world.client.get(path(order_id, f"/stream{query}"), headers=headers)


async def test_the_feed_continues_from_any_cursor(world):
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    first = (await page(world, order_id, diner)).json()
    (snapshot,) = first["events"]
    assert (snapshot["event"], snapshot["id"], first["cursor"]) == ("snapshot", 2, 2)
    assert snapshot["data"] == (await world.client.get(path(order_id), headers=diner)).json()
    assert (await page(world, order_id, diner, "?after=2")).json()["events"] == []
    name = world.stripe.by_key[f"pi:{order_id}"]
    world.stripe.pay(name)
    await world.hear(order_id, *world.stripe.reading(name).observations)
    (changed,) = (await page(world, order_id, diner, "?after=2")).json()["events"]
    assert (changed["event"], changed["id"], changed["data"]["state"]) == ("order", 3, "PAYMENT_SUCCEEDED")
    # A client that missed several changes gets the order as it is now, once.
    (changed,) = (await page(world, order_id, diner, "?after=1")).json()["events"]
    assert changed["id"] == 3
    (lost,) = (await page(world, order_id, diner, "?after=99")).json()["events"]
    assert lost["event"] == "reset"


async def test_a_waiting_page_ends_with_the_change(world):
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    waiting = asyncio.create_task(page(world, order_id, diner, "?after=2&wait=25"))
    name = world.stripe.by_key[f"pi:{order_id}"]
    world.stripe.pay(name)
    await world.hear(order_id, *world.stripe.reading(name).observations)
    assert [each["id"] for each in (await waiting).json()["events"]] == [3]


async def test_a_stream_sends_each_change_as_it_comes(world):
    order_id, diner = await world.in_state("PAYMENT_PENDING")
    async with Stream(world.app, path(order_id, "/stream"), diner) as events:
        assert [await events.next(), await events.next()] == [("snapshot", 2), ("hb", 2)]
        name = world.stripe.by_key[f"pi:{order_id}"]
        world.stripe.pay(name)
        await world.hear(order_id, *world.stripe.reading(name).observations)
        assert await events.next() == ("order", 3)
        assert json.loads(events.data)["state"] == "PAYMENT_SUCCEEDED"
    async with Stream(world.app, path(order_id, "/stream"), diner, "after=2") as events:
        assert await events.next() == ("order", 3)
