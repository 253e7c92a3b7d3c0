"""The schema: migrations and tables agree, and every venue sees its own rows and no other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from twyst.fulfillment.adapters.migrate import upgrade
from twyst.fulfillment.adapters.schema import metadata
from twyst.fulfillment.adapters.upkeep import PostgresUpkeep
from twyst.fulfillment.application.upkeep import Retention
from twyst.fulfillment.application.work_ticket import UnknownTicket, mark_seen
from twyst.mailbox import migrate
from twyst.mailbox.database import execute, fetch, fetch_value
from twyst.mailbox.rls import audit_rls

VENUE_TABLES = ("tickets", "venues", "feed", "feed_cursor")


async def test_the_migrations_make_the_tables_that_the_code_has(database):
    dsns = await database("fulfillment")
    assert await migrate.check(dsns.migrator, metadata) == []


async def test_migrating_again_changes_nothing(fresh_database):
    dsns = await fresh_database("fulfillment")
    await asyncio.to_thread(upgrade, dsns.migrator)
    assert await migrate.check(dsns.migrator, metadata) == []


async def test_every_table_with_a_venue_is_protected(kitchen):
    async with kitchen.worker.transaction() as tx:
        assert await audit_rls(tx) == []


async def test_the_api_sees_one_venue_and_the_owner_none(kitchen, database, tell_order, tell_venue):
    mine, theirs = uuid4(), uuid4()
    orders = {venue: tell_order(venue) for venue in (mine, theirs)}
    for venue, order in orders.items():
        await kitchen.take_venues([tell_venue(venue)])
        await kitchen.take_orders(order.until("payment_succeeded"))
    for table in VENUE_TABLES:
        async with kitchen.api.transaction(mine) as tx:
            rows = await fetch(tx, f"SELECT DISTINCT venue_id FROM {table}")
            assert [row["venue_id"] for row in rows] == [mine], table
        async with kitchen.api.transaction() as tx:
            assert await fetch_value(tx, f"SELECT count(*) FROM {table}") == 0
    owner = await asyncpg.connect((await database("fulfillment")).migrator)
    try:
        assert [await owner.fetchval(f"SELECT count(*) FROM {table}") for table in VENUE_TABLES] == [0] * 4
    finally:
        await owner.close()

    with pytest.raises(UnknownTicket):
        await mark_seen(kitchen.venue_transactions, mine, orders[theirs].order_id, by="mallory")
    async with kitchen.api.transaction(mine) as tx:
        changed = await execute(tx, "UPDATE tickets SET void_reason = 'x' WHERE venue_id = $1", theirs)
        assert changed == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with kitchen.api.transaction(mine) as tx:
            await execute(tx, "UPDATE tickets SET venue_id = $1", theirs)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM tickets", "SELECT * FROM parked", "SELECT * FROM followed_orders"]
)
async def test_the_api_may_no_more_than_it_needs(kitchen, statement):
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with kitchen.api.transaction(uuid4()) as tx:
            await execute(tx, statement)


async def test_what_is_over_is_pruned_and_open_tickets_stay(fresh_kitchen, tell_order, venue_id):
    kitchen = fresh_kitchen
    done, still_open = tell_order(venue_id), tell_order(venue_id)
    await kitchen.take_orders([*done.until("completed"), *still_open.until("payment_succeeded")])
    upkeep = PostgresUpkeep(kitchen.worker)
    vitals = await upkeep.vitals()
    assert (vitals.open_tickets, vitals.late_tickets, vitals.unseen_tickets) == (1, 1, 1)
    assert vitals.unseen_oldest_seconds > 0
    keep = timedelta(days=36500)
    assert await upkeep.prune(Retention(keep, keep, keep, keep)) == 0
    nothing = timedelta(0)
    assert await upkeep.prune(Retention(nothing, nothing, nothing, nothing)) == 2 + 8 + 1 + 1
    board = await kitchen.board(venue_id)
    assert [each.order_id for each in board.tickets] == [still_open.order_id]
    await kitchen.take_orders([still_open.tell("fulfilling")])
    assert kitchen.count("gap") == kitchen.count("first_sight") == 0
