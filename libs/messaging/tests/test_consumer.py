import asyncio
import random
from contextlib import asynccontextmanager

import pytest

from twyst.messaging.consumer import ConsumerApp, NotConsuming, Subscription
from twyst.messaging.errors import CircuitOpen, ConsumerDead
from twyst.messaging.producer import OutboundRecord
from twyst.runtime.shutdown import Stop
from twyst.testing.waiting import eventually


@asynccontextmanager
async def consuming(lane, handler, *, max_records=500):
    """A running consumer of the lane; its task is stopped, and must end well, at the end of the block."""
    app = ConsumerApp(
        lane.bootstrap,
        [Subscription((lane.logical,), "test.group", handler, max_records, backoff_seconds=(0.001, 0.01))],
        topics=lane.topics,
        client_id="test",
        lag_every_seconds=1,
    )
    stop = Stop()
    task = asyncio.create_task(app.run(stop))
    try:
        yield app, task
    finally:
        stop.request()
        await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled():
        task.result()


def numbered(lane, numbers, keys=4):
    return [OutboundRecord(lane.topic, f"k{n % keys}".encode(), f"{n}".encode()) for n in numbers]


def by_key(records):
    found: dict[bytes, list[int]] = {}
    for record in records:
        found.setdefault(record.key, []).append(int(record.value))
    return found


async def has(handled, count):
    async def enough():
        return len(handled) >= count

    await eventually(enough, timeout_seconds=30)


async def test_what_was_there_before_the_group_is_consumed_in_order(lane, producer):
    await producer.send_all(numbered(lane, range(1000)))
    handled = []

    async def handler(records):
        handled.extend(records)

    async with consuming(lane, handler) as (app, _task):
        await has(handled, 1000)
        await app.check()
        [state] = app.states()
        assert len(state.assigned) == 3
        assert state.counters.records == 1000
    assert by_key(handled) == {f"k{k}".encode(): list(range(k, 1000, 4)) for k in range(4)}


async def test_committed_records_do_not_come_again(lane, producer):
    handled = []

    async def handler(records):
        handled.extend(records)

    await producer.send_all(numbered(lane, range(100)))
    async with consuming(lane, handler):
        await has(handled, 100)
    await producer.send_all(numbered(lane, range(100, 110)))
    async with consuming(lane, handler):
        await has(handled, 110)
    assert sorted(int(record.value) for record in handled) == list(range(110))


async def test_random_failures_lose_nothing_and_keep_the_order(lane, producer):
    await producer.send_all(numbered(lane, range(2000)))
    chance, applied, attempts = random.Random(7), [], 0

    async def handler(records):
        nonlocal attempts
        attempts += 1
        if chance.random() < 0.3:
            raise ConnectionError("the database went away")
        applied.extend(records)

    async with consuming(lane, handler, max_records=40) as (app, _task):
        await has(applied, 2000)
        assert app.states()[0].counters.failed_batches > 0
    assert by_key(applied) == {f"k{k}".encode(): list(range(k, 2000, 4)) for k in range(4)}


async def test_odd_headers_and_bodies_reach_the_handler(lane, producer):
    odd = [
        OutboundRecord(lane.topic, b"k", b"1", [("null", None), ("ce_id", b"a")]),
        OutboundRecord(lane.topic, b"k", b"\xff\xfe", [("binary", b"\xff")]),
        OutboundRecord(
            lane.topic, b"k", None, [("reply_to", lane.topic.encode()), ("content-type", b"\xff")]
        ),
        OutboundRecord(lane.topic, b"k", b"4", [("ce_id", b"first"), ("ce_id", b"last")]),
    ]
    for record in odd:
        await producer.send_all([record])
    handled = []

    async def handler(records):
        handled.extend(records)

    async with consuming(lane, handler):
        await has(handled, 4)
    assert [record.value for record in handled] == [b"1", b"\xff\xfe", None, b"4"]
    assert [record.headers.get("ce_id") for record in handled] == ["a", None, None, "last"]
    assert "null" not in handled[0].headers


async def test_an_open_circuit_stops_consuming_and_the_process_is_not_ready(lane, producer):
    await producer.send_all(numbered(lane, range(10)))
    calls = []

    async def handler(records):
        calls.append(len(records))
        raise CircuitOpen("too many records were parked")

    async with consuming(lane, handler) as (app, task):

        async def stopped():
            [state] = app.states()
            return state.circuit_open_because and state.assigned == ()

        await eventually(stopped)
        with pytest.raises(CircuitOpen, match="too many"):
            await app.check()
        assert len(calls) == 1
        assert not task.done()


async def test_before_it_runs_it_is_not_ready(lane):
    async def handler(_records):
        return

    app = ConsumerApp(
        lane.bootstrap,
        [Subscription((lane.logical,), "test.group", handler)],
        topics=lane.topics,
        client_id="test",
    )
    with pytest.raises(NotConsuming):
        await app.check()


def cancel_coordination(coordinator):
    coordinator._coordination_task.cancel()


def break_coordination(coordinator):
    async def fail():
        raise RuntimeError("something nobody expected")

    coordinator.ensure_coordinator_known = fail
    coordinator.request_rejoin()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [(break_coordination, "the coordination task ended"), (cancel_coordination, "the consume loop ended")],
)
async def test_a_consumer_that_only_looks_alive_ends_the_task(lane, producer, harm, reason):
    """Such a consumer answers pings and consumes nothing for ever; its process has to be restarted."""
    handled = []

    async def handler(records):
        handled.extend(records)

    await producer.send(lane.topic, b"k", b"1")
    with pytest.raises(ConsumerDead, match=reason):
        async with consuming(lane, handler) as (app, task):
            await has(handled, 1)
            harm(app._groups[0].consumer._coordinator)
            await asyncio.wait({task}, timeout=30)
            assert task.done()


async def test_it_waits_for_topics_that_are_not_there_yet(kafka_bootstrap, lane):
    async def handler(_records):
        return

    missing = Subscription(("twyst.venues.v1",), "test.group", handler)
    app = ConsumerApp(kafka_bootstrap, [missing], topics=lane.topics, client_id="test")
    stop = Stop()
    task = asyncio.create_task(app.run(stop))
    await asyncio.sleep(0.5)
    assert not task.done()
    stop.request()
    await task


async def test_lag_is_what_the_group_has_not_committed(lane, producer):
    await producer.send_all(numbered(lane, range(30)))
    release = asyncio.Event()

    async def handler(_records):
        await release.wait()

    async with consuming(lane, handler, max_records=10) as (app, _task):

        async def lag_is(expected):
            return app.states()[0].lag == expected

        await eventually(lambda: lag_is(30), timeout_seconds=30)
        release.set()
        await eventually(lambda: lag_is(0), timeout_seconds=30)
