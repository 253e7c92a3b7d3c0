import asyncio
from datetime import UTC, datetime

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.partitioner import murmur2

from twyst.devstack.ports import Ports
from twyst.messaging import admin
from twyst.messaging.errors import NotAcknowledged, Overloaded, RecordRefused
from twyst.messaging.headers import CloudEvent, encode
from twyst.messaging.producer import OutboundRecord, Producer
from twyst.testing.waiting import eventually


async def records_of(lane):
    return [record async for record in admin.read_all(lane.bootstrap, lane.topic)]


async def test_a_record_arrives_as_it_was_sent(lane, producer):
    event = CloudEvent(id="evt_1", type="t", source="s", time=datetime(2026, 11, 23, tzinfo=UTC))
    position = await producer.send(lane.topic, b"key", b'{"a":1}', encode(event))
    [record] = await records_of(lane)
    assert (record.topic, record.partition, record.offset) == (
        position.topic,
        position.partition,
        position.offset,
    )
    assert (record.key, record.value, record.headers["ce_id"]) == (b"key", b'{"a":1}', "evt_1")
    assert record.timestamp_ms > 0


async def test_a_tombstone_has_no_value(lane, producer):
    await producer.send(lane.topic, b"key", None)
    [record] = await records_of(lane)
    assert record.value is None


async def test_keys_choose_partitions_as_in_kafkas_own_client(lane, producer):
    keys = [f"order-{n}".encode() for n in range(50)]
    positions = await producer.send_all([OutboundRecord(lane.topic, key, b"x") for key in keys])
    assert [p.partition for p in positions] == [(murmur2(key) & 0x7FFFFFFF) % 3 for key in keys]


async def test_records_of_a_key_keep_their_order(lane, producer):
    # Larger than a batch, so that enqueuing has to wait for the broker in between.
    numbers = range(400)
    await producer.send_all(
        [OutboundRecord(lane.topic, f"k{n % 7}".encode(), f"{n}".encode() + b" " * 2000) for n in numbers]
    )
    by_key: dict[bytes, list[int]] = {}
    for record in await records_of(lane):
        by_key.setdefault(record.key, []).append(int(record.value))
    assert by_key == {f"k{k}".encode(): [n for n in numbers if n % 7 == k] for k in range(7)}


async def test_more_than_the_bound_is_refused_at_once(lane):
    producer = Producer(lane.bootstrap, client_id="test", max_in_flight=10)
    await producer.start()
    outcomes = await asyncio.gather(
        *(producer.send(lane.topic, b"k", b"v") for _ in range(25)), return_exceptions=True
    )
    await producer.stop()
    assert [type(outcome) for outcome in outcomes[10:]] == [Overloaded] * 15
    assert not [outcome for outcome in outcomes[:10] if isinstance(outcome, Exception)]
    assert producer.counters().overloaded == 15
    assert producer.counters().in_flight == 0


async def test_one_call_may_exceed_the_bound_when_nothing_else_waits(lane):
    producer = Producer(lane.bootstrap, client_id="test", max_in_flight=10)
    await producer.start()
    assert len(await producer.send_all([OutboundRecord(lane.topic, b"k", b"v")] * 25)) == 25
    await producer.stop()


async def test_a_record_too_large_is_refused_for_good_and_harms_no_other(lane, producer):
    with pytest.raises(RecordRefused):
        await producer.send(lane.topic, b"k", b"x" * 2_000_000)
    await producer.send(lane.topic, b"k", b"small")
    assert producer.counters().rebuilds == 0


async def test_a_batch_that_the_broker_refuses_is_refused_for_good_and_the_producer_goes_on(lane, producer):
    admin_client = AIOKafkaAdminClient(bootstrap_servers=lane.bootstrap)
    await admin_client.start()
    small = ConfigResource(ConfigResourceType.TOPIC, lane.topic, configs={"max.message.bytes": "2000"})
    await admin_client.alter_configs([small])
    await admin_client.close()
    await producer.send(lane.topic, b"k", b"before")
    large = b"x" * 5000

    async def is_refused() -> bool:
        """The broker says that the topic is changed a moment before it acts on it."""
        try:
            await producer.send(lane.topic, b"k", large)
        except RecordRefused:
            return True
        return False

    await eventually(is_refused)
    await producer.send(lane.topic, b"k", b"after")
    values = [record.value for record in await records_of(lane)]
    assert [value for value in values if value != large] == [b"before", b"after"]


async def test_an_unknown_topic_is_not_acknowledged(lane):
    producer = Producer(lane.bootstrap, client_id="test", send_timeout_seconds=0.5)
    await producer.start()
    with pytest.raises(NotAcknowledged):
        await producer.send(f"{lane.topic}.missing", b"k", b"v")
    await producer.send(lane.topic, b"k", b"v")
    assert producer.counters().rebuilds == 0
    await producer.stop()


async def test_without_a_broker_it_starts_and_says_that_nothing_was_acknowledged():
    producer = Producer(f"127.0.0.1:{Ports().any()}", client_id="test", send_timeout_seconds=0.3)
    await producer.start()
    assert not producer.connected
    with pytest.raises(NotAcknowledged):
        await producer.send("t", b"k", b"v")
    assert producer.counters().failed == 1
    await producer.stop()


async def test_after_stop_sends_are_refused(lane):
    producer = Producer(lane.bootstrap, client_id="test")
    await producer.start()
    await producer.send(lane.topic, b"k", b"v")
    await producer.stop()
    with pytest.raises(NotAcknowledged):
        await producer.send(lane.topic, b"k", b"v")
