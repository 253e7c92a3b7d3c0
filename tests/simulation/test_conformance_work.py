"""The work that waits in the order service's store (keys, calls, parked records, the sweep), in memory and in PostgreSQL."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from simulation import orders

from twyst.messaging.records import Record
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.ports import CallRequest, ToPark
from twyst.order.domain.inputs import Start

A_WHILE_SECONDS = 0.1
GROUP = "conformance"


class Undone(Exception):
    """Raised to roll back."""


async def claim(store: Any, order_id: str) -> Any:
    async with store.begin() as desk:
        return await desk.claim_request(
            orders.VENUE_ID, "diner", "key", fingerprint=order_id[:4], order_id=order_id, at=store.now
        )


async def test_a_key_belongs_to_the_request_that_committed_it_first(store: Any) -> None:
    first, second, third = (str(uuid4()) for _ in range(3))
    with pytest.raises(Undone):
        async with store.begin() as desk:
            await desk.claim_request(
                orders.VENUE_ID, "diner", "key", fingerprint="f", order_id=first, at=store.now
            )
            waiting = asyncio.ensure_future(claim(store, second))
            await asyncio.sleep(A_WHILE_SECONDS)  # it comes to where it has to wait
            raise Undone
    assert (await waiting).new
    claimed = await claim(store, third)
    assert (claimed.new, claimed.order_id, claimed.fingerprint) == (False, second, second[:4])
    async with store.begin() as desk:
        await desk.drop_request(orders.VENUE_ID, "diner", "key")
    assert (await claim(store, third)).new


async def request_calls(store: Any, *keys: str) -> None:
    """Calls of these keys, due one hour after the other."""
    terms = orders.new_terms()
    requested = (
        CallRequest(
            key, terms.order_id, terms.venue_id, "cancel", {"n": number}, store.later(hours=number - 9)
        )
        for number, key in enumerate(keys)
    )
    async with store.begin() as desk:
        await orders.write_creation(desk, terms, store.now, *requested)


async def test_a_call_is_requested_once_and_leased_by_one_in_the_order_of_its_time(store: Any) -> None:
    await request_calls(store, "a", "b", "c")
    await request_calls(store, "b", "a")
    due = {"now": store.later(hours=-1), "until": store.later(hours=1)}
    async with store.begin() as desk, store.begin() as other:
        mine = await desk.lease_calls(**due, limit=2)
        theirs = await other.lease_calls(**due, limit=5)
        assert sorted(each.stripe_key for each in mine) == ["a", "b"]
        assert [each.stripe_key for each in theirs] == ["c"]
        assert {(each.attempts, each.kind) for each in [*mine, *theirs]} == {(1, "cancel")}
        assert {each.stripe_key: each.parameters for each in mine} == {"a": {"n": 0}, "b": {"n": 1}}
    async with store.begin() as desk:
        assert await desk.lease_calls(**due, limit=5) == []
        assert await desk.lease_call("a", now=store.now, until=store.later(hours=2)) is None
        again = await desk.lease_call("a", now=store.later(hours=1), until=store.later(hours=2))
        assert again.attempts == 2


async def test_a_call_waits_until_it_is_answered(store: Any) -> None:
    await request_calls(store, "a")
    async with store.begin() as desk:
        await desk.postpone_call("a", due_at=store.later(days=1), error="no answer")
        await desk.complete_parameters("a", {"n": 7})
        assert await desk.lease_call("a", now=store.now, until=store.now) is None
        assert (await desk.call("a")).parameters == {"n": 7}
        await desk.close_call("a", status="answered", answer="ok", at=store.now)
        await desk.postpone_call("a", due_at=store.now, error="late")
    async with store.begin() as desk:
        assert await desk.call("a") is None
        assert await desk.call("never") is None
        assert await desk.lease_call("a", now=store.later(days=2), until=store.later(days=3)) is None


def to_park(event_id: str | None, order_id: str | None, offset: int) -> ToPark:
    record = Record("t", 0, offset, b"key", b"value", {"h": "1"}, 5)
    return ToPark(order_id, event_id, record, "failed", "why")


async def test_parked_records_wait_in_the_order_of_arrival_each_once(store: Any) -> None:
    one, two = str(uuid4()), str(uuid4())
    async with store.begin() as desk:
        await desk.park(GROUP, [to_park("e2", one, 1), to_park("e1", one, 2), to_park("e3", two, 3)])
        await desk.park(GROUP, [to_park("e2", one, 1), to_park(None, None, 4), to_park(None, None, 4)])
    async with store.begin() as desk:
        assert (await desk.look_up(GROUP, [(one, "e9"), (two, "e3")])).parked_orders == {one, two}
        waiting = await desk.take_parked(one)
        assert [(each.event_id, each.offset) for each in waiting] == [("e2", 1), ("e1", 2)]
        assert (waiting[0].record_key, waiting[0].value, waiting[0].headers) == (b"key", b"value", {"h": "1"})
        ids = [each.id for each in waiting]
        assert await desk.resolve_parked(ids[:1], redriven=False, by="me", resolution="bad") == 1
        assert await desk.resolve_parked(ids, redriven=True, by="me", resolution="mended") == 1
    async with store.begin() as desk:
        looked_up = await desk.look_up(GROUP, [(one, "e2"), (one, "e1")])
        assert (looked_up.parked_orders, looked_up.discarded_events) == (frozenset(), {"e2"})
        assert (await desk.look_up("other", [(one, "e2")])).discarded_events == frozenset()
        assert await desk.take_parked(one) == []


async def test_the_sweep_sees_what_is_quiet_or_at_stake_once(store: Any) -> None:
    quiet = await store.place()
    started = await store.place(with_intent=True)
    async with store.begin() as desk:
        given = arrival_of(started.order_id, Start("cmd:start"), actor="staff")
        await apply_inputs(desk, [given], store.later(hours=1))
    asked = {"swept_before": store.now, "quiet_since": store.later(minutes=1), "now": store.later(hours=2)}
    async with store.begin() as desk, store.begin() as other:
        (seen,) = await desk.watch(**asked, limit=5)
        assert (seen.order.terms, seen.create_call_pending) == (quiet, True)
        assert (seen.created_at, seen.updated_at) == (store.now, store.now)
        assert await other.watch(**asked, limit=5) == []
    async with store.begin() as desk:
        assert await desk.watch(**asked, limit=5) == []
        third = store.later(hours=3)
        later = {"swept_before": third, "quiet_since": store.later(hours=2), "now": third}
        assert len(await desk.watch(**later, limit=1)) == 1
        assert len(await desk.watch(**later, limit=5)) == 1
