"""Orders followed event by event, in memory: duplicates, redelivery, loss, failing commits, poison."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twyst.fulfillment.application.follow_orders import FollowOrders
from twyst.fulfillment.application.intake import Intake
from twyst.fulfillment.domain.follow import Contradiction, FollowedOrder, follow
from twyst.fulfillment.domain.lifecycle import Stage
from twyst.fulfillment.domain.ticket import TicketState
from twyst.fulfillment.entrypoints.records import read_order_event
from twyst.mailbox.breaker import MINIMUM_POISONED, Breaker, TooManyParked

VENUE = UUID(int=1)
PATHS = (
    ("created",),
    ("created", "payment_pending", "canceled"),
    ("created", "payment_pending", "payment_attempt_changed", "payment_succeeded"),
    ("created", "payment_pending", "payment_succeeded", "kitchen_seen", "fulfilling", "completed"),
    ("created", "payment_pending", "payment_succeeded", "canceled", "refund_changed", "refund_changed"),
    ("created", "payment_pending", "payment_succeeded", "fulfilling", "kitchen_seen", "canceled"),
    ("created", "payment_pending", "payment_succeeded", "fulfilling", "completed", "refund_changed"),
)
FINAL_STAGE = {
    "created": Stage.UNPAID,
    "payment_succeeded": Stage.PAID,
    "canceled": Stage.CANCELED,
    "completed": Stage.COMPLETED,
}


def intake(transactions) -> Intake:
    return Intake(transactions, FollowOrders(480), Breaker())


def comparable(desk) -> dict:
    """Tickets without what depends on the cuts between batches: how often they changed, what a board may have shown."""
    return {
        order_id: replace(ticket, revision=0, announced=False) for order_id, ticket in desk.tickets.items()
    }


@st.composite
def histories(draw):
    """The logs of some orders as paths, and one merged log as (order, event) pairs."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=5))
    counts = {order: len(path) for order, path in enumerate(paths)}
    merged = []
    while counts:
        order = draw(st.sampled_from(sorted(counts)))
        merged.append(order)
        counts[order] -= 1
        counts = {each: count for each, count in counts.items() if count}
    return paths, merged


def told(tell_order, paths, merged):
    orders = [tell_order(VENUE, UUID(int=100 + number)) for number in range(len(paths))]
    told_so_far = dict.fromkeys(range(len(paths)), 0)
    log = []
    for order in merged:
        log.append(read_order_event(orders[order].tell(paths[order][told_so_far[order]])))
        told_so_far[order] += 1
    return log


@settings(max_examples=120, deadline=None)
@given(history=histories(), data=st.data())
async def test_any_redelivery_ends_in_the_same_tickets(tell_order, memory_transactions, history, data):
    log = told(tell_order, *history)
    plain = memory_transactions()
    await intake(plain)(log)

    shaken = memory_transactions()
    shaken.fail_next(data.draw(st.lists(st.sampled_from(["ok", "lost", "unanswered"]), max_size=8)))
    take = intake(shaken)
    rounds = data.draw(
        st.lists(st.tuples(st.integers(1, 6), st.integers(0, 4)), max_size=8), label="size, rewind"
    )
    position = 0
    for size, rewind in [*rounds, *((len(log), 0) for _ in range(10))]:
        batch = [*log[position : position + size], *log[max(position - rewind, 0) : position]]
        with suppress(memory_transactions.Transient):
            await take(batch)
            position = max(min(position + size, len(log)) - rewind, 0)

    assert comparable(shaken.desk) == comparable(plain.desk)
    assert shaken.desk.orders == plain.desk.orders
    assert not shaken.desk.parked


@settings(max_examples=120, deadline=None)
@given(history=histories(), data=st.data())
async def test_whatever_is_lost_or_overtaken_the_newest_snapshot_decides(
    tell_order, memory_transactions, history, data
):
    log = told(tell_order, *history)
    kept = data.draw(st.lists(st.sampled_from(log), min_size=1, max_size=2 * len(log)), label="what arrives")
    transactions = memory_transactions()
    take = intake(transactions)
    for cut in range(0, len(kept), 3):
        await take(kept[cut : cut + 3])

    newest = {}
    for each in kept:
        known = newest.get(each.news.order_id)
        if known is None or each.news.seq > known.seq:
            newest[each.news.order_id] = each.news
    for order_id, news in newest.items():
        assert transactions.desk.orders[order_id].seq == news.seq
        ticket = transactions.desk.tickets.get(order_id)
        if news.stage in {Stage.PAID, Stage.FULFILLING}:
            assert ticket is not None
        if ticket is not None:
            assert ticket.order_version == news.version
            assert ticket.on_board == (news.stage in {Stage.PAID, Stage.FULFILLING})
    assert not transactions.desk.parked


