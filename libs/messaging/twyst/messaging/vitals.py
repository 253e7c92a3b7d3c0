"""Is a consumer that claims to run consuming? A client whose background task died still answers pings.

`observe` looks at a group's client; `Pulse` judges a series of observations. Waiting is not death: a broker or a
database that is away is waited for, and a consumer without partitions is idle as long as others make progress.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

_QUERY_TIMEOUT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Observation:
    """A group's client at one moment.

    `lag` is the number of records that the group has not committed, None when the broker did not say. `progress` is
    any value that changes when something was consumed or tried.
    """

    at_seconds: float
    ended: str | None
    handling_since_seconds: float | None
    assigned: tuple[tuple[str, int], ...]
    lag: int | None
    progress: tuple[int, ...]


class Pulse:
    """Finds that a group is dead; remembers when it last moved."""

    def __init__(self, *, stall_seconds: float = 90.0, handler_seconds: float = 240.0) -> None:
        self._stall_seconds = stall_seconds
        self._handler_seconds = handler_seconds
        self._moved_at_seconds: float | None = None
        self._progress: tuple[int, ...] | None = None

    def death(self, seen: Observation) -> str | None:
        """Why only a restart helps; None while there is hope."""
        if seen.ended is not None:
            return seen.ended
        if seen.handling_since_seconds is not None:
            self._moved_at_seconds = seen.at_seconds
            handling_seconds = seen.at_seconds - seen.handling_since_seconds
            return (
                f"a handler runs for {handling_seconds:.0f} s"
                if handling_seconds > self._handler_seconds
                else None
            )
        if self._moved_at_seconds is None or seen.progress != self._progress or not seen.lag:
            self._moved_at_seconds = seen.at_seconds
            self._progress = seen.progress
            return None
        stalled_seconds = seen.at_seconds - self._moved_at_seconds
        if stalled_seconds <= self._stall_seconds:
            return None
        return f"{seen.lag} records wait and nothing moved for {stalled_seconds:.0f} s"


def ended_task(consumer: AIOKafkaConsumer) -> str | None:
    """Which of the client's background tasks is over although the consumer was not stopped."""
    coordinator = consumer._coordinator  # noqa: SLF001 (nothing public tells; `ping` asks only the cluster)
    fetcher = consumer._fetcher  # noqa: SLF001
    if coordinator is not None and coordinator._coordination_task.done():  # noqa: SLF001
        return "the coordination task ended"
    if fetcher is not None and fetcher._fetch_task.done():  # noqa: SLF001
        return "the fetch task ended"
    return None


async def group_lag(consumer: AIOKafkaConsumer) -> tuple[int | None, int]:
    """(records that the group has not committed, sum of its committed offsets), over all its topics' partitions."""
    partitions = [
        TopicPartition(topic, partition)
        for topic in consumer.subscription()
        for partition in consumer.partitions_for_topic(topic) or ()
    ]
    try:
        async with asyncio.timeout(_QUERY_TIMEOUT_SECONDS):
            ends = await consumer.end_offsets(partitions)
            starts = await consumer.beginning_offsets(partitions)
            committed = await asyncio.gather(*(consumer.committed(partition) for partition in partitions))
    except (KafkaError, TimeoutError, OSError):
        return None, 0
    reached = {p: max(offset or 0, starts[p]) for p, offset in zip(partitions, committed, strict=True)}
    return sum(max(ends[p] - reached[p], 0) for p in partitions), sum(reached.values())
