"""Webhook to Kafka: the gateway against the floor, on the same broker, with distinct signed events."""

from __future__ import annotations

import gc
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from http_load import drive
from rounds import Benchmark, Contender, Lost, Ratio, Sample
from stack import Kafka, Stack, cpu_seconds, until_listening

from twyst.devstack.child import Child
from twyst.messaging.admin import end_offsets

CONNECTIONS = 32
SECRET = "whsec_benchmark"
BODY = Path(__file__).parents[2] / "services/webhook-gateway/tests/bodies/payment_intent_succeeded.json"
ORDER_ID_LENGTH = 36


@dataclass
class Ingest:
    """A running server that puts webhooks on a topic."""

    name: str
    child: Child
    port: int
    topic: str
    kafka: Kafka
    events: int
    numbers: count[int]

    async def measure(self) -> Sample:
        requests = signed_requests(self.events, self.numbers)
        before = await self._on_topic()
        gc.collect()
        gc.disable()
        spent = cpu_seconds(self.child), cpu_seconds(self.kafka.child)
        load = await drive(self.port, requests, connections=CONNECTIONS)
        server, broker = cpu_seconds(self.child) - spent[0], cpu_seconds(self.kafka.child) - spent[1]
        gc.enable()
        arrived = await self._on_topic() - before
        if load.statuses != {200: self.events} or arrived != self.events:
            raise Lost(
                f"{self.name}: sent {self.events}, answered {dict(load.statuses)}, {arrived} on the topic"
            )
        return Sample(
            self.events, load.seconds, {"server": server, "broker": broker}, {"answer": load.latencies_ms}
        )

    async def _on_topic(self) -> int:
        return sum((await end_offsets(self.kafka.bootstrap, self.topic)).values())


def signed_requests(events: int, numbers: count[int]) -> list[bytes]:
    """HTTP requests with distinct event and order ids, signed now."""
    template = json.loads(BODY.read_text())
    text = BODY.read_text()
    event_id, order_id = template["id"], template["data"]["object"]["metadata"]["order_id"]
    now = int(time.time())
    requests = []
    for number in (next(numbers) for _ in range(events)):
        body = text.replace(event_id, f"evt_{number:024}").replace(
            order_id, f"00000000-0000-7000-8000-{number:012}"
        )
        requests.append(webhook_request(body.encode(), SECRET, now))
    return requests


def webhook_request(body: bytes, secret: str, now: int) -> bytes:
    """A delivery to the platform's endpoint as it goes over the wire, signed at `now`, Unix seconds."""
    signature = hmac.new(secret.encode(), b"%d." % now + body, hashlib.sha256).hexdigest()
    return (
        b"POST /webhooks/stripe/platform HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Stripe/1.0\r\n"
        b"Accept: */*; q=0.5, application/xml\r\nCache-Control: no-cache\r\n"
        b"Content-Type: application/json; charset=utf-8\r\nContent-Length: %d\r\n"
        b"Stripe-Signature: t=%d,v1=%b\r\n\r\n%b"
    ) % (len(body), now, signature.encode(), body)


@asynccontextmanager
async def contenders(stack: Stack, events: int) -> AsyncIterator[Sequence[Contender]]:
    numbers = count(1)
    yield (
        await _start(stack, "gateway", "-m twyst.webhook_gateway", events, numbers),
        await _start(stack, "floor", "floor.py", events, numbers),
        # A tenth of the speed: a tenth of the events, so that its rounds take as long.
        await _start(stack, "tutorial", "tutorial.py", events // 10, numbers),
    )


async def _start(stack: Stack, name: str, program: str, events: int, numbers: count[int]) -> Ingest:
    """A server with a topic of its own; peers take as arguments what the gateway takes from the environment."""
    kafka = await stack.kafka()
    port = stack.ports.any()
    namespace = await kafka.namespace(name)
    topic = f"{namespace}.stripe.order-events.v1"
    arguments = () if name == "gateway" else (str(port), kafka.bootstrap, topic, SECRET)
    settings = {
        "TWYST_ENVIRONMENT": "local",
        "TWYST_PORT": str(port),
        "TWYST_KAFKA_BOOTSTRAP": kafka.bootstrap,
        "TWYST_TOPIC_NAMESPACE": namespace,
        "TWYST_WEBHOOK_SECRETS_PLATFORM": SECRET,
    }
    process = await stack.process(name, (*program.split(), *arguments), settings)
    await until_listening(port, process)
    return Ingest(name, process, port, topic, kafka, max(1, events), numbers)


INGEST = Benchmark(
    name="ingest",
    title="signed webhook to acknowledged Kafka record, 32 connections, closed loop",
    contenders=contenders,
    ratios=(
        Ratio("server_cpu_us_per_event", of="gateway", over="floor", goal="≤ 2.0"),
        Ratio("events_per_second", of="gateway", over="floor", goal="≥ 0.5"),
        Ratio("answer_p99_ms", of="gateway", over="floor"),
        Ratio("server_cpu_us_per_event", of="tutorial", over="gateway", goal="≥ 5"),
        Ratio("events_per_second", of="gateway", over="tutorial", goal="≥ 5"),
    ),
    events_per_round=10_000,
)
