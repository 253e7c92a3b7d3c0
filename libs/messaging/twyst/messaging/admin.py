"""Reading topics without a group, for replay and verification, and waiting for a broker that is not there yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from twyst.messaging.backoff import delays
from twyst.messaging.records import Record
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)

_REQUEST_TIMEOUT_MS = 10_000
_WAIT_SECONDS = (0.2, 2.0)
_READ_TIMEOUT_SECONDS = 30.0


class TopicMissing(LookupError):
    """The broker does not have the topic."""


@asynccontextmanager
async def reader(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A client that belongs to no group and commits nothing."""
    client = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",
        request_timeout_ms=_REQUEST_TIMEOUT_MS,
    )
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


async def partitions(bootstrap: str, topic: str) -> list[TopicPartition]:
    """The partitions of a physical topic; TopicMissing if there is none."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=_REQUEST_TIMEOUT_MS)
    try:
        await client.start()
        described = (await client.describe_topics([topic]))[0]
    finally:
        await client.close()
    found = sorted(part["partition"] for part in described["partitions"])
    if not found:
        raise TopicMissing(topic)
    return [TopicPartition(topic, partition) for partition in found]


async def start_offsets(bootstrap: str, topic: str) -> dict[int, int]:
    """The first offset of each partition that still exists."""
    wanted = await partitions(bootstrap, topic)
    async with reader(bootstrap) as client:
        offsets = await client.beginning_offsets(wanted)
    return {partition.partition: offset for partition, offset in offsets.items()}


async def end_offsets(bootstrap: str, topic: str) -> dict[int, int]:
    """The offset of the next record of each partition."""
    wanted = await partitions(bootstrap, topic)
    async with reader(bootstrap) as client:
        offsets = await client.end_offsets(wanted)
    return {partition.partition: offset for partition, offset in offsets.items()}


async def offsets_for_time(bootstrap: str, topic: str, at: datetime) -> dict[int, int]:
    """The first offset of each partition published at that time or later; the end where there is none."""
    wanted = await partitions(bootstrap, topic)
    async with reader(bootstrap) as client:
        found = await client.offsets_for_times(
            {partition: int(at.timestamp() * 1000) for partition in wanted}
        )
        ends = await client.end_offsets(wanted)
    return {p.partition: ends[p] if found.get(p) is None else found[p].offset for p in wanted}


async def read_all(
    bootstrap: str,
    topic: str,
    *,
    start: Mapping[int, int] | None = None,
    end: Mapping[int, int] | None = None,
) -> AsyncIterator[Record]:
    """The records of a physical topic, ascending within each partition, from `start` up to (not including) `end`.

    Both default to what exists when the reading begins, so it ends. A partition that a bound does not name is read
    from its beginning, or to its end. TimeoutError when the broker stops answering.
    """
    wanted = await partitions(bootstrap, topic)
    async with reader(bootstrap) as client:
        first = await client.beginning_offsets(wanted)
        stops = {
            p: (end or {}).get(p.partition, offset)
            for p, offset in (await client.end_offsets(wanted)).items()
        }
        starts = {p: max((start or {}).get(p.partition, 0), offset) for p, offset in first.items()}
        remaining = {p for p in wanted if starts[p] < stops[p]}
        client.assign(sorted(remaining))
        for partition in remaining:
            client.seek(partition, starts[partition])
        while remaining:
            async with asyncio.timeout(_READ_TIMEOUT_SECONDS):
                batches = await client.getmany(timeout_ms=500)
                for partition in [p for p in remaining if await client.position(p) >= stops[p]]:
                    remaining.discard(partition)
            for partition, records in batches.items():
                for raw in records:
                    if raw.offset < stops[partition]:
                        yield Record.of(raw)


async def wait_for_topics(bootstrap: str, topics: Sequence[str], stop: Stop) -> bool:
    """Wait until the broker answers and has all these physical topics; False when stopped before."""
    waits = delays(*_WAIT_SECONDS)
    while not stop.requested:
        missing = await _missing(bootstrap, topics)
        if missing == []:
            return True
        log.warning("waiting for kafka", extra={"missing": missing})
        await stop.sleep(next(waits))
    return False


async def _missing(bootstrap: str, topics: Sequence[str]) -> list[str] | None:
    """Topics that the broker lacks; None when it does not answer."""
    try:
        async with asyncio.timeout(_REQUEST_TIMEOUT_MS / 1000), reader(bootstrap) as client:
            existing = await client.topics()
    except (KafkaError, OSError, TimeoutError):
        return None
    return sorted(set(topics) - set(existing))
