import asyncio

import pytest
from alembic import command

from twyst.mailbox import migrate
from twyst.mailbox.database import Database, fetch
from twyst.mailbox.migrate import check, upgrade

pytestmark = pytest.mark.integration

SCRIPT = '''"""${message}"""
import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades}
'''


@pytest.fixture
def scripts(tmp_path):
    (tmp_path / "versions").mkdir()
    (tmp_path / "env.py").write_text(
        "from twyst.mailbox.migrate import run_environment\n\nrun_environment()\n"
    )
    (tmp_path / "script.py.mako").write_text(SCRIPT)
    return tmp_path


async def tables(dsn):
    database = Database(dsn, pool_size=1, application_name="look")
    async with database.transaction() as tx:
        rows = await fetch(
            tx, "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
    await database.close()
    return {row["relname"] for row in rows}


async def test_tables_in_code_become_a_revision_a_database_and_no_drift(empty_world, scripts):
    dsn, metadata = empty_world.dsns.migrator, empty_world.table.metadata
    assert await check(dsn, metadata)
    await migrate._with_connection(
        dsn,
        lambda connection: command.revision(
            migrate._config(connection, scripts, metadata), message="first", autogenerate=True
        ),
    )
    assert await tables(dsn) <= {"alembic_version"}
    await asyncio.gather(*(upgrade(dsn, scripts, metadata) for _ in range(4)))
    assert await check(dsn, metadata) == []
    assert await tables(dsn) == {*metadata.tables, "alembic_version"}
    await upgrade(dsn, scripts, metadata)


async def test_a_change_of_the_database_is_drift(world):
    dsn, metadata = world.dsns.migrator, world.table.metadata
    assert await check(dsn, metadata) == []
    await world.admin("ALTER TABLE note ALTER COLUMN text DROP NOT NULL")
    await world.admin("DROP INDEX ix_outbox_unpublished")
    differences = await check(dsn, metadata)
    assert len(differences) == 2
    assert any("modify_nullable" in difference for difference in differences)
    assert any("ix_outbox_unpublished" in difference for difference in differences)


async def test_a_migration_that_fails_leaves_nothing(empty_world, scripts):
    (scripts / "versions" / "a1_first.py").write_text(
        'from alembic import op\n\nrevision = "a1"\ndown_revision = None\n\n\n'
        'def upgrade():\n    op.execute("CREATE TABLE half (id int)")\n    op.execute("SELECT 1 / 0")\n'
    )
    with pytest.raises(Exception, match="division by zero"):
        await upgrade(empty_world.dsns.migrator, scripts, empty_world.table.metadata)
    assert await tables(empty_world.dsns.migrator) == set()
