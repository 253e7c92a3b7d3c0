"""The gateway as a process against a real Kafka: what was answered 2xx is there, and nothing is answered 2xx before."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from twyst.devstack.child import Child, Launch, spawn, start
from twyst.devstack.kafka import EmbeddedKafka
from twyst.devstack.layout import StackLayout
from twyst.devstack.ports import Ports
from twyst.devstack.topics import physical_topics, provision_topics
from twyst.messaging import admin
from twyst.messaging.headers import decode
from twyst.testing.waiting import eventually

pytestmark = pytest.mark.integration

ORDER_EVENTS, ACCOUNT_EVENTS, UNROUTED = "order-events", "account-events", "unrouted"


@dataclass
class Process:
    """A running gateway and a client for it."""

    child: Child
    client: httpx.AsyncClient
    bootstrap: str
    namespace: str
    sign: Callable[..., str]

    async def post(self, body: bytes, endpoint: str = "platform") -> httpx.Response:
        signature = self.sign(body, f"whsec_{endpoint}", int(time.time()))
        return await self.client.post(
            f"/webhooks/stripe/{endpoint}", content=body, headers={"stripe-signature": signature}
        )

    async def ready(self) -> bool:
        try:
            return (await self.client.get("/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    async def listening(self) -> bool:
        try:
            return (await self.client.get("/livez")).status_code == 200
        except httpx.TransportError:
            return False

    async def records(self, topic: str) -> list[admin.Record]:
        name = f"{self.namespace}.stripe.{topic}.v1"
        return [record async for record in admin.read_all(self.bootstrap, name)]


@pytest.fixture
async def run_gateway(tmp_path, sign) -> AsyncIterator[Callable[..., Awaitable[Process]]]:
    running: list[Process] = []

    async def run(bootstrap: str, namespace: str, **settings: str) -> Process:
        port = Ports().any()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TWYST_")},
            "TWYST_ENVIRONMENT": "local",
            "TWYST_PORT": str(port),
            "TWYST_KAFKA_BOOTSTRAP": bootstrap,
            "TWYST_TOPIC_NAMESPACE": namespace,
            "TWYST_WEBHOOK_SECRETS_PLATFORM": "whsec_platform",
            "TWYST_WEBHOOK_SECRETS_CONNECT": "whsec_connect",
            **{f"TWYST_{name.upper()}": value for name, value in settings.items()},
        }
        argv = (sys.executable, "-m", "twyst.webhook_gateway")
        log = tmp_path / f"gateway-{port}.log"
        child = await spawn(Launch(name="gateway", argv=argv, log=log, cwd=tmp_path, env=environment))
        limits = httpx.Limits(max_connections=100)
        client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20, limits=limits)
        process = Process(child, client, bootstrap, namespace, sign)
        running.append(process)
        await child.until_ready(process.listening, timeout_seconds=30)
        return process

    yield run
    for process in running:
        await process.client.aclose()
        await process.child.stop()


@dataclass
class OwnBroker:
    """A broker that these tests may freeze and kill."""

    kafka: EmbeddedKafka
    child: Child

    def freeze(self) -> None:
        os.kill(self.child.identity.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.child.identity.pid, signal.SIGCONT)

    async def restart(self) -> None:
        self.child = await start(self.kafka)


@pytest.fixture(scope="module")
async def broker(tmp_path_factory) -> AsyncIterator[OwnBroker]:
    layout = StackLayout.of_project(tmp_path_factory.mktemp("broker"))
    layout.prepare()
    ports = Ports()
    kafka = EmbeddedKafka(layout, ports.any(), ports.any())
    broker = OwnBroker(kafka, await start(kafka))
    await provision_topics(kafka.bootstrap, physical_topics("own"))
    yield broker
    await broker.child.kill()


@pytest.fixture(scope="session")
def make_event(bodies):
    """Distinct events of distinct orders."""
    template = json.loads(bodies["payment_intent_succeeded"])

    def make(number: int, order: int | None = None) -> bytes:
        event = {**template, "id": f"evt_{number:06}"}
        event["data"] = json.loads(json.dumps(template["data"]))
        event["data"]["object"]["metadata"]["order_id"] = f"00000000-0000-7000-8000-{order or number:012}"
        return json.dumps(event).encode()

    return make


async def test_every_recorded_body_arrives_where_the_table_says(
    run_gateway, kafka_bootstrap, open_namespace, bodies, endpoint_of
):
    gateway = await run_gateway(kafka_bootstrap, await open_namespace())
    await eventually(gateway.ready)
    expected = Counter()
    for body in bodies.values():
        response = await gateway.post(body, endpoint_of(body))
        assert response.status_code == 200
        expected[response.json()["outcome"]] += 1
    by_topic = {topic: await gateway.records(topic) for topic in (ORDER_EVENTS, ACCOUNT_EVENTS, UNROUTED)}
    records = [record for found in by_topic.values() for record in found]
    assert len(records) == expected["published"]
    for record in records:
        event = json.loads(record.value)
        described = decode(record.headers)
        assert (described.id, described.type) == (event["id"], event["type"])
        assert described.time.timestamp() == event["created"]
        assert record.headers["source"] == "stripe"
    assert {record.key for record in by_topic[ORDER_EVENTS]} == {
        json.loads(record.value)["metadata"]["order_id"].encode() for record in by_topic[ORDER_EVENTS]
    }
    assert {record.key for record in by_topic[ACCOUNT_EVENTS]} == {b"acct_1TwystVenueOsteria", b"platform"}


async def test_one_key_is_one_partition_and_the_keys_spread(
    run_gateway, kafka_bootstrap, open_namespace, make_event
):
    gateway = await run_gateway(kafka_bootstrap, await open_namespace())
    await eventually(gateway.ready)
    responses = await asyncio.gather(*(gateway.post(make_event(n, n % 30 + 1)) for n in range(300)))
    assert {response.status_code for response in responses} == {200}
    partitions: dict[bytes, set[int]] = defaultdict(set)
    for record in await gateway.records(ORDER_EVENTS):
        partitions[record.key].add(record.partition)
    assert len(partitions) == 30
    assert all(len(found) == 1 for found in partitions.values())
    assert len(set.union(*partitions.values())) == 3


async def test_a_frozen_broker_means_503_and_after_stripes_retries_everything_is_there(
    run_gateway, broker, make_event
):
    gateway = await run_gateway(broker.kafka.bootstrap, "own", publish_timeout_seconds="0.5")
    await eventually(gateway.ready)
    waiting = {n: make_event(n) for n in range(1000, 1040)}
    broker.freeze()
    try:
        for _ in range(3):
            responses = await asyncio.gather(*map(gateway.post, waiting.values()))
            assert {response.status_code for response in responses} == {503}
            assert all(int(response.headers["retry-after"]) > 0 for response in responses)
        assert (await gateway.client.get("/livez")).status_code == 200
    finally:
        broker.thaw()

    async def retried() -> bool:
        for number, body in list(waiting.items()):
            if (await gateway.post(body)).status_code == 200:
                del waiting[number]
        return not waiting

    await eventually(retried, timeout_seconds=30)
    found = {json.loads(record.value)["id"] for record in await gateway.records(ORDER_EVENTS)}
    assert found >= {f"evt_{number:06}" for number in range(1000, 1040)}


async def test_what_does_not_fit_is_refused_at_once(run_gateway, broker, make_event):
    gateway = await run_gateway(
        broker.kafka.bootstrap, "own", publish_timeout_seconds="1.5", max_in_flight_sends="5"
    )
    await eventually(gateway.ready)
    broker.freeze()
    try:
        responses = await asyncio.gather(*(gateway.post(make_event(n)) for n in range(2000, 2030)))
    finally:
        broker.thaw()
    assert {response.status_code for response in responses} == {503}
    kinds = Counter(response.json()["type"].rpartition(":")[2] for response in responses)
    assert kinds == {"delivery-overloaded": 25, "delivery-not-acknowledged": 5}


async def test_it_starts_without_kafka_and_begins_when_kafka_comes(run_gateway, broker, make_event):
    await broker.child.kill()
    gateway = await run_gateway(broker.kafka.bootstrap, "own", publish_timeout_seconds="0.5")
    assert (await gateway.client.get("/readyz")).json()["failures"] == {"kafka": "ConnectionError"}
    assert (await gateway.post(make_event(3000))).status_code == 503
    await broker.restart()
    await eventually(gateway.ready, timeout_seconds=30)

    async def accepted() -> bool:
        return (await gateway.post(make_event(3000))).status_code == 200

    await eventually(accepted, timeout_seconds=30)


async def test_whatever_was_answered_2xx_is_there_though_the_broker_dies(run_gateway, broker, make_event):
    gateway = await run_gateway(broker.kafka.bootstrap, "own", publish_timeout_seconds="0.5")
    await eventually(gateway.ready, timeout_seconds=30)
    accepted: set[str] = set()
    statuses: Counter[int] = Counter()
    numbers = iter(range(10_000, 100_000))
    stopping = asyncio.Event()

    async def deliver() -> None:
        while not stopping.is_set():
            number = next(numbers)
            status = (await gateway.post(make_event(number))).status_code
            statuses[status] += 1
            if status == 200:
                accepted.add(f"evt_{number:06}")

    delivering = [asyncio.create_task(deliver()) for _ in range(8)]
    await eventually(lambda: _at_least(statuses, 200, 200))
    await broker.child.kill()
    await eventually(lambda: _at_least(statuses, 503, 8))
    await broker.restart()
    before = statuses[200]
    await eventually(lambda: _at_least(statuses, 200, before + 50), timeout_seconds=30)
    stopping.set()
    await asyncio.gather(*delivering)
    assert set(statuses) == {200, 503}
    found = {json.loads(record.value)["id"] for record in await gateway.records(ORDER_EVENTS)}
    assert accepted - found == set()


async def _at_least(statuses: Counter[int], status: int, count: int) -> bool:
    return statuses[status] >= count


async def test_a_stop_signal_finishes_what_is_open_and_exits_with_0(
    run_gateway, kafka_bootstrap, open_namespace, make_event
):
    gateway = await run_gateway(kafka_bootstrap, await open_namespace())
    await eventually(gateway.ready)
    deliveries = [asyncio.create_task(gateway.post(make_event(n))) for n in range(1, 41)]
    await asyncio.gather(*deliveries[:5])
    gateway.child.identity.send(signal.SIGTERM)
    outcomes = await asyncio.gather(*deliveries, return_exceptions=True)
    assert await gateway.child.wait() == 0
    accepted = sum(isinstance(outcome, httpx.Response) and outcome.status_code == 200 for outcome in outcomes)
    assert len(await gateway.records(ORDER_EVENTS)) >= accepted >= 5
