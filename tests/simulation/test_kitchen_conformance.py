"""What fulfillment relies on in its store, asked of the simulation's store and of PostgreSQL alike."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from twyst.fulfillment.application.ports import Delivery, TicketLapsed, ToPark
from twyst.fulfillment.domain.follow import FollowedOrder
from twyst.fulfillment.domain.lifecycle import Stage
from twyst.fulfillment.domain.ticket import Details, Line, Ticket, TicketState, revised
from twyst.fulfillment.domain.venue import Table, Venue
from twyst.messaging.records import Record

GROUP = "conformance"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
A_WHILE_SECONDS = 0.1


def new_ticket(**changes: Any) -> Ticket:
    details = Details(uuid4(), "7", "A1", "eur", 1000, (Line("1", "Soup", 1),))
    ticket = Ticket(uuid4(), uuid4(), details, TicketState.READY, 3, LONG_AGO, 900)
    return revised(None, replace(ticket, **changes))


def delivery(event_id: str | None, offset: int, key: UUID | None = None) -> Delivery[Any]:
    record = Record("t", 0, offset, b"key", b"value", {"h": "1"}, 5)
    return Delivery(record, None if key is None else str(key), event_id, None)


async def test_an_order_is_followed_from_its_beginning_and_locked(kitchen: Any) -> None:
    order_id, venue_id = uuid4(), uuid4()

    async def hear() -> int:
        async with kitchen.begin() as desk:
            found = (await desk.lock_orders({order_id: venue_id}))[order_id]
            await desk.save_orders([replace(found, seq=found.seq + 1, stage=Stage.PAID)])
            return int(found.seq)

    assert sorted(await asyncio.gather(*(hear() for _ in range(4)))) == [0, 1, 2, 3]
    async with kitchen.begin() as desk:
        known = await desk.lock_orders({order_id: uuid4()})
        assert known == {order_id: FollowedOrder(order_id, venue_id, 4, Stage.PAID)}
        assert await desk.lock_orders({}) == {}


async def test_an_event_is_claimed_once(kitchen: Any) -> None:
    first, copy, other = delivery("e1", 1), delivery("e1", 2), delivery("e2", 3)
    nameless = delivery(None, 4)
    async with kitchen.begin() as desk:
        assert await desk.claim(GROUP, [other, first, copy, nameless]) == [other, first, nameless]
    async with kitchen.begin() as desk:
        assert await desk.claim(GROUP, [copy, nameless]) == []
        assert await desk.claim("another group", [first]) == [first]


async def test_a_claim_that_was_rolled_back_is_open_again(kitchen: Any) -> None:
    event = delivery("e1", 1)
    with pytest.raises(ZeroDivisionError):
        async with kitchen.begin() as desk:
            await desk.claim(GROUP, [event])
            raise ZeroDivisionError
    async with kitchen.begin() as desk:
        assert await desk.claim(GROUP, [event]) == [event]


async def test_tickets_are_read_back_as_they_were_written(kitchen: Any) -> None:
    ticket = new_ticket()
    async with kitchen.begin() as desk:
        await desk.insert_tickets([ticket])
    async with kitchen.begin() as desk:
        assert await desk.lock_tickets([ticket.order_id, uuid4()]) == {ticket.order_id: ticket}
        seen = replace(ticket, first_seen_at=LONG_AGO, first_seen_by="board", ticked=("1",))
        await desk.save_tickets([seen])
        waiting = asyncio.ensure_future(_lock(kitchen, ticket.order_id))
        await asyncio.sleep(A_WHILE_SECONDS)
    assert await waiting == seen


async def _lock(kitchen: Any, order_id: UUID) -> Ticket:
    async with kitchen.begin() as desk:
        ticket: Ticket = (await desk.lock_tickets([order_id]))[order_id]
        return ticket


async def test_a_ticket_opened_twice_is_a_permanent_error(kitchen: Any) -> None:
    ticket = new_ticket()
    async with kitchen.begin() as desk:
        await desk.insert_tickets([ticket])
    with pytest.raises(Exception, match="tickets") as raised:
        async with kitchen.begin() as desk:
            await desk.insert_tickets([ticket])
    assert not kitchen.is_transient(raised.value)


async def test_unseen_tickets_are_the_oldest_first_and_each_for_one(kitchen: Any) -> None:
    older, newer = new_ticket(opened_at=LONG_AGO - timedelta(days=1)), new_ticket()
    seen = new_ticket(first_seen_at=LONG_AGO)
    over = new_ticket(state=TicketState.COMPLETED, finished_at=LONG_AGO)
    soon = new_ticket(opened_at=datetime.now(UTC) + timedelta(hours=1))
    async with kitchen.begin() as desk:
        await desk.insert_tickets([newer, older, seen, over, soon])
    wait = {"opened_for": timedelta(seconds=30)}
    async with kitchen.begin() as desk, kitchen.begin() as other:
        assert await desk.lock_unseen(**wait, limit=1) == [older]
        assert await other.lock_unseen(**wait, limit=5) == [newer]
        await desk.save_tickets([replace(older, alarmed_at=LONG_AGO)])
    async with kitchen.begin() as desk:
        assert await desk.lock_unseen(**wait, limit=5) == [newer]


async def test_tickets_lapse_the_oldest_first_and_are_counted_by_venue(kitchen: Any) -> None:
    older = new_ticket(opened_at=LONG_AGO - timedelta(days=1), alarmed_at=LONG_AGO)
    newer = new_ticket(alarmed_at=LONG_AGO, venue_id=older.venue_id)
    quiet, seen = new_ticket(), new_ticket(alarmed_at=LONG_AGO, first_seen_at=LONG_AGO)
    over = new_ticket(alarmed_at=LONG_AGO, state=TicketState.COMPLETED, finished_at=LONG_AGO)
    async with kitchen.begin() as desk:
        await desk.insert_tickets([newer, older, quiet, seen, over])
    wait = {"opened_for": timedelta(seconds=30)}
    async with kitchen.begin() as desk:
        assert await desk.lock_lapsing(**wait, limit=1) == [older]
        await desk.save_tickets([replace(older, lapsed_at=LONG_AGO)])
        await desk.publish_lapsed([TicketLapsed(older.order_id, older.venue_id, LONG_AGO)])
    async with kitchen.begin() as desk:
        assert await desk.lock_lapsing(**wait, limit=5) == [newer]
        assert await desk.lapsed_since(LONG_AGO - timedelta(seconds=1)) == {older.venue_id: 1}
        assert await desk.lapsed_since(LONG_AGO) == {}


async def test_one_transaction_at_a_time_lets_tickets_lapse(kitchen: Any) -> None:
    ticket = new_ticket(alarmed_at=LONG_AGO)
    async with kitchen.begin() as desk:
        await desk.insert_tickets([ticket])

    async def lapse_one() -> int:
        async with kitchen.begin() as desk:
            due = await desk.lock_lapsing(opened_for=timedelta(seconds=30), limit=5)
            await desk.save_tickets([replace(each, lapsed_at=LONG_AGO) for each in due])
            return len(due)

    assert sorted(await asyncio.gather(*(lapse_one() for _ in range(4)))) == [0, 0, 0, 1]


async def test_a_venue_is_replaced_by_newer_revisions_only(kitchen: Any) -> None:
    first = Venue(uuid4(), 2, "Before", "Europe/Paris")
    async with kitchen.begin() as desk:
        assert await desk.save_venues([first]) == {first.venue_id}
        assert await desk.save_venues([replace(first, revision=1, name="Old")]) == frozenset()
        assert await desk.save_venues([replace(first, name="Same")]) == frozenset()
        assert await desk.save_venues([replace(first, revision=3, name="New")]) == {first.venue_id}
        assert (await desk.venues([first.venue_id, uuid4()]))[first.venue_id].name == "New"


async def test_a_record_of_the_same_revision_brings_the_tables_that_were_missing_once(kitchen: Any) -> None:
    bare = Venue(uuid4(), 2, "Bistro", "Europe/Paris")
    told = replace(bare, tables=(Table(uuid4(), "1"),))
    async with kitchen.begin() as desk:
        await desk.save_venues([bare])
        assert await desk.save_venues([told]) == {bare.venue_id}
        assert await desk.save_venues([replace(told, tables=()), bare]) == frozenset()
        # A record of a later revision says it all, as it is.
        assert await desk.save_venues([replace(bare, revision=3)]) == {bare.venue_id}


async def test_parked_news_wait_in_the_order_of_arrival(kitchen: Any) -> None:
    one = uuid4()
    parked = [
        ToPark(delivery(name, offset, one), "failed", "why") for offset, name in enumerate(("e2", "e1"))
    ]
    async with kitchen.begin() as desk:
        await desk.park(GROUP, parked)
        await desk.park(GROUP, parked)
    async with kitchen.begin() as desk:
        assert (await desk.held_back(GROUP, [str(one), "x"], ["e2"])).parked_keys == {str(one)}
        waiting = await desk.take_parked(str(one))
        assert [each.event_id for each in waiting] == ["e2", "e1"]
        ids = [each.id for each in waiting]
        assert await desk.resolve_parked(ids[:1], redriven=False, by="me", resolution="bad") == 1
        assert await desk.resolve_parked(ids, redriven=True, by="me", resolution="mended") == 1
        held = await desk.held_back(GROUP, [str(one)], ["e2", "e1"])
        assert (held.parked_keys, held.discarded_events) == (frozenset(), {"e2"})
