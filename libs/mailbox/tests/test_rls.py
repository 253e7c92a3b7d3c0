import uuid

import pytest

from twyst.mailbox.database import Database, execute, fetch, fetch_value
from twyst.mailbox.errors import is_transient
from twyst.mailbox.rls import audit_rls, security_statements

pytestmark = pytest.mark.integration

MINE, OTHER = uuid.uuid4(), uuid.uuid4()
INSERT = "INSERT INTO note (note_id, venue_id, text, extra) VALUES ($1, $2, $3, '{}')"


@pytest.fixture
async def notes(worker):
    """Two notes of each venue."""
    async with worker.transaction() as tx:
        for venue, text in ((MINE, "m1"), (MINE, "m2"), (OTHER, "o1"), (OTHER, "o2")):
            await execute(tx, INSERT, uuid.uuid4(), venue, text)


@pytest.fixture
async def owner(world):
    database = Database(world.dsns.migrator, pool_size=1, application_name="owner")
    yield database
    await database.close()


async def texts(database, venue_id=None):
    async with database.transaction(venue_id) as tx:
        return {row["text"] for row in await fetch(tx, "SELECT text FROM note")}


@pytest.mark.usefixtures("notes")
async def test_each_role_sees_what_it_may(world, api, worker, owner):
    assert await texts(api, MINE) == {"m1", "m2"}
    assert await texts(api, OTHER) == {"o1", "o2"}
    assert await texts(api) == set()
    assert await texts(owner) == set()
    assert await texts(owner, MINE) == set()
    assert await texts(worker) == {"m1", "m2", "o1", "o2"}
    auditor = Database(world.dsns.auditor, pool_size=1, application_name="auditor")
    assert await texts(auditor) == {"m1", "m2", "o1", "o2"}
    await auditor.close()


@pytest.mark.usefixtures("notes")
async def test_without_a_venue_a_connection_that_had_one_sees_nothing(world):
    """After a first `set_config` the setting is an empty string and no longer NULL; neither may match a row."""
    database = Database(world.dsns.api, pool_size=1, application_name="one connection")
    assert await texts(database, MINE) == {"m1", "m2"}
    assert await texts(database) == set()
    await database.close()


@pytest.mark.usefixtures("notes")
async def test_rows_of_another_venue_can_neither_be_written_nor_touched(api, worker):
    with pytest.raises(Exception, match="row-level security") as refused:
        async with api.transaction(MINE) as tx:
            await execute(tx, INSERT, uuid.uuid4(), OTHER, "smuggled")
    assert not is_transient(refused.value)
    with pytest.raises(Exception, match="row-level security"):
        async with api.transaction(MINE) as tx:
            await execute(tx, "UPDATE note SET venue_id = $1", OTHER)
    with pytest.raises(Exception, match="row-level security"):
        async with api.transaction() as tx:
            await execute(tx, INSERT, uuid.uuid4(), MINE, "without a venue")
    async with api.transaction(MINE) as tx:
        assert await execute(tx, "UPDATE note SET extra = '{\"a\":1}'") == 2
    async with worker.transaction() as tx:
        assert await fetch_value(tx, "SELECT count(*) FROM note WHERE extra = '{\"a\":1}'") == 2


async def test_privileges_are_those_that_were_named(api, worker):
    for database, sql in (
        (api, "DELETE FROM note"),
        (api, "SELECT * FROM inbox"),
        (worker, "DELETE FROM parked"),
    ):
        with pytest.raises(Exception, match="permission denied"):
            async with database.transaction(MINE) as tx:
                await fetch(tx, sql)
    for database in (api, worker):
        with pytest.raises(Exception, match="must be owner"):
            async with database.transaction(MINE) as tx:
                await execute(tx, "ALTER TABLE note DISABLE ROW LEVEL SECURITY")


async def test_an_append_only_table_refuses_changes_even_to_its_owner(world, worker, owner):
    async with worker.transaction() as tx:
        await execute(tx, "INSERT INTO entry (entry_id, venue_id) VALUES (1, $1)", MINE)
    await world.admin("GRANT UPDATE, DELETE, TRUNCATE ON entry TO order_worker")
    for sql in ("UPDATE entry SET entry_id = 2", "DELETE FROM entry", "TRUNCATE entry"):
        with pytest.raises(Exception, match="append-only"):
            async with worker.transaction() as tx:
                await execute(tx, sql)
    with pytest.raises(Exception, match="append-only"):
        async with owner.transaction() as tx:
            await execute(tx, "TRUNCATE entry")
    async with worker.transaction() as tx:
        assert await fetch_value(tx, "SELECT count(*) FROM entry") == 1


async def test_the_audit_names_every_table_that_is_not_protected(world, owner):
    async with owner.transaction() as tx:
        assert await audit_rls(tx) == []
        await execute(tx, "CREATE TABLE forgotten (venue_id uuid)")
        await execute(tx, "ALTER TABLE note NO FORCE ROW LEVEL SECURITY")
        await execute(tx, "DROP POLICY feed_api ON feed")
        assert await audit_rls(tx) == [
            "forgotten: row security is not enabled, row security is not forced, no policy",
            "note: row security is not forced",
        ]
        for policy in ("feed_worker", "feed_auditor"):
            await execute(tx, f"DROP POLICY {policy} ON feed")
        assert "feed: no policy" in await audit_rls(tx)


async def test_the_statements_may_run_again(world, owner, api):
    async with owner.transaction() as tx:
        for statement in security_statements("order", world.security):
            await tx.exec_driver_sql(statement)
    assert await texts(api) == set()
