"""Paid, alarmed and still unseen: when a ticket lapses, and when it must not."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest

from twyst.fulfillment.adapters import heartbeat
from twyst.fulfillment.application.ports import SILENCE
from twyst.fulfillment.application.refund_unseen import Lapse, RefundUnseen, refund_unseen
from twyst.fulfillment.application.watch_unseen import watch_unseen
from twyst.fulfillment.application.work_ticket import mark_seen
from twyst.mailbox.database import execute, fetch

ALARM_AFTER = timedelta(seconds=30)
POLICY = RefundUnseen(timedelta(minutes=10), cap_per_hour=2)


@pytest.fixture
async def kitchen(fresh_kitchen):
    """Its boards have been answered for an hour."""
    await heartbeat.beat(fresh_kitchen.api, heartbeat.BOARDS, SILENCE)
    await _were_answered(fresh_kitchen, since=timedelta(hours=1), last=timedelta(0))
    fresh_kitchen.refund = partial(refund_unseen, fresh_kitchen.transactions, POLICY)
    return fresh_kitchen


async def _were_answered(kitchen, *, since: timedelta, last: timedelta) -> None:
    async with kitchen.api.transaction() as tx:
        await execute(
            tx,
            "UPDATE heartbeats SET since = clock_timestamp() - $1::interval, beat_at = clock_timestamp() - $2::interval "
            "WHERE name = 'boards'",
            since,
            last,
        )


async def _alarmed(kitchen, tell_order, venue_id, count: int = 1) -> list:
    """Orders that were paid long ago, and whose alarm rang."""
    orders = [tell_order(venue_id) for _ in range(count)]
    for order in orders:
        await kitchen.take_orders(order.until("payment_succeeded"))
    await watch_unseen(kitchen.transactions, ALARM_AFTER)
    return orders


async def _told(kitchen) -> list[tuple[str, str]]:
    async with kitchen.worker.transaction() as tx:
        rows = await fetch(tx, "SELECT ce_type, key FROM outbox ORDER BY id")
    return [(row["ce_type"].rpartition(".")[2], row["key"]) for row in rows]


async def test_a_ticket_lapses_once_and_its_order_hears_of_it(kitchen, tell_order, venue_id):
    (order,) = await _alarmed(kitchen, tell_order, venue_id)
    assert await kitchen.refund() == {Lapse.LAPSED: 1, Lapse.CAPPED: 0}
    assert await kitchen.refund() == {}
    assert await _told(kitchen) == [("ticket_lapsed", str(order.order_id))]
    await kitchen.take_orders([order.tell("canceled")])
    (ticket,) = (await kitchen.board(venue_id)).recent
    assert (ticket.state, ticket.needs_dismissal) == ("voided", True)


async def test_what_was_seen_or_has_not_rung_does_not_lapse(kitchen, tell_order, venue_id):
    (seen,) = await _alarmed(kitchen, tell_order, venue_id)
    await mark_seen(kitchen.venue_transactions, venue_id, seen.order_id, by="anna")
    await kitchen.take_orders(tell_order(venue_id).until("payment_succeeded"))
    assert await kitchen.refund() == {}
    assert await _told(kitchen) == [("ticket_seen", str(seen.order_id))]


async def test_a_venue_has_a_cap_and_the_oldest_come_first(kitchen, tell_order, venue_id):
    elsewhere = await _alarmed(kitchen, tell_order, venue_id=uuid4())
    orders = await _alarmed(kitchen, tell_order, venue_id, 3)
    async with kitchen.worker.transaction() as tx:
        await execute(
            tx,
            "UPDATE tickets SET opened_at = opened_at - interval '1 day' WHERE order_id = $1",
            orders[2].order_id,
        )
    assert await kitchen.refund() == {Lapse.LAPSED: 3, Lapse.CAPPED: 1}
    assert await kitchen.refund() == {Lapse.LAPSED: 0, Lapse.CAPPED: 1}
    lapsed = {key for kind, key in await _told(kitchen) if kind == "ticket_lapsed"}
    assert {str(orders[2].order_id), str(elsewhere[0].order_id)} < lapsed
    async with kitchen.worker.transaction() as tx:
        await execute(tx, "UPDATE tickets SET lapsed_at = lapsed_at - interval '2 hours'")
    assert await kitchen.refund() == {Lapse.LAPSED: 1, Lapse.CAPPED: 0}


@pytest.mark.parametrize(
    ("since", "last"),
    [
        pytest.param(timedelta(hours=1), SILENCE * 2, id="the boards are away"),
        pytest.param(timedelta(minutes=9), timedelta(0), id="they are back, and the staff had less than the time"),
    ],
)  # fmt: skip
async def test_nothing_lapses_that_nobody_could_see(since, last, kitchen, tell_order, venue_id):
    await _alarmed(kitchen, tell_order, venue_id, 2)
    await _were_answered(kitchen, since=since, last=last)
    assert await kitchen.refund() == {Lapse.BOARDS_AWAY: 2}
    assert await _told(kitchen) == []


async def test_a_silence_begins_the_time_anew_and_another_beat_does_not(kitchen):
    async def since():
        async with kitchen.transactions.begin() as desk:
            return await desk.boards_answer_since(silence=SILENCE)

    long_ago = await since()
    await heartbeat.beat(kitchen.api, heartbeat.BOARDS, SILENCE)
    assert await since() == long_ago
    await _were_answered(kitchen, since=timedelta(hours=1), last=SILENCE * 2)
    assert await since() is None
    await heartbeat.beat(kitchen.api, heartbeat.BOARDS, SILENCE)
    assert await since() > long_ago + timedelta(minutes=59)
