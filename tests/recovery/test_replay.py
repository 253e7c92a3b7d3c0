"""Replaying everything changes nothing: same hashes, no derived event, no call to Stripe; and so does folding again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from faults.oracle import verify
from journeys.diners import Meal
from journeys.live_stack import LiveStack
from recovery.knowledge import Ops, knowledge, settled_knowledge

from twyst.contracts import topics
from twyst.demo.clients import Platform
from twyst.testing.waiting import eventually

_TAKEN_SECONDS = 90.0


async def _changes_at_stripe(platform: Platform) -> int:
    rows = (await platform.sandbox.ok("GET", "/_sandbox/requests?limit=10000"))["data"]
    return len(rows)


async def test_replaying_every_topic_changes_nothing(
    stack: LiveStack, platform: Platform, ops: Ops, few_orders: Callable[[], Awaitable[list[Meal]]]
) -> None:
    await few_orders()
    await verify(stack.describe())
    before, requests = await settled_knowledge(stack.describe()), await _changes_at_stripe(platform)
    copied = 0
    for group in topics.REPLAY.groups:
        done = await ops.do("replay", "plan", group)
        copied += sum(int(words.split()[0]) for words in (done.get("done") or {}).values())

    async def taken() -> bool:
        return all(row["records"] == 0 for row in await ops("lag"))

    assert await eventually(taken, _TAKEN_SECONDS, 1.0)
    report = await verify(stack.describe())
    assert copied > 50
    assert report.looked_at > 0
    assert await knowledge(stack.describe()) == before
    assert await _changes_at_stripe(platform) == requests


async def test_one_orders_records_are_replayed_alone(
    stack: LiveStack, ops: Ops, few_orders: Callable[[], Awaitable[list[Meal]]]
) -> None:
    served, *_ = await few_orders()
    await verify(stack.describe())
    everything = await ops("replay", "plan", "order.stripe", "--max-items", "1000000")
    one = await ops("replay", "plan", "order.stripe", "--order", served.order_id)
    sizes = [await _size(ops, each["run_id"]) for each in (everything, one)]
    assert 0 < sizes[1] < sizes[0]
    assert (await ops("abort", one["run_id"], "--reason", "only looked at"))["aborted"]
    await ops("replay", "run", one["run_id"], "--reason", "must be refused", code=4)


async def _size(ops: Ops, run_id: str) -> int:
    rows: list[dict[str, Any]] = await ops("replay", "status", run_id)
    return sum(row["records"] for row in rows)


async def test_folding_again_gives_the_same_hash(
    stack: LiveStack, ops: Ops, few_orders: Callable[[], Awaitable[list[Meal]]]
) -> None:
    await few_orders()
    await verify(stack.describe())
    found = await ops("refold", "--shadow")
    assert found["orders"] >= 3
    assert (found["live"], found["different"]) == (found["folded"], [])
