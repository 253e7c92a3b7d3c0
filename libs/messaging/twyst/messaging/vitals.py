"""Is a consumer that claims to run consuming? A client whose background task died still answers pings.

`observe` looks at a group's client; `Pulse` judges a series of observations. Waiting is not death: a broker or a
database that is away is waited for, and a consumer without partitions is idle as long as others make progress.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

_QUERY_TIMEOUT_SECONDS = 3.0
_ENDS_KEPT = 720


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


@dataclass(frozen=True, slots=True)
class Offsets:
    """Of every partition of a group: the end of the log, and what the group has committed."""

    ends: Mapping[TopicPartition, int]
    reached: Mapping[TopicPartition, int]

    @property
    def lag(self) -> int:
        """Records that are not committed."""
        return sum(max(end - self.reached[partition], 0) for partition, end in self.ends.items())

    @property
    def committed(self) -> int:
        """A number that changes whenever something is committed."""
        return sum(self.reached.values())


class Backlog:
    """Remembers when each end of a log was first seen, and so for how long what is not committed has been there."""

    def __init__(self) -> None:
        self._seen: dict[TopicPartition, deque[tuple[float, int]]] = {}

    def see(self, at_seconds: float, offsets: Offsets) -> None:
        """Take a look into account."""
        for partition, end in offsets.ends.items():
            reached, seen = offsets.reached[partition], self._seen.setdefault(partition, deque())
            while seen and seen[0][1] <= reached:
                seen.popleft()
            if end > (seen[-1][1] if seen else reached):
                seen.append((at_seconds, end))
            if len(seen) > _ENDS_KEPT:
                del seen[1]  # the first one tells the age; the others only what it will be later

    def age_seconds(self, now_seconds: float) -> float:
        """How long ago the first look was that showed a record which is not committed; 0 when there is none."""
        first = min((seen[0][0] for seen in self._seen.values() if seen), default=now_seconds)
        return now_seconds - first


async def group_offsets(consumer: AIOKafkaConsumer) -> Offsets | None:
    """Where the group stands on all its topics' partitions; None when the broker does not say."""
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
        return None
    reached = {p: max(offset or 0, starts[p]) for p, offset in zip(partitions, committed, strict=True)}
    return Offsets(ends, reached)
