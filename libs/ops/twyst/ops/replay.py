"""`twyst-ops replay`: a frozen part of a topic, copied for one consumer group, which takes it by its own handler.

The group's journal and inbox know what was applied, so a replay has no effect but for what was missing. Keys, bytes and headers
are those of the original; `twyst-replay-id` is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
import typer

from twyst.contracts import topics as contract
from twyst.mailbox.audit import Entry
from twyst.messaging.admin import end_offsets, offsets_for_time, read_all, start_offsets
from twyst.messaging.headers import encode_text
from twyst.messaging.producer import OutboundRecord
from twyst.messaging.records import Record
from twyst.messaging.topics import Topics, replay_topic
from twyst.ops import safety
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Mistaken, Refused
from twyst.ops.hands import Hands
from twyst.ops.lag import group_lag, topics_of
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Plan, Progress

REPLAY_HEADER = "twyst-replay-id"
MAX_LAG = 10_000
_BATCH = 200
_Run = Annotated[str, typer.Argument(help="The plan's id.")]


def _known(group: str) -> str:
    if group not in contract.REPLAY.groups:
        raise typer.BadParameter(f"{group!r} is none of {', '.join(sorted(contract.REPLAY.groups))}")
    return group


def register(registry: Registry) -> None:
    """Add the commands, and one deed per service that has groups."""
    group = registry.group("replay", "Take a part of a topic again.")
    group.command()(plan)
    group.command(name="run")(run_plan)
    group.command(name="resume")(run_plan)
    group.command()(status)
    group.command()(abort)
    for service in sorted({name.partition(".")[0] for name in contract.REPLAY.groups}):
        registry.deed(Deed(f"replay {service}", service, _copy, check=_keeps_up))


@changing(without=("rate",))
def plan(
    context: typer.Context, group: Annotated[str, typer.Argument(help="Who takes it again, as `order.stripe`.", callback=_known)],
    *, since: Annotated[str | None, typer.Option("--from", help="Published at this time or later, as 2026-05-01T18:00Z.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Published before this time.")] = None,
    order: Annotated[UUID | None, typer.Option(help="Only records of this order.")] = None,
    venue: Annotated[UUID | None, typer.Option(help="Only records that name this venue.")] = None, how: Execution,
) -> None:  # fmt: skip
    """Freeze what would be taken again: partitions, offsets and how many records match."""
    selection = {name: str(value) for name, value in (("order", order), ("venue", venue)) if value}

    bounds = (_time("--from", since), _time("--to", until))
    if None not in bounds and bounds[0] >= bounds[1]:  # type: ignore[operator]
        raise typer.BadParameter("--from is not before --to, so nothing is in between")

    async def draft(eyes: Eyes) -> Draft:
        return await draft_of(eyes, group, bounds=bounds, selection=selection)

    desk(context).change(f"replay {group.partition('.')[0]}", draft, how)


@changing(max_items=None, rate=None, without=("execute", "rate"))
def run_plan(context: typer.Context, plan: _Run, *, how: Execution) -> None:
    """Copy what a plan froze, or what is left of it."""
    desk(context).execute(plan, how.care, check=_of_replay)


@changing(without=("execute", "max_items", "rate"))
def abort(context: typer.Context, plan: _Run, *, how: Execution) -> None:
    """Copy no more of it. What the group has taken already is in its journal."""
    desk(context).abort(plan, how.care, check=_of_replay)


def _of_replay(plan: Plan) -> None:
    if "group" not in plan.draft.bounds:
        raise Mistaken(
            f"{plan.run_id} is a plan of `{plan.command}`: use `twyst-ops execute`, `abort` or `audit {plan.run_id}`"
        )


def status(context: typer.Context, plan: _Run) -> None:
    """How far a replay is: what was copied, and what the group has still to take."""
    here = desk(context)

    async def work(eyes: Eyes) -> list[dict[str, Any]]:
        _, planned, rows = await safety.recall(eyes.targets, here.services, plan)
        _of_replay(planned)
        done = {row.item: row.details.get("words") for row in rows if row.entry is Entry.DONE}
        reached = {row.item: row.details["offset"] for row in rows if row.entry is Entry.CHECKPOINT}
        group = planned.draft.bounds["group"]
        waiting = (await group_lag(eyes, group))[-1].records
        return [
            {"item": item.id, "records": item.weight, "state": done.get(item.id) or f"copied up to {reached.get(item.id, item.data['start'])}",
             "waiting_for_group": waiting} for item in planned.draft.items
        ]  # fmt: skip

    here.told.rows(f"replay {plan}", here.look(work), empty="the plan is empty")


async def draft_of(
    eyes: Eyes,
    group: str,
    *,
    bounds: tuple[datetime | None, datetime | None] = (None, None),
    selection: Mapping[str, str],
) -> Draft:
    """The frozen part of the group's topics: everything that exists now, unless it is narrowed."""
    bootstrap = eyes.kafka_address()
    items: list[Item] = []
    for topic in topics_of(group)[:-1]:
        physical = Topics(eyes.targets.read.namespace).physical(topic)
        starts, ends = await _offsets(bootstrap, physical, bounds)
        counts = dict.fromkeys(ends, 0)
        async for record in read_all(bootstrap, physical, start=starts, end=ends):
            counts[record.partition] += matches(record, selection)
        items += [
            Item(f"{topic}/{p}", f"offsets {starts[p]}–{ends[p]}, {counts[p]} records match",
                 {"topic": topic, "partition": p, "start": starts[p], "end": ends[p], "group": group, "selection": selection},
                 counts[p])
            for p in sorted(ends) if counts[p]
        ]  # fmt: skip
    total = sum(item.weight for item in items)
    words = " and ".join(f"{name} {value}" for name, value in selection.items())
    summary = f"{group} takes {total} records again{' of ' + words if words else ''}"
    return Draft(summary, tuple(items), {"group": group, **selection})


