"""A kitchen's database that was restored: what its staff had seen is taken back from the kitchen's own events."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from twyst.fulfillment.adapters import heartbeat
from twyst.fulfillment.application.adopt import CannotAdopt, adopt
from twyst.fulfillment.application.ports import SILENCE, TicketLapsed, TicketSeen
from twyst.fulfillment.application.refund_unseen import RefundUnseen, refund_unseen
from twyst.fulfillment.application.watch_unseen import watch_unseen
from twyst.fulfillment.application.work_ticket import mark_seen
from twyst.fulfillment.ops.adopt import adopt_event
from twyst.mailbox.database import execute, fetch
from twyst.runtime.tracing import new_trace, use_trace

pytestmark = pytest.mark.integration

# A timer's, and the number of visible changes: both begin anew.
_TICKETS = (
    "SELECT (to_jsonb(t) - '{alarmed_at,revision}'::text[])::text AS ticket FROM tickets t ORDER BY order_id"
)
_OUTBOX = "SELECT topic, key, ce_id, ce_type, ce_time, body, headers::text FROM outbox ORDER BY id"


async def _rows(kitchen, sql: str) -> list[tuple]:
    async with kitchen.worker.transaction() as tx:
        return [tuple(row.values()) for row in await fetch(tx, sql)]


async def _adopt_all(kitchen, outbox: list[tuple]) -> None:
    for *_, body, headers in outbox:
        await adopt_event(kitchen.transactions, body, json.loads(headers).get("traceparent"))


@pytest.fixture
async def lost(kitchen_of):
    return await kitchen_of()


@pytest.fixture
async def restored(kitchen_of):
    return await kitchen_of()


async def _answered_for_an_hour(kitchen) -> None:
    await heartbeat.beat(kitchen.api, heartbeat.BOARDS, SILENCE)
    async with kitchen.api.transaction() as tx:
        await execute(tx, "UPDATE heartbeats SET since = since - interval '1 hour' WHERE name = 'boards'")


async def test_what_was_seen_and_what_lapsed_is_known_again_with_the_same_bytes(
    lost, restored, tell_order, venue_id
):
    seen, unseen, ended = (tell_order(venue_id) for _ in range(3))
    records = [record for order in (seen, unseen, ended) for record in order.until("payment_succeeded")]
    await lost.take_orders(records)
    for order in (seen, ended):
        with use_trace(new_trace()):
            await mark_seen(lost.venue_transactions, venue_id, order.order_id, by="anna")
    await watch_unseen(lost.transactions, timedelta(0))
    await _answered_for_an_hour(lost)
    await refund_unseen(lost.transactions, RefundUnseen(timedelta(0), cap_per_hour=9))
    known = [order.tell("kitchen_seen") for order in (seen, ended)]
    after = [*known, unseen.tell("canceled"), ended.tell("fulfilling"), ended.tell("completed")]
    await lost.take_orders(after)
    told = await _rows(lost, _OUTBOX)
    assert len(told) == 3

    await restored.take_orders([*records, *after])
    await _adopt_all(restored, told)
    assert await _rows(restored, _TICKETS) == await _rows(lost, _TICKETS)
    assert await _rows(restored, _OUTBOX) == told


async def test_an_order_whose_events_are_not_there_yet_waits_for_them(restored, tell_order, venue_id):
    order = tell_order(venue_id)
    news = TicketSeen(order.order_id, venue_id, order.paid_at, "anna")
    with pytest.raises(CannotAdopt, match=r"replay fulfillment\.orders first"):
        async with restored.transactions.begin() as desk:
            await adopt(desk, news)
    assert await _rows(restored, _OUTBOX) == []
    await restored.take_orders(order.until("payment_succeeded"))
    shown = await restored.feed(venue_id)
    async with restored.transactions.begin() as desk:
        await adopt(desk, news)
    (ticket,) = (await restored.board(venue_id)).tickets
    assert ticket.first_seen_at == order.paid_at
    ((kind, notice),) = (await restored.feed(venue_id))[len(shown) :]
    assert (kind, notice["order_id"], notice["revision"]) == ("ticket", str(order.order_id), ticket.revision)


async def test_what_the_kitchen_heard_of_when_it_was_over_has_no_ticket_and_is_told_all_the_same(
    restored, tell_order, venue_id
):
    order = tell_order(venue_id)
    *_, last = order.until("completed")
    await restored.take_orders([last])
    for news in (
        TicketSeen(order.order_id, venue_id, order.paid_at, "anna"),
        TicketLapsed(order.order_id, venue_id, order.paid_at),
    ):
        async with restored.transactions.begin() as desk:
            await adopt(desk, news)
    assert [row[2] for row in await _rows(restored, _OUTBOX)] == [
        f"seen:{order.order_id}",
        f"lapsed:{order.order_id}",
    ]


async def test_what_was_seen_again_stays_as_it_is(restored, tell_order, venue_id):
    order = tell_order(venue_id)
    await restored.take_orders(order.until("payment_succeeded"))
    await mark_seen(restored.venue_transactions, venue_id, order.order_id, by="ben")
    before = await _rows(restored, _TICKETS), await _rows(restored, _OUTBOX)
    with pytest.raises(CannotAdopt, match="seen again since the restore"):
        async with restored.transactions.begin() as desk:
            await adopt(desk, TicketSeen(order.order_id, venue_id, order.paid_at, "anna"))
    assert (await _rows(restored, _TICKETS), await _rows(restored, _OUTBOX)) == before


async def test_what_this_release_writes_otherwise_is_left_to_a_person(restored, tell_order, venue_id):
    order = tell_order(venue_id)
    await restored.take_orders(order.until("payment_succeeded"))
    body = (
        f'{{"event_id":"seen:{order.order_id}","type":"twyst.fulfillment.ticket_seen","order_id":"{order.order_id}",'
        f'"venue_id":"{venue_id}","occurred_at":"{order.paid_at.isoformat()}","actor":"anna"}}'
    )
    with pytest.raises(CannotAdopt, match="other bytes"):
        await adopt_event(restored.transactions, body + " ", None)
    assert await _rows(restored, _OUTBOX) == []
    await adopt_event(restored.transactions, body, None)
    assert [row[5] for row in await _rows(restored, _OUTBOX)] == [body]


@pytest.mark.parametrize("body", ["garbage", "\ufffd", '{"type":"seen"}', "[]"])
async def test_what_is_no_event_of_the_kitchen_is_refused_in_words(restored, body):
    with pytest.raises(CannotAdopt, match="no event of the kitchen"):
        await adopt_event(restored.transactions, body, None)
