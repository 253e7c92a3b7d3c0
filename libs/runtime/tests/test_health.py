"""Live is about the loops, ready is about the work."""

import asyncio

import pytest

from twyst.runtime.app import create_api, runtime_of
from twyst.runtime.health import Health
from twyst.runtime.shutdown import Shutdown


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def good() -> None:
    pass


async def refused() -> None:
    raise ConnectionRefusedError("10.0.0.1:5432")


async def silent() -> None:
    await asyncio.Event().wait()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def shutdown():
    return Shutdown()


@pytest.fixture
def health(shutdown, clock):
    return Health(shutdown, clock)


async def test_ready_when_every_check_answers(health):
    health.add_check("database", good)
    assert (await health.readiness()).good


async def test_not_ready_lists_each_reason_and_no_address(health):
    health.add_check("database", refused)
    health.add_check("kafka", silent, timeout_seconds=0.01)
    health.add_check("good", good)
    health.component("consumer")
    assert (await health.readiness()).failures == {
        "database": "ConnectionRefusedError",
        "kafka": "no answer in 0.01 s",
        "consumer": "starting",
    }


async def test_a_component_says_how_it_is(health):
    consumer = health.component("consumer")
    consumer.ready()
    assert (await health.readiness()).good
    consumer.not_ready("no partitions yet")
    assert (await health.readiness()).failures == {"consumer": "no partitions yet"}


def test_a_heartbeat_that_was_promised_and_stops_is_the_end_of_liveness(health, clock):
    health.component("no promise")
    consumer = health.component("consumer", max_silence_seconds=30)
    clock.now = 30
    assert health.liveness().good
    clock.now = 31
    assert health.liveness().failures == {"consumer": "no heartbeat for 31 s"}
    consumer.beat()
    assert health.liveness().good


async def test_a_stopping_process_is_not_ready(health, shutdown):
    shutdown.begin("test")
    assert "shutdown" in (await health.readiness()).failures


async def test_the_endpoints(settings, client_of):
    app = create_api("test", settings, title="Test", version="1")
    async with client_of(app) as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).json() == {"status": "ok"}
        runtime_of(app).health.add_check("database", refused)
        answer = await client.get("/readyz")
        assert (await client.get("/livez")).status_code == 200
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "failures": {"database": "ConnectionRefusedError"}}
