"""One engine per process; each unit of work is one transaction that knows its venue.

Every transaction begins with `app.venue_id`, on which the row-level policies rest; without a venue it is empty and
such policies show no row. It begins and ends on the asyncpg connection below SQLAlchemy, which itself runs in its
autocommit mode: so BEGIN and the venue are one round trip, and hand-written SQL (`fetch`, `execute`), which costs a third
of the CPU there, is part of the same transaction as what the ORM does.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import event, make_url
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from twyst.mailbox.errors import CONNECTION_ERRORS

CONNECT_TIMEOUT_SECONDS = 5.0
POOL_WAIT_SECONDS = 5.0
ANSWERED_SECONDS = 5.0
"""How long a statement may take where somebody waits for an answer: the API then says 503 within ten seconds."""
_SILENCE_SECONDS = 2.0
_ROLL_BACK_SECONDS = 2.0


def server_settings(
    application_name: str,
    *,
    statement_timeout_seconds: float = 30.0,
    transaction_timeout_seconds: float | None = None,
) -> dict[str, str]:
    """What each connection tells the server: no statement, lock, idle or whole transaction lasts without a bound.

    A transaction may last twice as long as a statement unless it is said how long; 0 is for ever. That bound alone ends the
    transaction of a process that froze after it had prepared a statement and before it executed it: the server takes
    it for one at work, which is neither idle nor, while it waits for its client, ended by the statement's time-out.
    """
    if transaction_timeout_seconds is None:
        transaction_timeout_seconds = 2 * statement_timeout_seconds
    return {
        "application_name": application_name,
        "statement_timeout": f"{int(statement_timeout_seconds * 1000)}",
        "lock_timeout": "5000",
        "idle_in_transaction_session_timeout": "30000",
        "transaction_timeout": f"{int(transaction_timeout_seconds * 1000)}",
        "tcp_keepalives_idle": "15",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "timezone": "UTC",
        "jit": "off",  # our statements are short; compiling them costs more than it saves
    }


class Database:
    """A bounded pool of connections to one database, and the only way to a transaction on it.

    `dsn` is a plain `postgresql://user:password@host:port/name`; the time-outs are those of `server_settings`.
    """

    def __init__(
        self,
        dsn: str,
        *,
        pool_size: int,
        application_name: str,
        statement_timeout_seconds: float = 30.0,
        transaction_timeout_seconds: float | None = None,
        pool_wait_seconds: float = POOL_WAIT_SECONDS,
    ) -> None:
        self.dsn = dsn
        settings = server_settings(
            application_name,
            statement_timeout_seconds=statement_timeout_seconds,
            transaction_timeout_seconds=transaction_timeout_seconds,
        )
        self.engine = _engine(dsn, pool_size, settings, statement_timeout_seconds, pool_wait_seconds)

    @asynccontextmanager
    async def transaction(self, venue_id: UUID | None = None) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed when the block ends and rolled back when it raises.

        Waiting for a connection is bounded; running out of time is a transient error (see `errors.is_transient`).
        """
        async with self.engine.connect() as connection:
            raw = await driver(connection)
            try:
                await raw.execute(_BEGIN.format(venue_id or ""))
                yield connection
                await _commit(raw)
            except BaseException as error:
                await _roll_back(raw, error)
                raise

    @asynccontextmanager
    async def session(self, venue_id: UUID | None = None) -> AsyncIterator[AsyncSession]:
        """The same, as an ORM session. It is flushed and committed at the end of the block."""
        async with self.transaction(venue_id) as connection:
            session = AsyncSession(bind=connection, expire_on_commit=False)
            try:
                yield session
                await session.flush()
            finally:
                await session.close()

    async def ping(self) -> None:
        """One round trip, for readiness; raises what a transaction would raise."""
        async with self.engine.connect() as connection:
            await connection.exec_driver_sql("SELECT 1")

    async def close(self) -> None:
        """Close the pool."""
        await self.engine.dispose()


_BEGIN = "BEGIN; SET LOCAL app.venue_id = '{}'"


async def _commit(raw: asyncpg.Connection) -> None:
    """Raises InFailedSQLTransactionError when the server rolled back instead: an error was passed over on the way."""
    if await raw.execute("COMMIT") != "COMMIT":
        raise asyncpg.InFailedSQLTransactionError("rolled back, because a statement had failed")


async def _roll_back(raw: asyncpg.Connection, because: BaseException) -> None:
    """A connection that cannot roll back at once is dropped, and with it its transaction."""
    if isinstance(because, TimeoutError):
        # The server, or the way to it, is silent. asyncpg would wait for it once more before it sent anything.
        raw.terminate()
        return
    try:
        async with asyncio.timeout(_ROLL_BACK_SECONDS):
            await raw.execute("ROLLBACK")
    except BaseException as error:
        raw.terminate()
        if not isinstance(error, CONNECTION_ERRORS):
            raise


def _engine(
    dsn: str,
    pool_size: int,
    settings: dict[str, str],
    statement_timeout_seconds: float,
    pool_wait_seconds: float,
) -> AsyncEngine:
    engine = create_async_engine(
        make_url(dsn).set(drivername="postgresql+asyncpg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=pool_wait_seconds,
        pool_use_lifo=True,
        isolation_level="AUTOCOMMIT",
        json_serializer=to_json,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "timeout": CONNECT_TIMEOUT_SECONDS,
            # The server's own time-out is the rule; this one is for a server that does not answer at all.
            "command_timeout": statement_timeout_seconds + _SILENCE_SECONDS,
            "server_settings": settings,
        },
    )
    event.listen(engine.sync_engine, "checkout", _refuse_unusable)
    return engine


def _refuse_unusable(dbapi_connection: Any, _record: Any, _proxy: Any) -> None:
    """Notice at no cost that the server went away: asyncpg knows when its socket was closed.

    A ping before each use would cost a round trip per transaction and find little more.
    """
    raw = dbapi_connection.driver_connection
    if raw.is_closed():
        raise InvalidatePoolError("the server closed the connection")
    if raw.is_in_transaction():
        raise DisconnectionError("somebody left a transaction open")


async def driver(connection: AsyncConnection) -> asyncpg.Connection:
    """The asyncpg connection below `connection`, in the same transaction."""
    assert connection.sync_connection is not None
    return connection.sync_connection.connection.driver_connection


async def fetch(connection: AsyncConnection, sql: str, *arguments: Any) -> list[asyncpg.Record]:
    """Rows of hand-written SQL with `$1` parameters, within the connection's transaction.

    `jsonb` goes in as text (`to_json`) and comes out decoded; arrays are lists, for `unnest` and `ANY`.
    """
    rows: list[asyncpg.Record] = await (await driver(connection)).fetch(sql, *arguments)
    return rows


async def fetch_value(connection: AsyncConnection, sql: str, *arguments: Any) -> Any:
    """The first column of the first row, or None."""
    return await (await driver(connection)).fetchval(sql, *arguments)


async def execute(connection: AsyncConnection, sql: str, *arguments: Any) -> int:
    """Run hand-written SQL; the number of rows it touched (0 for statements that count none)."""
    status: str = await (await driver(connection)).execute(sql, *arguments)
    count = status.rpartition(" ")[2]
    return int(count) if count.isdigit() else 0


def to_json(value: Any) -> str:
    """A value as text for a `$n::jsonb` parameter."""
    return msgspec.json.encode(value).decode()


def to_json_array(values: Sequence[Any]) -> list[str]:
    """Values as text for an `unnest($n::text[])` whose column is then cast to jsonb."""
    return [to_json(value) for value in values]
