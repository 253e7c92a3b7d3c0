"""Records that cannot be taken, on the real database: parked in place, redriven, discarded or held back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from twyst.fulfillment.application.redrive import StillUnreadable, discard, redrive
from twyst.fulfillment.domain.follow import Contradiction
from twyst.fulfillment.domain.ticket import TicketState
from twyst.fulfillment.entrypoints.doors import doors
from twyst.mailbox import parking
from twyst.mailbox.database import execute, fetch
from twyst.messaging.errors import CircuitOpen
from twyst.testing.waiting import eventually

DOORS = doors(480)
# PostgreSQL's text takes no NUL, while JSON does: a record that can be read and not be stored.
NUL = "\x00"


async def waiting(kitchen, key):
    async with kitchen.worker.transaction() as tx:
        return [(each.event_id, each.reason) for each in await parking.take(tx, str(key))]


async def test_a_poisoned_order_parks_alone_and_is_redriven(kitchen, tell_order, order_line, venue_id):
    sick = tell_order(venue_id, lines=[order_line(1, note=f"no {NUL}")])
    healthy = tell_order(venue_id)
    sick_records = sick.until("payment_succeeded")
    await kitchen.take_orders(
        [each for pair in zip(sick_records, healthy.until("payment_succeeded"), strict=True) for each in pair]
    )
    assert [each.order_id for each in (await kitchen.board(venue_id)).tickets] == [healthy.order_id]

    await kitchen.take_orders([sick.tell("fulfilling"), healthy.tell("fulfilling")])
    assert await waiting(kitchen, sick.order_id) == [
        (f"{sick.order_id}:3", "failed"),
        (f"{sick.order_id}:4", "queued"),
    ]
    with pytest.raises(Exception, match=r"Unicode escape sequence"):
        await redrive(kitchen.transactions, DOORS, str(sick.order_id), by="ops")
    assert len(await waiting(kitchen, sick.order_id)) == 2

    # The cure, here: the order service told the order anew without what could not be stored.
    async with kitchen.worker.transaction() as tx:
        await execute(
            tx,
            "UPDATE parked SET value = convert_to(replace(convert_from(value, 'UTF8'), '\\u0000', '0'), 'UTF8') "
            "WHERE key = $1",
            str(sick.order_id),
        )
    taken = await redrive(kitchen.transactions, DOORS, str(sick.order_id), by="ops")
    assert taken["next"] == 2
    assert await waiting(kitchen, sick.order_id) == []
    states = {each.order_id: each.state for each in (await kitchen.board(venue_id)).tickets}
    assert states == dict.fromkeys((sick.order_id, healthy.order_id), TicketState.FULFILLING)
    await kitchen.take_orders([sick.tell("completed")])
    assert len((await kitchen.board(venue_id)).recent) == 1

    duplicates = kitchen.count("duplicate")
    await kitchen.take_orders(sick_records)  # the topic's own copies come too late
    assert kitchen.count("duplicate") - duplicates == len(sick_records)


async def test_unreadable_bytes_are_parked_in_their_place_with_the_raw_record(kitchen, tell_order, venue_id):
    order, other = tell_order(venue_id), tell_order(venue_id)
    created, pending, paid = order.until("payment_succeeded")
    garbage = replace(pending, value=b"\xff\x00garbage")
    nobody = replace(pending, key=b"?", offset=77, headers={})
    await kitchen.take_orders([created, garbage, paid, nobody, *other.until("payment_succeeded")])
    assert [each.order_id for each in (await kitchen.board(venue_id)).tickets] == [other.order_id]
    assert await waiting(kitchen, order.order_id) == [
        (f"{order.order_id}:2", "unreadable"),
        (f"{order.order_id}:3", "queued"),
    ]
    async with kitchen.worker.transaction() as tx:
        kept = await fetch(tx, "SELECT key, value FROM parked WHERE value = $1", garbage.value)
        lost = await fetch(tx, "SELECT key, value FROM parked WHERE record_key = $1", nobody.key)
    assert [tuple(row) for row in kept] == [(str(order.order_id), garbage.value)]
    assert [tuple(row) for row in lost] == [(None, nobody.value)]

    with pytest.raises(StillUnreadable):
        await redrive(kitchen.transactions, DOORS, str(order.order_id), by="ops")
    async with kitchen.worker.transaction() as tx:
        (sick, _) = await parking.take(tx, str(order.order_id))
    assert await discard(kitchen.transactions, [sick.id], by="ops", reason="garbage") == 1
    await kitchen.take_orders([garbage])  # what a person discarded stays discarded
    taken = await redrive(kitchen.transactions, DOORS, str(order.order_id), by="ops")
    assert taken["gap"] == 1
    assert len((await kitchen.board(venue_id)).tickets) == 2


async def test_a_contradiction_is_parked_and_guesses_nothing(kitchen, tell_order, venue_id):
    order = tell_order(venue_id)
    await kitchen.take_orders(order.until("completed"))
    await kitchen.take_orders([order.tell("fulfilling")])
    assert await waiting(kitchen, order.order_id) == [(f"{order.order_id}:6", "failed")]
    with pytest.raises(Contradiction):
        await redrive(kitchen.transactions, DOORS, str(order.order_id), by="ops")


async def test_a_database_that_is_away_parks_nothing_and_raises(kitchen, tell_order, venue_id):
    order = tell_order(venue_id)
    records = order.until("payment_succeeded")
    async with kitchen.worker.transaction() as blocker:
        await execute(blocker, "LOCK TABLE followed_orders IN ACCESS EXCLUSIVE MODE")
        task = asyncio.create_task(kitchen.take_orders(records))
        pid = await eventually(kitchen.waiting_backend)
        await fetch(blocker, "SELECT pg_terminate_backend($1)", pid)
        with pytest.raises(Exception) as failure:
            await task
    assert kitchen.transactions.is_transient(failure.value)
    await kitchen.take_orders(records)
    assert len((await kitchen.board(venue_id)).tickets) == 1
    assert await waiting(kitchen, order.order_id) == []


async def test_a_bad_release_opens_the_circuit(kitchen, tell_order, order_line, venue_id):
    orders = [tell_order(venue_id, lines=[order_line(1, note=NUL)]) for _ in range(12)]
    kitchen.restart()
    with pytest.raises(CircuitOpen):
        await kitchen.take_orders([record for order in orders for record in order.until("payment_succeeded")])
    assert await waiting(kitchen, orders[0].order_id) == []
    kitchen.restart()