@settings(max_examples=80, deadline=None)
@given(history=histories(), data=st.data())
async def test_a_poisoned_order_stands_alone(tell_order, memory_transactions, history, data):
    log = told(tell_order, *history)
    sick = data.draw(st.sampled_from([each.news.order_id for each in log]))
    healthy, shaken = memory_transactions(), memory_transactions()
    await intake(healthy)([each for each in log if each.news.order_id != sick])
    shaken.poisoned = {sick}
    take = intake(shaken)
    for cut in range(0, len(log), 4):
        await take(log[cut : cut + 4])

    assert comparable(shaken.desk) == comparable(healthy.desk)
    waiting = [each.news.seq for _, each in shaken.desk.parked]
    assert waiting == sorted(waiting)
    assert {each.news.order_id for _, each in shaken.desk.parked} == {sick}
    assert len(waiting) == sum(each.news.order_id == sick for each in log)


async def test_paid_and_canceled_at_one_go_never_rings(tell_order, memory_transactions):
    transactions = memory_transactions()
    await intake(transactions)([read_order_event(each) for each in tell_order(VENUE).until("canceled")])
    (notice,) = transactions.desk.notices
    assert notice.view.state is TicketState.VOIDED
    assert not notice.view.on_board
    assert not notice.view.needs_dismissal


async def test_one_notice_per_ticket_and_batch(tell_order, memory_transactions):
    transactions = memory_transactions()
    orders = [tell_order(VENUE) for _ in range(3)]
    deliveries = [read_order_event(record) for order in orders for record in order.until("completed")]
    await intake(transactions)(deliveries)
    notices = defaultdict(int)
    for notice in transactions.desk.notices:
        notices[notice.view.order_id] += 1
    assert notices == {order.order_id: 1 for order in orders}


async def test_a_transient_fault_is_for_the_whole_batch(tell_order, memory_transactions):
    transactions = memory_transactions()
    transactions.fail_next(["lost"])
    with pytest.raises(memory_transactions.Transient):
        await intake(transactions)([read_order_event(each) for each in tell_order(VENUE).until("canceled")])
    assert (transactions.desk.orders, transactions.desk.parked) == ({}, [])


async def test_the_breaker_opens_before_everything_is_parked(tell_order, memory_transactions):
    transactions = memory_transactions()
    orders = [tell_order(VENUE) for _ in range(2 * MINIMUM_POISONED)]
    transactions.poisoned = {order.order_id for order in orders}
    take = intake(transactions)
    for order in orders[: MINIMUM_POISONED - 1]:
        await take([read_order_event(order.tell("created"))])
    with pytest.raises(TooManyParked):
        await take([read_order_event(order.tell("created")) for order in orders[MINIMUM_POISONED - 1 :]])
    assert len(transactions.desk.parked) == MINIMUM_POISONED - 1


async def test_one_sick_order_in_thirty_does_not_open_the_breaker(tell_order, memory_transactions):
    transactions = memory_transactions()
    take = intake(transactions)
    for number in range(900):
        order = tell_order(VENUE)
        if number % 30 == 0:
            transactions.poisoned.add(order.order_id)
        await take([read_order_event(order.tell("created"))])
    assert len(transactions.desk.parked) == 30


async def test_an_order_that_moves_to_another_venue_is_a_contradiction(tell_order):
    news = read_order_event(tell_order(VENUE).tell("created")).news
    with pytest.raises(Contradiction):
        follow(FollowedOrder(news.order_id, UUID(int=2)), None, news, quote_seconds=1)


async def test_the_kitchens_seen_comes_back_after_the_loss_of_the_database(tell_order, memory_transactions):
    order = tell_order(VENUE)
    order.until("payment_succeeded")
    transactions = memory_transactions()
    await intake(transactions)([read_order_event(order.tell("kitchen_seen"))])
    assert transactions.desk.tickets[order.order_id].first_seen_at is not None
