"""A broker that freezes, dies, or forgets the producer. These tests own their broker."""

import asyncio
import os
import signal

import pytest
from aiokafka.errors import OutOfOrderSequenceNumber, ProducerFenced, UnknownProducerId

from twyst.messaging import admin
from twyst.messaging.errors import NotAcknowledged
from twyst.messaging.producer import OutboundRecord, Producer
from twyst.testing.waiting import eventually

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("own_broker")]


@pytest.fixture
async def lane(own_broker, open_lane):
    return await open_lane(own_broker.kafka.bootstrap)


@pytest.fixture
async def producer(lane):
    producer = Producer(lane.bootstrap, client_id="test", send_timeout_seconds=1.0, close_timeout_seconds=0.5)
    await producer.start()
    while (
        True
    ):  # the first send waits for connection and metadata, which a busy machine may not give in a second
        try:
            await producer.send(lane.topic, b"warm", b"up")
            break
        except NotAcknowledged:
            continue
    yield producer
    await producer.stop()


async def numbers_on(lane):
    return [r async for r in admin.read_all(lane.bootstrap, lane.topic) if r.key != b"warm"]


async def acknowledged(producer, lane, number):
    """Send until it is acknowledged, as a relay does."""

    async def attempt():
        try:
            return await producer.send(lane.topic, b"k", f"{number}".encode())
        except NotAcknowledged:
            return None

    return await eventually(attempt, timeout_seconds=30)


async def test_a_frozen_broker_is_reported_in_time_and_the_producer_recovers(own_broker, lane, producer):
    pid = own_broker.child.identity.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        outcomes = await asyncio.gather(
            *(producer.send(lane.topic, b"k", f"lost{n}".encode()) for n in range(20)), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [NotAcknowledged] * 20
        # The bound holds for the replaced session too, which cannot even connect.
        with pytest.raises(NotAcknowledged):
            await producer.send(lane.topic, b"k", b"lost too")
    finally:
        os.kill(pid, signal.SIGCONT)
    await acknowledged(producer, lane, 1)
    assert producer.counters().rebuilds >= 1
    assert b"1" in [record.value for record in await numbers_on(lane)]


async def test_many_sends_that_hang_rebuild_the_producer_once(own_broker, lane, producer):
    pid = own_broker.child.identity.pid
    os.kill(pid, signal.SIGSTOP)
    try:
        await asyncio.gather(
            *(producer.send(lane.topic, b"k", b"x") for _ in range(50)), return_exceptions=True
        )
        assert producer.counters().rebuilds == 1
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("error", [OutOfOrderSequenceNumber, UnknownProducerId, ProducerFenced])
async def test_a_fatal_error_replaces_the_session(lane, producer, error):
    session = producer._link.session
    pending = [await session.send(lane.topic, b"k", b"pending", ()) for _ in range(3)]
    session._client._sender.sender_task.cancel()  # nothing goes out any more
    send = asyncio.create_task(producer.send(lane.topic, b"k", b"doomed"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for ack in list(session._owed):
        if ack not in pending and not ack.done():
            ack.set_exception(error())
    with pytest.raises(NotAcknowledged):
        await send
    assert producer._link.session is not session
    await acknowledged(producer, lane, 2)
    assert producer.counters().rebuilds == 1
    # Whoever still waited for the old session was told.
    assert all(ack.done() and ack.exception() for ack in pending)


async def test_records_ascend_per_key_through_freezes_and_kills(own_broker, lane):
    """The relay's way of sending: in order, from the first record that is not acknowledged."""
    producer = Producer(lane.bootstrap, client_id="test", send_timeout_seconds=1.0, close_timeout_seconds=0.5)
    await producer.start()
    total, size, done = 3000, 60, 0

    async def harm():
        for _ in range(2):
            await asyncio.sleep(0.4)
            pid = own_broker.child.identity.pid
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(1.5)
            os.kill(pid, signal.SIGCONT)
        await asyncio.sleep(0.3)
        await own_broker.child.kill()
        await own_broker.restart()

    harming = asyncio.create_task(harm())
    async with asyncio.timeout(90):
        while done < total or not harming.done():
            if done == total:
                await asyncio.sleep(0.05)
                continue
            batch = [
                OutboundRecord(lane.topic, f"k{n % 5}".encode(), f"{n}".encode())
                for n in range(done, min(done + size, total))
            ]
            try:
                await producer.send_all(batch)
            except NotAcknowledged:
                await asyncio.sleep(0.05)
            else:
                done += len(batch)
                await asyncio.sleep(0.02)
    await harming
    await producer.stop()
    first_seen: dict[bytes, list[int]] = {}
    for record in await numbers_on(lane):
        seen = first_seen.setdefault(record.key, [])
        if int(record.value) not in seen:
            seen.append(int(record.value))
    assert first_seen == {f"k{k}".encode(): [n for n in range(total) if n % 5 == k] for k in range(5)}
    assert producer.counters().rebuilds >= 1
