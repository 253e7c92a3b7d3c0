"""A broker in memory: partitions, offsets, groups with generations, and the ways in which producing and committing fail."""

from __future__ import annotations

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaConnectionError, KafkaTimeoutError
from simulation.processes import Life
from simulation.weather import Weather

from twyst.messaging.errors import NotAcknowledged
from twyst.messaging.producer import OutboundRecord, Position

PARTITIONS = 3
SESSION_SECONDS = 6.0
"""Who says nothing for so long is out of its group."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """What a consumer's poll answers, with aiokafka's names."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]]
    timestamp: int


class Bus:
    """All topics and groups."""

    def __init__(self, weather: Weather, milliseconds: Callable[[], int]) -> None:
        self.weather = weather
        self.is_up = True
        self.logs: defaultdict[TopicPartition, list[RawRecord]] = defaultdict(list)
        self.groups: dict[str, Group] = {}
        self._milliseconds = milliseconds

    def append(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]]
    ) -> Position:
        """Put a record at the end of its key's partition, and wake who reads there."""
        place = TopicPartition(topic, zlib.crc32(key) % PARTITIONS)
        log = self.logs[place]
        log.append(RawRecord(topic, place.partition, len(log), key, value, headers, self._milliseconds()))
        for group in self.groups.values():
            if topic in group.topics:
                group.wake(place)
        return Position(topic, place.partition, len(log) - 1)

    def group(self, name: str, topics: Sequence[str]) -> Group:
        if name not in self.groups:
            self.groups[name] = Group(self, name, tuple(topics))
        return self.groups[name]

    def go_away(self, seconds: float) -> None:
        self.is_up = False
        asyncio.get_running_loop().call_later(seconds, self.come_back)

    def come_back(self) -> None:
        self.is_up = True
        for group in self.groups.values():
            group.rebalance()

    def topic(self, name: str) -> list[RawRecord]:
        """Every record of a topic, partition after partition."""
        return [
            record for partition in range(PARTITIONS) for record in self.logs[TopicPartition(name, partition)]
        ]


class Line:
    """`Sender`, and the producer of an outbox's publisher, of one life of a process."""

    def __init__(self, bus: Bus, life: Life) -> None:
        self._bus = bus
        self._life = life

    async def send(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]] = ()
    ) -> Position:
        return (await self.send_all([OutboundRecord(topic, key, value, headers)]))[0]

    async def send_all(self, records: Sequence[OutboundRecord]) -> list[Position]:
        """All of them acknowledged, or an error; then any first part of them may be there, or come later."""
        await self._life.step("send")
        weather = self._bus.weather
        if not self._bus.is_up or weather.strikes("bus.refuses"):
            raise NotAcknowledged("the broker does not answer")
        if weather.strikes("bus.arrives_late"):
            self._later(records, weather.chance.uniform(0.1, 20.0))
            raise NotAcknowledged("nothing came back in time")
        if weather.strikes("bus.ack_lost"):
            self._append(records[: weather.chance.randint(0, len(records))])
            raise NotAcknowledged("the acknowledgement was lost")
        positions = self._append(records)
        if weather.strikes("bus.appended_twice"):
            self._append(records)
        await self._life.step("sent")
        return positions

    def _append(self, records: Sequence[OutboundRecord]) -> list[Position]:
        return [self._bus.append(each.topic, each.key, each.value, each.headers) for each in records]

    def _later(self, records: Sequence[OutboundRecord], seconds: float) -> None:
        asyncio.get_running_loop().call_later(seconds, self._append, records)


