"""The database itself: migrations match the tables, venues see their own rows, the ledger cannot be changed."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from twyst.mailbox import migrate
from twyst.mailbox.database import Database
from twyst.mailbox.rls import audit_rls
from twyst.reconciliation.adapters.migrate import upgrade
from twyst.reconciliation.adapters.schema import SECURITY, metadata

LEDGER = ("ledger_transactions", "ledger_entries", "discrepancy_events")


@pytest.fixture
async def dsn(database):
    return await database("reconciliation")


async def rows(dsn, sql, *arguments, venue_id=None, operator=False):
    connection = await asyncpg.connect(dsn)
    try:
        async with connection.transaction():
            if venue_id is not None:
                await connection.execute("SELECT set_config('app.venue_id', $1, true)", venue_id)
            if operator:
                await connection.execute("SELECT set_config('app.operator', 'on', true)")
            return [tuple(row) for row in await connection.fetch(sql, *arguments)]
    finally:
        await connection.close()


async def test_the_migrations_make_the_tables_that_the_code_has(dsn):
    assert await migrate.check(dsn.migrator, metadata) == []
    assert {table.name for table in SECURITY} == set(metadata.tables)


async def test_migrating_again_changes_nothing(dsn):
    await asyncio.to_thread(upgrade, dsn.migrator)
    assert await migrate.check(dsn.migrator, metadata) == []


async def test_every_table_with_a_venue_is_protected(dsn):
    auditor = Database(dsn.auditor, pool_size=1, application_name="test")
    async with auditor.transaction() as connection:
        assert await audit_rls(connection) == []
    await auditor.close()


async def test_venues_see_their_own_rows_and_nobody_sees_any_without_a_venue(books, make, other):
    await books.record(make.venue(), other.venue(), make.order(1), make.leg(1), make.fee(1))
    await books.record(other.order(1), other.order(2), other.leg(1))
    await books.record(make.seen(make.payout(900)), other.seen(other.payout(900)))
    dsn = books.roles.api
    for table in SECURITY:
        if not table.api:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await rows(dsn, f"SELECT * FROM {table.name}", venue_id=make.venue_id)
            continue
        count = f"SELECT venue_id::text, count(*) FROM {table.name} GROUP BY 1"
        assert await rows(dsn, count) == []
        seen = await rows(dsn, count, venue_id=make.venue_id)
        assert {venue_id for venue_id, _ in seen} <= {make.venue_id}
    assert await rows(dsn, "SELECT count(*) FROM orders", venue_id=other.venue_id) == [(2,)]


async def test_the_operator_sees_sums_and_no_orders(books, make, other):
    await books.record(make.order(1), other.order(1))
    dsn = books.roles.api
    assert await rows(dsn, "SELECT count(DISTINCT venue_id) FROM ledger_balances", operator=True) == [(2,)]
    for table in ("orders", "lines", "ledger_entries", "payouts"):
        assert await rows(dsn, f"SELECT * FROM {table}", operator=True) == []


async def test_the_ledger_and_the_history_are_append_only(books, make):
    await books.record(make.order(1))
    # Not even who bypasses row-level security can change them; the worker has not got the right to try.
    for dsn, error in (
        (books.database.dsn, asyncpg.InsufficientPrivilegeError),
        (books.roles.admin, asyncpg.RestrictViolationError),
    ):
        for table in ("ledger_transactions", "ledger_entries"):
            for verb in (f"UPDATE {table} SET venue_id = venue_id", f"DELETE FROM {table}"):
                with pytest.raises(error):
                    await rows(dsn, verb)
        for table in (*LEDGER,):
            with pytest.raises(error):
                await rows(dsn, f"TRUNCATE {table} CASCADE")


async def test_an_unbalanced_transaction_is_refused(books, make):
    await books.record(make.order(1))
    entry = (
        "INSERT INTO ledger_entries (transaction_id, venue_id, currency, account, amount_minor) "
        "SELECT transaction_id, venue_id, currency, 'held', 1 FROM ledger_transactions"
    )
    with pytest.raises(asyncpg.CheckViolationError, match="does not sum to zero"):
        await rows(books.database.dsn, entry)
