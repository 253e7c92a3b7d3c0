"""Webhook to board: how long after Stripe sent `payment_intent.succeeded` its ticket is on the board's live stream.

The whole platform runs, on servers of its own. Orders are placed beforehand, Stripe's own webhooks are withheld, and
`created` and `succeeded` go to the gateway at 25 events per second, each at its intended time whatever became of those
before (an open loop: a queue shows as latency). All latencies count from the intended send of `succeeded`:

- `left`: until it was really sent, which is the machine's noise and not the platform's;
- `answered`: until the gateway's 2xx; `decided`: until the order's new state was written; `published`: until Kafka
  acknowledged its event; `board`: until a tablet had the ticket.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, zip_longest
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec
from board_stream import BoardStream
from http_load import Answered, send_on_time
from ingest import webhook_request
from rounds import Benchmark, Bound, Contender, Lost, Sample
from stack import Stack

from twyst.devstack.layout import StackLayout
from twyst.devstack.options import StackOptions
from twyst.devstack.stack import running_stack
from twyst.devstack.stack_file import StackFile

EVENTS_PER_SECOND = 25
EVENTS_PER_ORDER = 2
SERVICES = ("order", "fulfillment", "reconciliation")
AHEAD = 12
"""So many orders get their `created` before the first of them is paid: about a second."""
PATIENCE_SECONDS = 60.0

_ORDER_EVENTS = """
SELECT key, recorded_at, published_at FROM outbox
WHERE ce_type = 'twyst.order.payment_succeeded' AND key = ANY($1::text[])
"""
_JOURNALED = "SELECT count(*) FROM journal WHERE kind = 'event' AND order_id = ANY($1::uuid[])"


@dataclass(frozen=True)
class Paid:
    """An order whose payment is about to be told: its two events, not yet signed."""

    order_id: str
    created: bytes
    succeeded: bytes


@dataclass
class Platform:
    """The running platform, one of its venues, and how many orders a round has."""

    name: str
    described: StackFile
    http: httpx.AsyncClient
    orders: int
    numbers: count[int]

    async def measure(self) -> Sample:
        venue = self.described.venues[0]
        placed = await self._place(venue)
        async with BoardStream.open(
            self._url("fulfillment"), venue["venue_id"], venue["staff_token"]
        ) as board:
            intended, answers = await self._send(placed)
            await board.until(intended.keys(), PATIENCE_SECONDS)
        milestones = await self._milestones(intended)
        milestones["left"] = {order_id: answers[order_id].left_at for order_id in intended}
        milestones["answered"] = {order_id: answers[order_id].at for order_id in intended}
        milestones["board"] = board.first_arrivals(intended.keys())
        seconds = EVENTS_PER_ORDER * len(placed) / EVENTS_PER_SECOND
        latencies = {
            name: [(milestones[name][order_id] - at) * 1000 for order_id, at in intended.items()]
            for name in ("left", "answered", "decided", "published", "board")
        }
        return Sample(EVENTS_PER_ORDER * len(placed), seconds, latencies_ms=latencies)

    async def _place(self, venue: Mapping[str, Any]) -> list[Paid]:
        """Orders as diners place them, each with its PaymentIntent at the sandbox."""
        url = f"{self._url('order')}/v1/venues/{venue['venue_id']}/tables/{venue['table_id']}/menu"
        line = plain_line((await self.http.get(url)).json())
        body = {"venue_id": venue["venue_id"], "table_id": venue["table_id"], "lines": [line]}
        at_once = asyncio.Semaphore(8)

        async def place() -> Paid:
            async with at_once:
                placed = await self._order(body)
                payment_intent = placed["client_secret"].partition("_secret_")[0]
                return self._paid(placed["order"]["order_id"], await self._payment_intent(payment_intent))

        return await asyncio.gather(*(place() for _ in range(self.orders)))

    async def _order(self, body: Mapping[str, Any]) -> Any:
        url, key = f"{self._url('order')}/v1/orders", {"Idempotency-Key": str(uuid4())}
        answer = await self.http.post(url, json=body, headers=key)
        return answer.raise_for_status().json()

    async def _payment_intent(self, name: str) -> dict[str, Any]:
        url = f"{self._url('sandbox')}/v1/payment_intents/{name}"
        answer = await self.http.get(url, auth=(self.described.stripe["api_key"], ""))
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def _paid(self, order_id: str, intent: dict[str, Any]) -> Paid:
        paid = {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": f"ch_{order_id}"}
        return Paid(order_id, self._event("created", intent), self._event("succeeded", {**intent, **paid}))

    def _event(self, kind: str, intent: Mapping[str, Any]) -> bytes:
        return msgspec.json.encode(
            {
                "id": f"evt_bench{next(self.numbers):09}", "object": "event", "api_version": "2026-10-28.endive",
                "created": int(time.time()), "livemode": False, "pending_webhooks": 1,
                "type": f"payment_intent.{kind}", "data": {"object": intent},
                "request": {"id": None, "idempotency_key": None},
            }
        )  # fmt: skip

    async def _send(self, placed: Sequence[Paid]) -> tuple[dict[str, float], dict[str, Answered]]:
        """When each `succeeded` was meant to leave, and the answer that it got."""
        payments = [None] * AHEAD + [*placed]
        turns = [
            (order_id, body)
            for new, old in zip_longest(placed, payments)
            for order_id, body in (
                *([("", new.created)] if new else []),
                *([(old.order_id, old.succeeded)] if old else []),
            )
        ]
        secret = self.described.webhook_secrets["platform"][0]
        begin = time.time() + 0.5
        requests = [
            (begin + turn / EVENTS_PER_SECOND, webhook_request(body, secret, int(begin)))
            for turn, (_, body) in enumerate(turns)
        ]
        port = httpx.URL(self._url("gateway")).port or 80
        answers = await send_on_time(port, requests)
        if refused := [answer.status for answer in answers if answer.status != 200]:
            raise Lost(f"the gateway answered {refused}")
        about = [(order_id, turn) for turn, (order_id, _) in enumerate(turns) if order_id]
        return (
            {order_id: requests[turn][0] for order_id, turn in about},
            {order_id: answers[turn] for order_id, turn in about},
        )

    async def _milestones(self, order_ids: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """When the state was decided and when its event was acknowledged, exactly once for each order."""
        connection = await asyncpg.connect(self.described.postgres["order"])
        try:
            rows = await connection.fetch(_ORDER_EVENTS, list(order_ids))
            journaled = await connection.fetchval(_JOURNALED, list(order_ids))
        finally:
            await connection.close()
        if sorted(row["key"] for row in rows) != sorted(order_ids):
            raise Lost(f"{len(rows)} payments succeeded, not {len(order_ids)}")
        if journaled != EVENTS_PER_ORDER * len(order_ids):
            raise Lost(f"{journaled} events are journaled for {len(order_ids)} orders")
        return {
            "decided": {row["key"]: row["recorded_at"].timestamp() for row in rows},
            "published": {row["key"]: row["published_at"].timestamp() for row in rows},
        }

    def _url(self, service: str) -> str:
        url = self.described.urls[service]
        assert url is not None
        return url


def plain_line(menu: Mapping[str, Any]) -> dict[str, Any]:
    """Two of the first dish that can be had, as plain as it goes."""
    dish = next(
        item
        for category in menu["categories"]
        if category["served_now"]
        for item in category["items"]
        if not item["sold_out"]
    )
    options = [
        option["modifier_id"]
        for group in dish["modifier_groups"]
        for option in group["options"][: group["minimum"]]
    ]
    return {"item_id": dish["item_id"], "quantity": 2, "modifier_ids": options}


@asynccontextmanager
async def contenders(stack: Stack, events: int) -> AsyncIterator[Sequence[Contender]]:
    """The whole platform without the web app, on free ports."""
    names = ("kafka", "postgres", "sandbox", "gateway")
    names += tuple(f"{service}-{process}" for service in SERVICES for process in ("api", "worker"))
    options = StackOptions(frozenset({"web"}), dict.fromkeys(names, 0))
    layout = StackLayout.of_project(stack.layout.state / "platform")
    async with (
        running_stack(layout, options) as running,
        httpx.AsyncClient(timeout=30, trust_env=False) as http,
    ):
        described = running.describe()
        withheld = {"webhooks": {"lose": 1.0, "types": ["payment_intent.*", "charge.*"]}}
        answer = await http.put(f"{described.urls['sandbox']}/_sandbox/faults", json=withheld)
        answer.raise_for_status()
        yield (Platform("twyst", described, http, max(2, events // EVENTS_PER_ORDER), count(1)),)


LATENCY = Benchmark(
    name="latency",
    title=f"webhook to board on the whole platform, open loop at {EVENTS_PER_SECOND} events/s, since the intended send",
    contenders=contenders,
    bounds=(
        Bound("board_p50_ms", of="twyst", goal=""),
        Bound("board_p99_ms", of="twyst", goal="≤ 250"),
    ),
    events_per_round=500,
)
