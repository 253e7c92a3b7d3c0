"""An order whose own data breaks the code: it waits, visibly, and its neighbours go on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from twyst.mailbox.database import execute, fetch
from twyst.order.domain.inputs import Cancel, Observed
from twyst.order.domain.lifecycle import State

pytestmark = pytest.mark.integration


async def _and_a_neighbour(world: Any) -> str:
    """The order of the world is placed, and then another, which the world has from now on; the id of the first."""
    bad = world.terms.order_id
    world.terms = replace(world.terms, order_id=str(uuid4()), order_number="A2")
    await world.place()
    return str(bad)


async def test_a_call_that_breaks_waits_and_the_next_is_made(world: Any) -> None:
    await world.place()
    bad = await _and_a_neighbour(world)
    async with world.database.transaction() as connection:
        await execute(connection, "UPDATE calls SET parameters = '{}' WHERE order_id = $1::uuid", bad)
    assert await world.calls.run_due() == 2
    assert (await world.order()).standing.own is not None
    async with world.database.transaction() as connection:
        (call,) = await fetch(
            connection, "SELECT status, last_error, due_at FROM calls WHERE order_id = $1::uuid", bad
        )
    assert (call["status"], call["last_error"]) == ("pending", "KeyError('metadata')")
    assert call["due_at"] > world.time
    assert await world.calls.run_due() == 0


async def test_the_sweep_passes_over_an_order_that_breaks_it(world: Any) -> None:
    own = await world.paid()
    await world.give(Cancel("cmd:cancel", "out of stock", "r1"))
    await _and_a_neighbour(world)
    del world.stripe.intents[own]  # whatever is asked about it raises
    world.later(minutes=31)
    findings = await world.sweep.run_once()
    assert findings.counts["order_failed"] == 1
    assert (await world.order()).standing.abandoned


async def test_events_that_wait_do_not_wait_for_one_that_breaks(world: Any) -> None:
    own = await world.paid()
    bad = await _and_a_neighbour(world)
    await world.calls.run_due()
    neighbour = (await world.order()).standing.own
    world.stripe.pay(neighbour)
    await world.give(Observed("evt_paid_too", world.stripe.reading(neighbour).observations))
    for each in (own, neighbour):
        await world.keep_refunded(each)
    async with world.database.transaction() as connection:
        await execute(connection, "UPDATE orders SET terms = '{}' WHERE order_id = $1::uuid", bad)
    findings = await world.sweep.run_once()
    assert (findings.counts["unrouted_failed"], findings.counts["unrouted_applied"]) == (1, 1)
    assert await world.state() is State.CANCELED


async def test_a_database_that_is_away_is_not_the_orders_fault(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.place()

    async def away(*_: Any) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(world.stripe, "create_payment_intent", away)
    with pytest.raises(ConnectionResetError):
        await world.calls.run_due()
    assert await world.state() is State.CREATED
