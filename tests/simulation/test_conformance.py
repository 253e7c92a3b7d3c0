"""What the order service relies on in its store, asked of the simulation's store and of PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from simulation import orders

from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.ports import Unrouted
from twyst.order.domain.decide import Decision
from twyst.order.domain.inputs import Attach
from twyst.runtime.shutdown import Stop

A_WHILE_SECONDS = 0.1
GROUP = "conformance"


class Undone(Exception):
    """Raised to roll back."""


def attach(terms: Any, name: str = "pi_1") -> Any:
    return arrival_of(terms.order_id, Attach(f"attach:{name}", name), actor="stripe")


def unrouted(event_id: str, *references: str, order_id: str | None = None) -> Unrouted:
    """The event of a payment that nobody knows."""
    histories = orders.Histories()
    histories.stripe.succeed(histories.intent_of(orders.new_terms()), warned=False)
    (record,) = histories.records("payment_intent.succeeded")
    source = f"topic/0/{event_id}"
    payload = record.value.decode()
    return Unrouted(
        event_id, "payment_intent.succeeded", payload, references, order_id, source, None, "unknown"
    )


async def meanwhile(first: Callable[[], Awaitable[Any]]) -> asyncio.Task[Any]:
    """Start somebody else's transaction and give it time to come to where it has to wait."""
    task = asyncio.ensure_future(first())
    await asyncio.sleep(A_WHILE_SECONDS)
    return task


async def input_seq(store: Any, order_id: str) -> int:
    async with store.begin() as desk:
        return (await desk.lock([order_id]))[order_id].input_seq


async def test_what_is_written_is_read_back(store: Any) -> None:
    terms = await store.place()
    async with store.begin() as desk:
        found = await desk.lock([terms.order_id, str(uuid4())])
        assert list(found) == [terms.order_id]
        assert found[terms.order_id].terms == terms
        (applied,) = await apply_inputs(desk, [attach(terms)], store.now)
    async with store.begin() as desk:
        assert await desk.lock([terms.order_id]) == {terms.order_id: applied.order}
        earlier = await desk.earlier([(terms.order_id, "attach:pi_1"), (terms.order_id, "never")])
        assert [(key, each.decision) for key, each in earlier.items()] == [
            ((terms.order_id, "attach:pi_1"), Decision.APPLIED)
        ]
        assert await desk.owners(["pi_1", "pi_2"]) == {"pi_1": terms.order_id}
        looked_up = await desk.look_up(GROUP, [(terms.order_id, "attach:pi_1")])
        assert looked_up.earlier == earlier


async def test_nothing_remains_of_what_was_rolled_back(store: Any) -> None:
    terms = await store.place()
    with pytest.raises(Undone):
        async with store.begin() as desk:
            await apply_inputs(desk, [attach(terms)], store.now)
            assert (await desk.lock([terms.order_id]))[terms.order_id].input_seq == 2
            raise Undone
    async with store.begin() as desk:
        assert (await desk.lock([terms.order_id]))[terms.order_id].input_seq == 1
        assert await desk.earlier([(terms.order_id, "attach:pi_1")]) == {}
        assert await desk.owners(["pi_1"]) == {}


async def test_what_is_not_committed_is_not_seen(store: Any) -> None:
    terms = await store.place()
    async with store.begin() as desk, store.begin() as other:
        await apply_inputs(desk, [attach(terms)], store.now)
        assert await other.earlier([(terms.order_id, "attach:pi_1")]) == {}
        assert await other.owners(["pi_1"]) == {}


async def test_whoever_waits_for_an_order_goes_on_with_what_was_committed(store: Any) -> None:
    terms = await store.place()
    async with store.begin() as desk:
        await desk.lock([terms.order_id])
        waiting = await meanwhile(lambda: input_seq(store, terms.order_id))
        await apply_inputs(desk, [attach(terms)], store.now)
    assert await waiting == 2


async def test_whoever_waits_for_one_that_is_rolled_back_goes_on_as_before(store: Any) -> None:
    terms = await store.place()
    with pytest.raises(Undone):
        async with store.begin() as desk:
            await apply_inputs(desk, [attach(terms)], store.now)
            waiting = await meanwhile(lambda: input_seq(store, terms.order_id))
            raise Undone
    assert await waiting == 1


async def test_locks_in_any_order_never_meet_in_a_deadlock(store: Any) -> None:
    placed = [(await store.place()).order_id for _ in range(6)]

    async def lock(order_ids: list[str]) -> int:
        async with store.begin() as desk:
            return len(await desk.lock(order_ids))

    turns = [placed, placed[::-1], placed[3:] + placed[:3]] * 4
    assert await asyncio.gather(*(lock(turn) for turn in turns)) == [6] * 12


