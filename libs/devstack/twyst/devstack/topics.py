"""Create the topics that `contracts/topics` declares."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import TopicAlreadyExistsError, for_code

from twyst.contracts.topics import ALL, TopicSpec
from twyst.devstack.errors import StackError

Size = Literal["production", "local"]

_DEFAULT_NAMESPACE = "twyst"
_GROUP_PLACEHOLDER = "<group>"
_METADATA_SECONDS = 30.0


@dataclass(frozen=True)
class PhysicalTopic:
    """A topic as the broker knows it."""

    name: str
    partitions: int
    config: Mapping[str, str]


def physical_topics(
    namespace: str = _DEFAULT_NAMESPACE, size: Size = "local", specs: tuple[TopicSpec, ...] = ALL
) -> tuple[PhysicalTopic, ...]:
    """All topics of one namespace; the replay template gives one topic per group it lists."""
    topics = []
    for spec in specs:
        name = namespace + spec.name.removeprefix(_DEFAULT_NAMESPACE)
        names = [name]
        if _GROUP_PLACEHOLDER in name:
            names = [name.replace(_GROUP_PLACEHOLDER, group) for group in spec.groups]
        partitions = spec.partitions_local if size == "local" else spec.partitions_production
        topics += [PhysicalTopic(each, partitions, spec.config) for each in names]
    return tuple(topics)


async def provision_topics(
    bootstrap: str, topics: tuple[PhysicalTopic, ...], *, replication_factor: int = 1
) -> tuple[str, ...]:
    """Create the topics that are missing and return their names; return when every partition has a leader.

    Raises StackError when an existing topic has another number of partitions: changing it would send the same
    key to another partition and break the order of events.
    """
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        existing = await _partition_counts(admin)
        _refuse_other_counts(topics, existing)
        missing = [topic for topic in topics if topic.name not in existing]
        if missing:
            await _create(admin, missing, replication_factor)
            await _until_led(admin, {topic.name: topic.partitions for topic in missing})
        return tuple(topic.name for topic in missing)
    finally:
        await admin.close()


async def partition_counts(bootstrap: str) -> dict[str, int]:
    """Every topic of the broker, with its number of partitions that can be used."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        return await _partition_counts(admin)
    finally:
        await admin.close()


async def delete_topics(bootstrap: str, topics: tuple[PhysicalTopic, ...]) -> None:
    """Remove a namespace, as tests do when they are done with it."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic.name for topic in topics])
    finally:
        await admin.close()


def _refuse_other_counts(topics: tuple[PhysicalTopic, ...], existing: Mapping[str, int]) -> None:
    for topic in topics:
        count = existing.get(topic.name, topic.partitions)
        if count != topic.partitions:
            raise StackError(
                f"Topic {topic.name} has {count} partitions and contracts/topics says {topic.partitions}: "
                "a topic's partitions never change, so use another namespace or another broker."
            )


async def _create(admin: AIOKafkaAdminClient, topics: list[PhysicalTopic], replication_factor: int) -> None:
    response = await admin.create_topics(
        [
            NewTopic(topic.name, topic.partitions, replication_factor, topic_configs=dict(topic.config))
            for topic in topics
        ]
    )
    for name, code, *message in response.topic_errors:
        # Another process may provision the same topics at the same moment; its result is checked like any
        # other.
        if code not in (0, TopicAlreadyExistsError.errno):
            raise StackError(f"Topic {name} could not be created: {for_code(code).__name__} {message}.")


async def _partition_counts(admin: AIOKafkaAdminClient) -> dict[str, int]:
    """Partitions that have a leader, per topic; a partition without one is not usable yet."""
    described = await admin.describe_topics()
    return {
        topic["topic"]: sum(partition["leader"] >= 0 for partition in topic["partitions"])
        for topic in described
    }


async def _until_led(admin: AIOKafkaAdminClient, wanted: Mapping[str, int]) -> None:
    try:
        async with asyncio.timeout(_METADATA_SECONDS):
            while True:
                counts = await _partition_counts(admin)
                if all(counts.get(name) == count for name, count in wanted.items()):
                    return
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise StackError(
            f"The broker gave the new topics no leaders within {_METADATA_SECONDS:.0f} s."
        ) from error
