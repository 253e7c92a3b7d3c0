"""The broker's log is gone: topics made anew, filled from the outboxes and by Stripe, and everybody knows the same."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient
from faults.oracle import verify
from journeys.diners import PATIENCE_SECONDS, Meal
from journeys.live_stack import LiveStack
from journeys.topic_log import STRIPE_TOPICS, Published, read_topics
from recovery.knowledge import Ops, knowledge, settled_knowledge
from recovery.servers import stopped
from runbooks.page import Follower
from runbooks.rules import RUNBOOKS

from twyst.contracts import topics
from twyst.devstack.topics import delete_topics, physical_topics
from twyst.testing.waiting import eventually

_DERIVED = (topics.VENUES.name, topics.ORDERS_EVENTS.name, topics.FULFILLMENT_EVENTS.name)
_WORKERS = ("order-worker", "fulfillment-worker", "reconciliation-worker", "gateway")


async def test_everything_comes_back_from_outboxes_and_stripe(
    stack: LiveStack, ops: Ops, few_orders: Callable[[], Awaitable[list[Meal]]]
) -> None:
    await few_orders()
    await verify(stack.describe())
    bootstrap = stack.describe()["kafka"]["bootstrap"]
    before, log = await settled_knowledge(stack.describe()), await read_topics(bootstrap)
    async with stopped(stack, _WORKERS):
        await delete_topics(bootstrap, physical_topics())
        await eventually(lambda: _is_gone(bootstrap), PATIENCE_SECONDS, 0.5)
        missing = await ops("topics", "plan", code=5)
        assert {row["broker"] for row in missing} == {None}
        await Follower(stack.state, RUNBOOKS / "lost-broker.md", {}).follow("The log is lost")
    again = await eventually(lambda: _published(bootstrap, log), PATIENCE_SECONDS, 1.0)
    for name in _DERIVED[1:]:
        assert _by_key(again, name) == _by_key(log, name)
    refused = await ops("topics", "rebuild", topics.ORDERS_EVENTS.name, code=4)
    assert refused is None
    assert await ops("stripe", "gaps") == []
    await verify(stack.describe())
    assert await knowledge(stack.describe()) == before
    stripes = {record.ce_id for record in log if record.topic in STRIPE_TOPICS}
    now = {record.ce_id for record in await read_topics(bootstrap, STRIPE_TOPICS)}
    assert {ce_id for ce_id in stripes if not ce_id.startswith("evt_test")} <= now


async def _is_gone(bootstrap: str) -> bool:
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    try:
        return not set(await client.list_topics()) & {topic.name for topic in physical_topics()}
    finally:
        await client.close()


async def _published(bootstrap: str, log: Sequence[Published]) -> list[Published]:
    """What is on the derived topics, once as many events are there as before."""
    found = await read_topics(bootstrap, _DERIVED)
    for name in _DERIVED[1:]:
        wanted = {record.ce_id for record in log if record.topic == name}
        assert wanted <= {record.ce_id for record in found if record.topic == name}
    return found


def _by_key(log: Sequence[Published], name: str) -> dict[str, list[Any]]:
    """Every key's records in their order: bytes and headers, exact copies dropped."""
    found: dict[str, dict[Any, None]] = {}
    for record in log:
        if record.topic == name:
            content = (record.value, tuple(sorted(record.headers.items())))
            found.setdefault(record.key, {})[content] = None
    return {key: list(records) for key, records in found.items()}