async def test_an_input_written_twice_is_a_permanent_error(store: Any) -> None:
    terms = await store.place()
    async with store.begin() as desk:
        await apply_inputs(desk, [attach(terms)], store.now)
    with pytest.raises(Exception, match="journal") as raised:
        async with store.begin() as desk:
            await apply_inputs(desk, [attach(terms)], store.now, earlier={})
    assert not store.transactions.is_transient(raised.value)
    assert await input_seq(store, terms.order_id) == 2


async def test_a_reference_belongs_to_the_order_that_named_it_first(store: Any) -> None:
    first, second = await store.place(), await store.place()
    for terms in (first, second):
        async with store.begin() as desk:
            await apply_inputs(desk, [attach(terms)], store.now)
    async with store.begin() as desk:
        assert await desk.owners(["pi_1"]) == {"pi_1": first.order_id}


async def test_an_event_waits_once_and_is_released_in_the_order_of_arrival(store: Any) -> None:
    terms = await store.place()
    for event_id in ("evt_2", "evt_1", "evt_2"):
        async with store.begin() as desk:
            await desk.keep_unrouted([unrouted(event_id, "ch_other", "pi_1")])
    async with store.begin() as desk:
        await desk.keep_unrouted([unrouted("evt_3", "pi_else")])
        order = (await desk.lock([terms.order_id]))[terms.order_id]
        waiting = await desk.take_unrouted({"pi_1": terms.order_id}, store.now)
        assert [each.source for each in waiting] == ["topic/0/evt_2", "topic/0/evt_1"]
        assert {each.order_id for each in waiting} == {order.terms.order_id}
    async with store.begin() as desk:
        assert await desk.take_unrouted({"pi_1": terms.order_id}, store.now) == []


async def test_waiting_events_are_looked_at_by_one_at_a_time(store: Any) -> None:
    async with store.begin() as desk:
        for number in range(3):
            await desk.keep_unrouted([unrouted(f"evt_{number}", "pi_9")])
    async with store.begin() as desk, store.begin() as other:
        mine = await desk.unrouted_waiting(looked_before=store.now, limit=2)
        theirs = await other.unrouted_waiting(looked_before=store.now, limit=5)
        assert len(mine) == 2
        assert {each.event_id for each in [*mine, *theirs]} == {"evt_0", "evt_1", "evt_2"}
        await desk.look_at_unrouted([each.event_id for each in mine], store.now)
    async with store.begin() as desk:
        assert await desk.unrouted_waiting(looked_before=store.now, limit=5) == theirs
        again = await desk.unrouted_waiting(looked_before=store.later(seconds=1), limit=5)
        assert len(again) == 3


async def test_old_events_are_closed_and_never_taken(store: Any) -> None:
    terms = await store.place()
    paid = unrouted("evt_1", "pi_1", order_id=str(uuid4()))
    async with store.begin() as desk:
        await desk.keep_unrouted([paid, unrouted("evt_2", "pi_1")])
    async with store.begin() as desk:
        assert await desk.close_old_unrouted(store.later(days=-3650), store.now) == 0
        assert await desk.close_old_unrouted(store.later(days=3650), store.now) == 2
        assert await desk.close_old_unrouted(store.later(days=3650), store.now) == 0
        assert await desk.take_unrouted({"pi_1": terms.order_id}, store.now) == []


async def test_the_outbox_holds_what_was_committed_until_it_is_marked(store: Any) -> None:
    kept = await store.place(with_intent=True)
    with pytest.raises(Undone):
        async with store.begin() as desk:
            await orders.write_creation(desk, orders.new_terms(), store.now)
            raise Undone
    async with store.outbox.hold(Stop()) as outlet:
        rows = await outlet.unpublished(100)
        assert [row.ce_id for row in rows] == [f"{kept.order_id}:1"]
        assert [row.id for row in rows] == sorted(row.id for row in rows)
        await outlet.mark([rows[0].id])
        assert await outlet.unpublished(100) == []


async def test_one_relay_holds_the_outbox_at_a_time(store: Any) -> None:
    held: list[str] = []

    async def second() -> None:
        async with store.outbox.hold(Stop()):
            held.append("second")

    async with store.outbox.hold(Stop()):
        waiting = await meanwhile(second)
        held.append("first")
    await waiting
    assert held == ["first", "second"]
