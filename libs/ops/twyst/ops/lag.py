"""`twyst-ops lag`: how far each consumer group is behind, in records and in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import typer
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from twyst.contracts import topics as contract
from twyst.messaging.admin import end_offsets, read_all, start_offsets
from twyst.messaging.topics import Topics, replay_topic
from twyst.ops.eyes import Eyes, Mistaken
from twyst.ops.registry import Registry, desk
from twyst.verify.duration import duration

_TIMEOUT_MS = 10_000
_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class GroupLag:
    """One group on one topic. `oldest_seconds` is the age of the first record that is not committed."""

    group: str
    topic: str
    records: int
    oldest_seconds: float | None


def register(registry: Registry) -> None:
    registry.app.command()(lag)


def lag(
    context: typer.Context,
    *,
    group: Annotated[list[str] | None, typer.Option(help="Only this group, as `order.stripe`; may repeat.")] = None,
    wait: Annotated[str, typer.Option(help="Look again for so long until nobody is behind; then exit code 5 says who is.")] = "0s",
) -> None:  # fmt: skip
    """Every consumer group of the contracts: records that it has not committed, and how old the first of them is."""
    here = desk(context)
    try:
        patience = duration(wait)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    rows = here.look(lambda eyes: _until_nobody_is_behind(eyes, sorted(group or _groups()), patience))
    here.told.rows("lag", rows, empty="no such group")
    behind = sorted({row["group"] for row in rows if row["records"]})
    if patience and behind:
        here.drift(
            f"still behind after {wait}: {', '.join(behind)}; `make status` says whether its worker runs"
        )


async def _until_nobody_is_behind(
    eyes: Eyes, groups: Sequence[str], patience: timedelta
) -> list[dict[str, Any]]:
    """The last look: the first that finds nobody behind, or the one at the end of the patience."""
    deadline = asyncio.get_running_loop().time() + patience.total_seconds()
    while True:
        rows = [_row(each) for name in groups for each in await group_lag(eyes, name)]
        if not any(row["records"] for row in rows) or asyncio.get_running_loop().time() >= deadline:
            return rows
        await asyncio.sleep(_AGAIN_SECONDS)


def _row(lag: GroupLag) -> dict[str, Any]:
    age = None if lag.oldest_seconds is None else round(lag.oldest_seconds, 1)
    return {"group": lag.group, "topic": lag.topic, "records": lag.records, "oldest_seconds": age}


def _groups() -> set[str]:
    return {group for spec in contract.ALL for group in spec.groups}


def topics_of(group: str) -> list[str]:
    """The logical topics that a group reads: its own and its replay topic. Mistaken when there is no such group."""
    own = [spec.name for spec in contract.ALL if group in spec.groups and spec is not contract.REPLAY]
    if not own:
        raise Mistaken(f"there is no group {group!r}; the contracts name {', '.join(sorted(_groups()))}")
    return [*own, replay_topic(group)]


async def group_lag(eyes: Eyes, group: str) -> list[GroupLag]:
    """What a group has not committed, per topic."""
    bootstrap = eyes.kafka_address()
    names = Topics(eyes.targets.read.namespace)
    committed = await _committed(bootstrap, names.group(group))
    found = []
    for topic in topics_of(group):
        physical = names.physical(topic)
        starts, ends = await start_offsets(bootstrap, physical), await end_offsets(bootstrap, physical)
        reached = {p: max(committed.get(TopicPartition(physical, p), 0), starts[p]) for p in ends}
        behind = {p: ends[p] - reached[p] for p in ends if ends[p] > reached[p]}
        oldest = await _oldest_ms(bootstrap, physical, reached, behind)
        age = None if oldest is None else max(0.0, time.time() - oldest / 1000)
        found.append(GroupLag(group, topic, sum(behind.values()), age))
    return found


async def _committed(bootstrap: str, group: str) -> dict[TopicPartition, int]:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=_TIMEOUT_MS)
    try:
        await client.start()
        offsets = await client.list_consumer_group_offsets(group)
    finally:
        await client.close()
    return {partition: each.offset for partition, each in offsets.items() if each.offset >= 0}


async def _oldest_ms(
    bootstrap: str, topic: str, reached: dict[int, int], behind: dict[int, int]
) -> int | None:
    """When the first record that waits was published."""
    if not behind:
        return None
    first = {p: offset + (1 if p in behind else 0) for p, offset in reached.items()}
    times = [record.timestamp_ms async for record in read_all(bootstrap, topic, start=reached, end=first)]
    return min(times, default=None)
