"""A database per test with all of mailbox's tables, one table of a made-up service, and that service's four roles."""

import secrets
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest
from sqlmodel import Field, SQLModel

from twyst.devstack.databases import (
    ServiceDatabase,
    derived_passwords,
    drop_database,
    ensure_database,
    service_database,
)
from twyst.mailbox.database import Database
from twyst.mailbox.feed import feed_tables
from twyst.mailbox.inbox import inbox_table
from twyst.mailbox.outbox import outbox_table
from twyst.mailbox.parking import parked_table
from twyst.mailbox.rls import (
    ALL,
    APPEND,
    CHANGE,
    READ,
    Privilege,
    TableSecurity,
    security_statements,
)
from twyst.mailbox.tables import json_field, service_registry

# The cluster's roles are the platform's; the tables here are not the order service's.
SERVICE = "order"


class Table(SQLModel, registry=service_registry()):
    pass


class Note(Table, table=True):
    __tablename__ = "note"

    note_id: uuid.UUID = Field(primary_key=True)
    venue_id: uuid.UUID = Field(index=True)
    text: str = Field(unique=True)
    extra: dict[str, object] = json_field(default_factory=dict)


class Entry(Table, table=True):
    __tablename__ = "entry"

    entry_id: int = Field(primary_key=True)
    venue_id: uuid.UUID


outbox_table(Table.metadata)
inbox_table(Table.metadata)
feed_tables(Table.metadata)
parked_table(Table.metadata)

SECURITY = [
    TableSecurity("note", api=CHANGE, worker=ALL),
    TableSecurity("entry", api=APPEND, worker=APPEND, append_only=True),
    TableSecurity("feed", api=READ, worker=ALL),
    TableSecurity("feed_cursor", api=READ, worker=ALL),
    TableSecurity("outbox", api=frozenset({Privilege.INSERT}), worker=ALL, venue_column=None),
    TableSecurity("inbox", worker=ALL, venue_column=None),
    TableSecurity("parked", worker=CHANGE, venue_column=None),
]


@dataclass(frozen=True)
class World:
    """What a test works with: the DSNs of the roles, and the made-up service's tables."""

    dsns: ServiceDatabase
    table: type[Table]
    note: type[Note]
    security: list[TableSecurity]

    async def admin(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """As the superuser, on a connection that lives for this statement."""
        connection = await asyncpg.connect(self.dsns.admin)
        try:
            return await connection.fetch(sql, *arguments)
        finally:
            await connection.close()

    async def kill_connections(self, application_name: str) -> int:
        """End all connections of that name; how many it were."""
        sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = $2"
        return len(await self.admin(sql, application_name, self.dsns.name))


@pytest.fixture
async def empty_world(stack_endpoints) -> AsyncIterator[World]:
    """The database without any table."""
    admin_url = stack_endpoints.postgres_admin_url
    name = f"mailbox_{secrets.token_hex(5)}"
    await ensure_database(admin_url, SERVICE, name)
    dsns = service_database(admin_url, SERVICE, derived_passwords(admin_url), name)
    yield World(dsns, Table, Note, SECURITY)
    await drop_database(admin_url, name)


@pytest.fixture
async def world(empty_world: World) -> World:
    owner = Database(empty_world.dsns.migrator, pool_size=1, application_name="setup")
    async with owner.engine.begin() as connection:
        await connection.run_sync(Table.metadata.create_all)
        for statement in security_statements(SERVICE, SECURITY):
            await connection.exec_driver_sql(statement)
    await owner.close()
    return empty_world


@pytest.fixture
async def worker(world: World) -> AsyncIterator[Database]:
    database = Database(world.dsns.worker, pool_size=8, application_name="worker")
    yield database
    await database.close()


@pytest.fixture
async def api(world: World) -> AsyncIterator[Database]:
    database = Database(world.dsns.api, pool_size=4, application_name="api")
    yield database
    await database.close()