def matches(record: Record, selection: Mapping[str, str]) -> bool:
    """Whether a record is of the order and names the venue that were asked for."""
    order, venue = selection.get("order"), selection.get("venue")
    if order and record.key != order.encode():
        return False
    if not venue:
        return True
    try:
        body = msgspec.json.decode(record.value or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    if not isinstance(body, dict):
        return False
    metadata = body.get("metadata")
    named = metadata.get("venue_id") if isinstance(metadata, dict) else None
    return bool(venue in [body.get("venue_id"), named])


async def _offsets(
    bootstrap: str, topic: str, bounds: tuple[datetime | None, datetime | None]
) -> tuple[dict[int, int], dict[int, int]]:
    since, until = bounds
    starts = (
        await offsets_for_time(bootstrap, topic, since) if since else await start_offsets(bootstrap, topic)
    )
    ends = await offsets_for_time(bootstrap, topic, until) if until else await end_offsets(bootstrap, topic)
    return starts, {p: max(end, starts[p]) for p, end in ends.items()}


async def _keeps_up(hands: Hands, plan: Plan) -> None:
    group = plan.draft.bounds["group"]
    behind = sum(each.records for each in await group_lag(hands.eyes, group))
    if behind > MAX_LAG:
        raise Refused(f"{group} is {behind} records behind already: let it catch up first")


async def _copy(hands: Hands, item: Item, run: Progress) -> str:
    """One partition's part, batch by batch; each batch is a checkpoint."""
    topics = Topics(hands.targets.read.namespace)
    source, target = topics.physical(item.data["topic"]), topics.physical(replay_topic(item.data["group"]))
    start = run.reached(item).get("offset", item.data["start"])
    copied = int(run.reached(item).get("copied", 0))
    batch: list[OutboundRecord] = []
    only = {item.data["partition"]}
    bootstrap = hands.eyes.kafka_address()
    everywhere = await end_offsets(bootstrap, source)
    starts = {p: start if p in only else everywhere[p] for p in everywhere}
    ends = {p: item.data["end"] if p in only else everywhere[p] for p in everywhere}
    producer = await hands.producer()
    async for record in read_all(bootstrap, source, start=starts, end=ends):
        if matches(record, item.data["selection"]):
            batch.append(_copied(record, target, run.run_id))
        if len(batch) >= _BATCH:
            await producer.send_all(batch)
            copied += len(batch)
            batch = []
            await run.checkpoint(item, {"offset": record.offset + 1, "copied": copied})
    if batch:
        await producer.send_all(batch)
        copied += len(batch)
    return f"{copied} records copied"


def _copied(record: Record, target: str, run_id: str) -> OutboundRecord:
    headers = {**record.headers, REPLAY_HEADER: run_id}
    return OutboundRecord(target, record.key or b"", record.value, encode_text(headers))


def _time(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{option} {text!r} is no time: write it as 2026-05-01T18:00Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
