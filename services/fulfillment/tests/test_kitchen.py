"""Records to boards on the real database: what happens in and around a transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from twyst.fulfillment.application.watch_unseen import watch_unseen
from twyst.fulfillment.application.work_ticket import mark_seen, work_ticket
from twyst.fulfillment.domain import work
from twyst.fulfillment.domain.ticket import TicketState
from twyst.fulfillment.entrypoints.records import read_venue
from twyst.mailbox.database import execute, fetch
from twyst.testing.waiting import eventually


async def test_a_paid_order_opens_a_ticket_and_the_board_tells_everything(
    kitchen, tell_order, tell_venue, venue_id
):
    order = tell_order(venue_id)
    await kitchen.take_venues([tell_venue(venue_id, quote_minutes=20)])
    await kitchen.take_orders(order.until("payment_pending"))
    assert (await kitchen.board(venue_id)).tickets == ()

    await kitchen.take_orders([order.tell("payment_succeeded")])
    board = await kitchen.board(venue_id)
    (ticket,) = board.tickets
    assert (board.venue.name, board.venue.quote_seconds) == ("Chez Twyst", 1200)
    assert (ticket.order_id, ticket.state, ticket.order_state) == (
        order.order_id,
        TicketState.READY,
        "PAYMENT_SUCCEEDED",
    )
    assert ticket.due_at - ticket.opened_at == timedelta(minutes=20)
    assert (ticket.table_label, ticket.order_number, ticket.diner_note) == ("7", "A42", "birthday")
    assert ticket.allergens == ("fish", "nuts")
    assert [(line.name, line.modifiers, line.note, line.station) for line in ticket.lines] == [
        ("Pad Thai", ("Extra hot",), "no coriander", "wok"),
        ("Tea", ("Extra hot",), "no coriander", "wok"),
    ]

    await kitchen.take_orders(
        [order.tell("fulfilling"), order.tell("completed"), order.tell("refund_changed")]
    )
    board = await kitchen.board(venue_id)
    assert board.tickets == ()
    assert [each.state for each in board.recent] == [TicketState.COMPLETED]
    kinds = await kitchen.feed(venue_id)
    assert [kind for kind, _ in kinds] == ["venue", "ticket", "ticket"]
    assert board.cursor == 3


async def test_a_canceled_order_is_struck_through_until_somebody_dismisses_it(kitchen, tell_order, venue_id):
    order = tell_order(venue_id)
    await kitchen.take_orders(order.until("payment_succeeded"))
    await kitchen.take_orders([order.tell("canceled")])
    board = await kitchen.board(venue_id)
    assert board.tickets == ()
    (ticket,) = board.recent
    assert (ticket.state, ticket.void_reason) == (TicketState.VOIDED, "the kitchen is closed")
    assert ticket.needs_dismissal
    dismissed = await work_ticket(kitchen.venue_transactions, venue_id, order.order_id, work.dismiss)
    assert not dismissed.needs_dismissal


async def test_a_batch_that_was_committed_and_not_acknowledged_changes_nothing(kitchen, tell_order, venue_id):
    records = tell_order(venue_id).until("fulfilling")
    await kitchen.take_orders(records)
    before, feed = await kitchen.board(venue_id), await kitchen.feed(venue_id)
    duplicates = kitchen.count("duplicate")
    kitchen.restart()  # as after a kill between the database's commit and the broker's
    await kitchen.take_orders(records)
    assert replace(await kitchen.board(venue_id), server_time=before.server_time) == before
    assert await kitchen.feed(venue_id) == feed
    assert kitchen.count("duplicate") - duplicates == len(records)


async def test_two_workers_with_the_same_batch_apply_it_once(kitchen, tell_order, venue_id):
    orders = [tell_order(venue_id) for _ in range(20)]
    records = [record for order in orders for record in order.until("fulfilling")]
    await asyncio.gather(*(kitchen.take_orders(records) for _ in range(3)))
    assert len((await kitchen.board(venue_id)).tickets) == 20
    assert len(await kitchen.feed(venue_id)) == 20


async def test_events_of_one_order_in_two_workers_take_turns(kitchen, tell_order, venue_id):
    order = tell_order(venue_id)
    await kitchen.take_orders(order.until("payment_succeeded"))
    older, newer = order.tell("fulfilling"), order.tell("completed")
    stale = kitchen.count("stale")
    async with kitchen.transactions.begin() as other_worker:
        known = await other_worker.lock_orders({order.order_id: venue_id})
        taking = asyncio.create_task(kitchen.take_orders([older]))
        await eventually(kitchen.waiting_backend)
        await other_worker.save_orders([replace(known[order.order_id], seq=5)])
    await taking
    assert kitchen.count("stale") - stale == 1
    await kitchen.take_orders([newer])
    assert kitchen.count("stale") - stale == 2


async def test_first_sight_late_adopts_and_a_gap_is_counted(kitchen, tell_order, venue_id):
    late, gapped, over = tell_order(venue_id), tell_order(venue_id), tell_order(venue_id)
    adopted, gaps, stale = (kitchen.count(each) for each in ("first_sight", "gap", "stale"))
    *_, started = late.until("fulfilling")
    first, second, *_, done = gapped.until("completed")
    await kitchen.take_orders([started, first, second])
    await kitchen.take_orders([done, over.until("completed")[-1]])
    assert kitchen.count("first_sight") - adopted == 2
    assert kitchen.count("gap") - gaps == 1
    board = await kitchen.board(venue_id)
    assert [(each.order_id, each.state) for each in board.tickets] == [
        (late.order_id, TicketState.FULFILLING)
    ]
    assert board.recent == ()  # what was over when it was first heard of never was this kitchen's

    gapped_again = replace(second, headers={**second.headers}, offset=99)
    async with kitchen.worker.transaction() as tx:
        await execute(tx, "DELETE FROM inbox WHERE event_id = $1", second.headers["ce_id"])
    await kitchen.take_orders([gapped_again])
    assert kitchen.count("stale") - stale == 1


async def test_venue_records_of_an_older_revision_change_nothing(kitchen, tell_venue, venue_id):
    await kitchen.take_venues([tell_venue(venue_id, 2, name="New"), tell_venue(venue_id, 1, name="Old")])
    await kitchen.take_venues([tell_venue(venue_id, 3, name="New", paused=True)])
    assert (await kitchen.board(venue_id)).venue.name == "New"
    assert [kind for kind, _ in await kitchen.feed(venue_id)] == ["venue"]


async def test_an_older_venue_record_in_another_worker_is_too_late(kitchen, tell_venue, venue_id):
    newer = read_venue(tell_venue(venue_id, 3, name="New")).news
    async with kitchen.transactions.begin() as other_worker:
        await other_worker.save_venues([newer])
        taking = asyncio.create_task(kitchen.take_venues([tell_venue(venue_id, 2, name="Old")]))
        await eventually(kitchen.waiting_backend)
    await taking
    assert (await kitchen.board(venue_id)).venue.name == "New"
    assert await kitchen.feed(venue_id) == []


async def test_seen_is_told_once_however_often_it_is_reported(kitchen, tell_order, venue_id):
    order = tell_order(venue_id)
    await kitchen.take_orders(order.until("payment_succeeded"))
    see = partial(mark_seen, kitchen.venue_transactions, venue_id, order.order_id)
    answers = await asyncio.gather(*(see(by=f"tablet-{number}") for number in range(5)))
    assert len({answer.first_seen_at for answer in answers}) == 1
    async with kitchen.worker.transaction() as tx:
        rows = await fetch(
            tx, "SELECT topic, key, ce_type FROM outbox WHERE ce_id = $1", f"seen:{order.order_id}"
        )
    assert [tuple(row) for row in rows] == [
        ("twyst.fulfillment.events.v1", str(order.order_id), "twyst.fulfillment.ticket_seen")
    ]
    feed = await kitchen.feed(venue_id)
    await kitchen.take_orders([order.tell("kitchen_seen")])  # the order's echo is no news to the board
    assert await kitchen.feed(venue_id) == feed


async def test_staff_and_order_events_meet_on_one_ticket(kitchen, tell_order, venue_id):
    order = tell_order(venue_id)
    await kitchen.take_orders(order.until("payment_succeeded"))
    act = partial(work_ticket, kitchen.venue_transactions, venue_id, order.order_id)
    await asyncio.gather(
        act(partial(work.tick, line_id="line-1")),
        kitchen.take_orders([order.tell("fulfilling")]),
        act(partial(work.tick, line_id="line-2")),
        act(partial(work.acknowledge_allergy, by="anna")),
    )
    (ticket,) = (await kitchen.board(venue_id)).tickets
    assert ticket.state is TicketState.FULFILLING
    assert all(line.ticked for line in ticket.lines)
    assert ticket.allergy_acknowledged_at is not None
    entries = [body for _, body in await kitchen.feed(venue_id)]
    assert [entry["revision"] for entry in entries] == [1, 2, 3, 4, 5]


async def test_the_alarm_sounds_once_for_what_nobody_saw(fresh_kitchen, tell_order, venue_id):
    kitchen = fresh_kitchen
    now = datetime.now(UTC)
    unseen = tell_order(venue_id, paid_at=now - timedelta(minutes=5))
    seen = tell_order(venue_id, paid_at=now - timedelta(minutes=5))
    started = tell_order(venue_id, paid_at=now - timedelta(minutes=5))
    fresh = tell_order(venue_id, paid_at=now)
    for order in (unseen, seen, fresh):
        await kitchen.take_orders(order.until("payment_succeeded"))
    await kitchen.take_orders(started.until("fulfilling"))
    await mark_seen(kitchen.venue_transactions, venue_id, seen.order_id, by="anna")

    after = (await kitchen.board(venue_id)).cursor
    assert await watch_unseen(kitchen.transactions, timedelta(seconds=30)) == 1
    assert await watch_unseen(kitchen.transactions, timedelta(seconds=30)) == 0
    (_, ticket), (kind, alarm) = await kitchen.feed(venue_id, after)
    assert kind == "alarm"
    assert alarm["order_id"] == ticket["order_id"] == str(unseen.order_id)
    assert ticket["alarmed_at"] == alarm["alarmed_at"]
