from datetime import UTC, datetime, timedelta

import pytest

from twyst.messaging import admin
from twyst.messaging.admin import TopicMissing
from twyst.messaging.producer import OutboundRecord


async def values(lane, **bounds):
    return [
        (r.partition, r.offset, r.value) async for r in admin.read_all(lane.bootstrap, lane.topic, **bounds)
    ]


@pytest.fixture
async def filled(lane, producer):
    """300 records over the three partitions; the number of records in each."""
    records = [OutboundRecord(lane.topic, f"k{n}".encode(), f"{n}".encode()) for n in range(300)]
    positions = await producer.send_all(records)
    return [sum(p.partition == partition for p in positions) for partition in range(3)]


async def test_reading_ends_with_what_was_there_when_it_began(lane, producer, filled):
    seen = []
    async for record in admin.read_all(lane.bootstrap, lane.topic):
        if not seen:
            await producer.send(lane.topic, b"k0", b"later")
        seen.append((record.partition, record.offset))
    assert sorted(seen) == [
        (partition, offset) for partition in range(3) for offset in range(filled[partition])
    ]
    for partition in range(3):
        mine = [offset for number, offset in seen if number == partition]
        assert mine == sorted(mine)


async def test_a_range_of_some_partitions(lane, filled):
    found = await values(lane, start={0: 10, 1: 5}, end={0: 12, 1: 5, 2: 0})
    assert [(partition, offset) for partition, offset, _ in found] == [(0, 10), (0, 11)]


async def test_an_empty_topic_has_nothing_to_read(lane):
    assert await values(lane) == []
    assert await admin.end_offsets(lane.bootstrap, lane.topic) == {0: 0, 1: 0, 2: 0}


async def test_offsets(lane, filled):
    assert await admin.start_offsets(lane.bootstrap, lane.topic) == {0: 0, 1: 0, 2: 0}
    assert await admin.end_offsets(lane.bootstrap, lane.topic) == dict(enumerate(filled))


async def test_offsets_for_a_time(lane, filled):
    now = datetime.now(UTC)
    past = await admin.offsets_for_time(lane.bootstrap, lane.topic, now - timedelta(hours=1))
    future = await admin.offsets_for_time(lane.bootstrap, lane.topic, now + timedelta(hours=1))
    assert (past, future) == ({0: 0, 1: 0, 2: 0}, dict(enumerate(filled)))


async def test_a_missing_topic_is_named(kafka_bootstrap):
    with pytest.raises(TopicMissing, match="no-such-topic"):
        await admin.end_offsets(kafka_bootstrap, "no-such-topic")
