"""No connection, statement, lock or transaction lasts without a bound, whatever became of the process that began it."""

import asyncio
import uuid

import pytest

from twyst.mailbox.connection import dedicated
from twyst.mailbox.database import Database, driver, execute, fetch, fetch_value
from twyst.mailbox.errors import CONNECTION_ERRORS, is_transient

pytestmark = pytest.mark.integration

INSERT = "INSERT INTO note (note_id, venue_id, text, extra) VALUES ($1, $1, 'wanted by two', '{}')"


async def test_no_connection_waits_without_a_bound(worker):
    async with worker.transaction() as tx:
        names = (
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "transaction_timeout",
        )
        assert [await fetch_value(tx, f"SHOW {name}") for name in names] == ["30s", "5s", "30s", "1min"]


async def test_who_freezes_in_the_middle_of_a_statement_does_not_keep_its_locks(world, worker):
    """Prepared and not executed: for the server that is at work, so that no other time-out ends it."""
    async with worker.transaction() as tx:
        await execute(tx, INSERT, uuid.uuid4())
    frozen = Database(
        world.dsns.worker, pool_size=1, application_name="frozen", transaction_timeout_seconds=1.0
    )
    with pytest.raises(CONNECTION_ERRORS) as ended:
        async with frozen.transaction() as tx:
            await fetch(tx, "SELECT FROM note FOR UPDATE")
            prepared = await (await driver(tx)).prepare("SELECT 1")
            async with worker.transaction() as other:
                assert await execute(other, "UPDATE note SET text = 'had by the other'") == 1
            await prepared.fetch()
    assert is_transient(ended.value)
    async with frozen.transaction() as tx:
        assert await fetch_value(tx, "SELECT text FROM note") == "had by the other"
    await frozen.close()


async def test_an_operators_transaction_may_last(world):
    patient = Database(world.dsns.worker, pool_size=1, application_name="ops", transaction_timeout_seconds=0)
    async with patient.transaction() as tx:
        assert await fetch_value(tx, "SHOW transaction_timeout") == "0"
    await patient.close()


async def test_who_freezes_there_loses_the_locks_of_the_session_too(world):
    """Such as a relay's, which another one waits for."""
    held = dedicated(world.dsns.worker, application_name="half", command_timeout_seconds=30, idle_seconds=0.5)
    async with held as (connection, lost):
        async with asyncio.timeout(10):
            assert await connection.fetchval("SELECT pg_try_advisory_lock(1)")
            await connection.prepare("SELECT 1")
            await lost.wait()
    async with dedicated(world.dsns.worker, application_name="next", command_timeout_seconds=30) as another:
        assert await another[0].fetchval("SELECT pg_try_advisory_lock(1)")
