"""Topics read from outside: every record from the first to the one that is the last when reading begins."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiokafka import AIOKafkaConsumer

from twyst.contracts import topics

STRIPE_TOPICS = tuple(
    spec.name for spec in (topics.STRIPE_ORDER_EVENTS, topics.STRIPE_ACCOUNT_EVENTS, topics.STRIPE_UNROUTED)
)
ALL_TOPICS = (
    *STRIPE_TOPICS,
    topics.ORDERS_EVENTS.name,
    topics.VENUES.name,
    topics.FULFILLMENT_EVENTS.name,
)


@dataclass(frozen=True)
class Published:
    """One record, with the headers as texts."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: Mapping[str, str]

    @property
    def ce_id(self) -> str:
        return self.headers.get("ce_id", "")

    @cached_property
    def body(self) -> dict[str, Any]:
        decoded: dict[str, Any] = json.loads(self.value or b"{}")
        return decoded


async def read_topics(bootstrap: str, names: Iterable[str] = ALL_TOPICS) -> list[Published]:
    """All records of the topics, each partition in its order."""
    found = []
    async with _reader(bootstrap, names) as reader:
        starts = await reader.beginning_offsets(reader.assignment())
        ends = await reader.end_offsets(reader.assignment())
        missing = {partition for partition, end in ends.items() if end > starts[partition]}
        while missing:
            for partition, records in (await reader.getmany(timeout_ms=1000)).items():
                found += [_published(record) for record in records if record.offset < ends[partition]]
            missing = {
                partition for partition in missing if await reader.position(partition) < ends[partition]
            }
    return found


async def end_offsets(bootstrap: str, names: Iterable[str] = ALL_TOPICS) -> dict[tuple[str, int], int]:
    """How far each partition reaches."""
    async with _reader(bootstrap, names) as reader:
        ends = await reader.end_offsets(reader.assignment())
    return {(partition.topic, partition.partition): offset for partition, offset in ends.items()}


def _reader(bootstrap: str, names: Iterable[str]) -> AIOKafkaConsumer:
    """Without a group all partitions are its own, from the first record."""
    return AIOKafkaConsumer(
        *names, bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False
    )


def _published(record: Any) -> Published:
    headers = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
    key = (record.key or b"").decode(errors="replace")
    return Published(record.topic, record.partition, record.offset, key, record.value or b"", headers)
