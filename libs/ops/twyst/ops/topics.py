"""`twyst-ops topics`: the contracts' topics beside the broker's; and filling a lost one again from its outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from twyst.contracts import topics as contract
from twyst.devstack.topics import PhysicalTopic, Size, partition_counts, physical_topics, provision_topics
from twyst.mailbox import outbox
from twyst.mailbox.outlet import keep_still
from twyst.messaging.admin import TopicMissing, end_offsets, start_offsets
from twyst.messaging.topics import Topics
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed, Refused
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Plan, Progress

_AUDITED_BY = "order"
_ROWS = """
SELECT count(*) AS rows, min(id) AS first, max(id) AS last, min(recorded_at) AS oldest FROM outbox WHERE topic = $1
"""
_SizeOption = Annotated[Size, typer.Option(help="Which of the contracts' numbers of partitions.")]
_Copies = Annotated[int, typer.Option(min=1, help="Copies of each partition.")]


def register(registry: Registry) -> None:
    """Add the commands."""
    group = registry.group("topics", "Topics, as the contracts declare them.")
    group.command(name="plan")(compare)
    group.command()(apply)
    group.command()(rebuild)
    registry.deed(Deed("topics apply", _AUDITED_BY, _create))
    for service in sorted(
        {spec.producer for spec in contract.ALL if spec.producer in {"order", "fulfillment"}}
    ):
        registry.deed(Deed(f"topics rebuild {service}", service, _publish_again, check=_is_empty))


def compare(context: typer.Context, *, size: _SizeOption = "local") -> None:
    """What the broker has and the contracts declare; exit code 5 when they differ."""
    here = desk(context)
    rows = here.look(lambda eyes: _differences(eyes, size))
    here.told.rows("topics that differ", rows, empty="the broker has every topic as the contracts declare it")
    if rows:
        here.drift("`twyst-ops topics apply` makes what is missing; a number of partitions never changes")


@changing()
def apply(
    context: typer.Context, *, size: _SizeOption = "local", copies: _Copies = 1, how: Execution,
) -> None:  # fmt: skip
    """Make the topics that are missing."""

    async def plan(eyes: Eyes) -> Draft:
        items = tuple(
            Item(row["topic"], f"{row['declared']} partitions", {"size": size, "copies": copies})
            for row in await _differences(eyes, size)
            if row["broker"] is None
        )
        return Draft(f"make {len(items)} topics", items)

    desk(context).change("topics apply", plan, how)


@changing(max_items=1_000_000)
def rebuild(
    context: typer.Context, topic: Annotated[str, typer.Argument(help="A topic that an outbox fills, as twyst.orders.events.v1.")],
    *, how: Execution,
) -> None:  # fmt: skip
    """Fill a topic that was lost from the outbox of its service, byte for byte and in order; the relay does it."""
    spec = next((each for each in contract.ALL if each.name == topic), None)
    if spec is None:
        raise typer.BadParameter(f"{topic!r} is none of {', '.join(each.name for each in contract.ALL)}")
    owner = spec.producer

    async def plan(eyes: Eyes) -> Draft:
        if owner not in {"order", "fulfillment"}:
            raise Refused(
                f"no outbox fills {topic}: events of Stripe come back with `twyst-ops stripe backfill`"
            )
        await _refuse_filled(eyes, topic)
        (row,) = await eyes.rows(owner, _ROWS, topic)
        if not row["rows"]:
            return Draft(f"the outbox of {owner} holds nothing for {topic}")
        data = {"topic": topic, "first": row["first"], "last": row["last"]}
        item = Item(topic, f"{row['rows']} events since {row['oldest']:%Y-%m-%d}", data, row["rows"])
        return Draft(
            f"publish {row['rows']} events again on {topic}",
            (item,),
            {"rows": f"{row['first']}–{row['last']}"},
        )

    desk(context).change(f"topics rebuild {owner}", plan, how)


async def _differences(eyes: Eyes, size: Size) -> list[dict[str, Any]]:
    here = await partition_counts(eyes.kafka_address())
    return [
        {"topic": topic.name, "declared": topic.partitions, "broker": here.get(topic.name)}
        for topic in physical_topics(eyes.targets.read.namespace, size)
        if here.get(topic.name) != topic.partitions
    ]


async def _create(hands: Hands, item: Item, _run: Progress) -> str:
    wanted = _named(physical_topics(hands.targets.read.namespace, item.data["size"]))[item.id]
    made = await provision_topics(
        hands.eyes.kafka_address(), (wanted,), replication_factor=item.data["copies"]
    )
    if not made:
        raise Failed("somebody else made it meanwhile")
    return f"made with {wanted.partitions} partitions"


async def _is_empty(hands: Hands, plan: Plan) -> None:
    for item in plan.draft.items:
        await _refuse_filled(hands.eyes, item.data["topic"])


async def _refuse_filled(eyes: Eyes, topic: str) -> None:
    """Behind records that are there already, older ones would be out of order."""
    physical = Topics(eyes.targets.read.namespace).physical(topic)
    try:
        starts, ends = (
            await start_offsets(eyes.kafka_address(), physical),
            await end_offsets(eyes.kafka_address(), physical),
        )
    except TopicMissing as missing:
        raise Refused(f"{physical} does not exist: `twyst-ops topics apply` makes it") from missing
    if starts != ends:
        raise Refused(f"{physical} holds records already: only an empty topic can be filled in order")


async def _publish_again(hands: Hands, item: Item, run: Progress) -> str:
    topic = item.data["topic"]
    owner = next(each.producer for each in contract.ALL if each.name == topic)
    async with hands.database(owner).transaction() as connection:
        # A relay at work would publish what is new first, and the old behind it. None begins before this transaction ends.
        if not await keep_still(connection):
            raise Refused(f"a worker of {owner} is at work: stop all of them until the topic is rebuilt")
        await _refuse_filled(hands.eyes, topic)
        count = await outbox.publish_again(
            connection, topic, first_id=item.data["first"], last_id=item.data["last"]
        )
    return f"{count} events are with the relay (run {run.run_id})"


def _named(declared: tuple[PhysicalTopic, ...]) -> Mapping[str, PhysicalTopic]:
    return {topic.name: topic for topic in declared}
