"""One small topic per test on the shared broker, and a broker of one's own for tests that hurt it."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from twyst.contracts.topics import ORDERS_EVENTS
from twyst.devstack.child import Child, start
from twyst.devstack.kafka import EmbeddedKafka
from twyst.devstack.layout import StackLayout
from twyst.devstack.ports import Ports
from twyst.messaging.producer import Producer
from twyst.messaging.topics import Topics


@dataclass(frozen=True)
class Lane:
    """A topic with three partitions that only one test uses."""

    bootstrap: str
    topics: Topics
    logical: str = ORDERS_EVENTS.name

    @property
    def topic(self) -> str:
        return self.topics.physical(self.logical)


@dataclass
class OwnBroker:
    """A broker that belongs to one test module, which may freeze and kill it."""

    kafka: EmbeddedKafka
    child: Child

    async def restart(self) -> None:
        self.child = await start(self.kafka)


OpenLane = Callable[[str], Awaitable[Lane]]


@pytest.fixture(scope="session")
def open_lane() -> OpenLane:
    async def open_lane(bootstrap: str) -> Lane:
        lane = Lane(bootstrap, Topics(f"t{secrets.token_hex(4)}"))
        admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(lane.topic, num_partitions=3, replication_factor=1)])
        finally:
            await admin.close()
        return lane

    return open_lane


@pytest.fixture
async def lane(kafka_bootstrap: str, open_lane: OpenLane) -> Lane:
    return await open_lane(kafka_bootstrap)


@pytest.fixture(scope="module")
async def own_broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[OwnBroker]:
    layout = StackLayout.of_project(tmp_path_factory.mktemp("broker"))
    layout.prepare()
    ports = Ports()
    kafka = EmbeddedKafka(layout, ports.any(), ports.any())
    broker = OwnBroker(kafka, await start(kafka))
    yield broker
    await broker.child.kill()


@pytest.fixture
async def producer(lane: Lane) -> AsyncIterator[Producer]:
    producer = Producer(lane.bootstrap, client_id="test")
    await producer.start()
    yield producer
    await producer.stop()
