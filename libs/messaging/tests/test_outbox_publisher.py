from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from twyst.messaging import admin
from twyst.messaging.headers import CloudEvent, decode
from twyst.messaging.outbox import OutboxPublisher
from twyst.messaging.topics import UnknownTopic

AT = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    ce_id: str
    topic: str
    key: str = "k"
    body: bytes | None = b"{}"
    ce_type: str = "twyst.order.created"
    ce_source: str = "order"
    ce_time: datetime = AT
    ce_subject: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


async def test_rows_become_cloudevents_on_the_physical_topic(lane, producer):
    publisher = OutboxPublisher(producer, lane.topics)
    rows = [Row("o:1", lane.logical, headers={"traceparent": "00-x"}), Row("o:2", lane.logical, body=None)]
    await publisher.publish(rows)
    first, second = [record async for record in admin.read_all(lane.bootstrap, lane.topic)]
    assert (first.key, first.value, second.value) == (b"k", b"{}", None)
    assert decode(first.headers) == CloudEvent("o:1", "twyst.order.created", "order", AT, traceparent="00-x")
    assert decode(second.headers).id == "o:2"


async def test_a_row_for_an_unknown_topic_publishes_nothing(lane, producer):
    publisher = OutboxPublisher(producer, lane.topics)
    with pytest.raises(UnknownTopic):
        await publisher.publish([Row("1", lane.logical), Row("2", "twyst.nothing.v1")])
    assert await admin.end_offsets(lane.bootstrap, lane.topic) == {0: 0, 1: 0, 2: 0}
