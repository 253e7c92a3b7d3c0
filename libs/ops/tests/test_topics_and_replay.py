"""Filling a topic again beside nobody, and telling whose record it is whatever lies on a topic."""

from __future__ import annotations

from typing import Any

import pytest

from twyst.mailbox import outlet
from twyst.mailbox.database import Database, execute, fetch_value
from twyst.messaging.records import Record
from twyst.ops import safety, topics
from twyst.ops.eyes import Refused
from twyst.ops.replay import matches
from twyst.ops.run import Deed, Draft, Item
from twyst.ops.safety import Care

CARE = Care(reason="a reason that is long enough", actor="ada", rate_per_second=10_000)
TOPIC = "twyst.orders.events.v1"
_PUBLISHED = f"""
INSERT INTO outbox (topic, key, ce_id, ce_type, ce_source, ce_time, body, headers, published_at)
VALUES ('{TOPIC}', 'o', 'o:1', 't', 's', now(), '{{}}', '{{}}', now())
"""
DRAFT = Draft("one event", (Item(TOPIC, "one event", {"topic": TOPIC, "first": 1, "last": 1000}),))
DEED = Deed("topics rebuild order", "order", topics._publish_again)


@pytest.fixture
async def worker(place: Any) -> Any:
    """The order database with one published event."""
    opened = Database(place.targets.workers["order"], pool_size=2, application_name="test")
    async with opened.transaction() as connection:
        await execute(connection, _PUBLISHED)
    yield opened
    await opened.close()


async def waiting(worker: Database) -> int:
    async with worker.transaction() as connection:
        return int(await fetch_value(connection, "SELECT count(*) FROM outbox WHERE published_at IS NULL"))


@pytest.fixture
def emptied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Kafka's topics are empty as long as none is named in the list."""
    filled: list[str] = []

    async def refuse(_eyes: Any, topic: str) -> None:
        if topic in filled:
            raise Refused(f"{topic} holds records already")

    monkeypatch.setattr(topics, "_refuse_filled", refuse)
    return filled


async def test_a_topic_is_not_filled_beside_a_relay(place: Any, worker: Database, emptied: list[str]) -> None:
    plan = await safety.propose(place.targets, DEED, DRAFT, CARE)
    async with worker.transaction() as relay:
        assert await outlet.keep_still(relay)
        with pytest.raises(Refused, match="stop all of them"):
            await safety.carry_out(place.hands, DEED, plan.run_id, CARE, place.heard)
    assert await waiting(worker) == 0
    outcome = await safety.carry_out(place.hands, DEED, plan.run_id, CARE, place.heard)
    assert outcome.done == {TOPIC: f"1 events are with the relay (run {plan.run_id})"}
    assert await waiting(worker) == 1


async def test_a_topic_that_was_filled_meanwhile_is_left_alone(
    place: Any, worker: Database, emptied: list[str]
) -> None:
    plan = await safety.propose(place.targets, DEED, DRAFT, CARE)
    emptied.append(TOPIC)
    with pytest.raises(Refused, match="holds records already"):
        await safety.carry_out(place.hands, DEED, plan.run_id, CARE, place.heard)
    assert await waiting(worker) == 0


@pytest.mark.parametrize(
    ("value", "is_the_venues"),
    [
        (b'{"venue_id":"v"}', True),
        (b'{"metadata":{"venue_id":"v"}}', True),
        (b'{"venue_id":"w"}', False),
        (b'{"metadata":["v"]}', False),
        (b'{"venue_id":["v"]}', False),
        (b'["v"]', False),
        (b'"v"', False),
        (b"\xff", False),
        (None, False),
    ],
)
def test_any_record_either_names_the_venue_or_does_not(value: bytes | None, is_the_venues: bool) -> None:
    assert matches(Record("t", 0, 0, b"o", value), {"venue": "v"}) is is_the_venues