class Group:
    """A consumer group: who reads which partition, and how far it said it was done."""

    def __init__(self, bus: Bus, name: str, topics: tuple[str, ...]) -> None:
        self.bus = bus
        self.name = name
        self.topics = topics
        self.generation = 0
        self.members: list[Member] = []
        self.committed: defaultdict[TopicPartition, int] = defaultdict(int)
        self._readers: dict[TopicPartition, Member] = {}

    def rebalance(self) -> None:
        """Share the partitions out anew. Members that are busy learn of it later: until then they are zombies."""
        self.generation += 1
        self._readers = {}
        places = [TopicPartition(topic, number) for topic in self.topics for number in range(PARTITIONS)]
        for number, place in enumerate(places if self.members else ()):
            self._readers[place] = self.members[number % len(self.members)]
        for member in self.members:
            member.woken.set()

    def wake(self, place: TopicPartition) -> None:
        reader = self._readers.get(place)
        if reader is not None:
            reader.woken.set()

    def places_of(self, member: Member) -> list[TopicPartition]:
        return [place for place, reader in self._readers.items() if reader is member]

    @property
    def lag(self) -> int:
        """Records that nobody has read. A commit that failed is made up for by the next one, or they come again."""
        places = [TopicPartition(topic, number) for topic in self.topics for number in range(PARTITIONS)]
        return sum(len(self.bus.logs[place]) - self._read_to(place) for place in places)

    def _read_to(self, place: TopicPartition) -> int:
        reader = self._readers.get(place)
        return self.committed[place] if reader is None else reader.position(place)


class Member:
    """One consumer of a group, with aiokafka's names: what `GroupConsumer` commits to and rewinds."""

    def __init__(self, group: Group, life: Life, linger_seconds: float) -> None:
        self.woken = asyncio.Event()
        self._group = group
        self._life = life
        self._linger_seconds = linger_seconds
        self._generation = -1
        self._positions: dict[TopicPartition, int] = {}
        life.at_end.append(self.leave)
        life.when_frozen.append((SESSION_SECONDS, self.leave))
        self._join()

    def leave(self) -> None:
        if self in self._group.members:
            self._group.members.remove(self)
            self._group.rebalance()
            self.woken.set()  # if it still lives, it joins again

    def position(self, place: TopicPartition) -> int:
        """Where it reads next; what the group committed, if it has not noticed yet that the partition is its own."""
        if self._generation == self._group.generation:
            return self._positions[place]
        return self._group.committed[place]

    def assignment(self) -> set[TopicPartition]:
        return set(self._positions)

    def seek(self, partition: TopicPartition, offset: int) -> None:
        if partition not in self._positions:
            raise IllegalStateError(f"{partition} is not assigned")
        self._positions[partition] = offset

    async def commit(self) -> None:
        """Commit where every assigned partition was read to."""
        await self._life.step("commit offsets")
        bus = self._group.bus
        if not bus.is_up or bus.weather.strikes("bus.offset_commit_fails"):
            raise KafkaConnectionError("the coordinator does not answer")
        if self._generation != self._group.generation:
            bus.weather.note("commit of a zombie refused")
            raise CommitFailedError("the group has rebalanced")
        self._group.committed.update(self._positions)
        if bus.weather.strikes("bus.offset_commit_unanswered"):
            raise KafkaTimeoutError("committed, and the answer was lost")

    async def fetch(self, limit: int) -> tuple[RawRecord, ...]:
        """Wait for records; at most `limit` of them, in order within each partition."""
        while True:
            self._join()
            batch = self._read(limit) if self._group.bus.is_up else []
            if batch:
                await self._life.step("fetched")
                events = [dict(record.headers).get("ce_id") for record in batch if record.headers]
                if len(set(events)) < len(events):
                    self._group.bus.weather.note("a copy within a batch")
                return tuple(batch)
            self.woken.clear()
            await self.woken.wait()
            if self._linger_seconds:
                await asyncio.sleep(self._linger_seconds)
            await self._life.step("fetch")

    def _join(self) -> None:
        """Learn of a new generation; partitions are read from where the group committed them."""
        if self not in self._group.members:
            self._group.members.append(self)
            self._group.rebalance()
        if self._generation == self._group.generation:
            return
        self._generation = self._group.generation
        kept = self._group.committed
        self._positions = {place: kept[place] for place in self._group.places_of(self)}

    def _read(self, limit: int) -> list[RawRecord]:
        batch: list[RawRecord] = []
        for place, position in self._positions.items():
            log = self._group.bus.logs[place]
            if position < len(log):
                fresh = log[position : position + limit - len(batch)]
                self._positions[place] = position + len(fresh)
                batch += fresh
        return batch
