import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager

import asyncpg
import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from twyst.mailbox.database import Database, execute, fetch, fetch_value, to_json, to_json_array
from twyst.mailbox.errors import is_transient, sqlstate

pytestmark = pytest.mark.integration

VENUE = uuid.uuid4()
INSERT = "INSERT INTO note (note_id, venue_id, text, extra) VALUES ($1, $2, $3, '{}')"


async def texts(database):
    async with database.transaction() as tx:
        return [row["text"] for row in await fetch(tx, "SELECT text FROM note ORDER BY text")]


async def test_a_transaction_is_one_for_orm_core_and_hand_written_sql(worker, world):
    with pytest.raises(ValueError, match="undo"):
        async with worker.session() as session:
            session.add(world.note(note_id=uuid.uuid4(), venue_id=VENUE, text="orm"))
            await session.flush()
            connection = await session.connection()
            await execute(connection, INSERT, uuid.uuid4(), VENUE, "raw")
            await connection.exec_driver_sql(INSERT, (uuid.uuid4(), VENUE, "core"))
            assert await fetch_value(connection, "SELECT count(*) FROM note") == 3
            raise ValueError("undo")
    assert await texts(worker) == []


async def test_the_end_of_the_block_commits(worker, world):
    async with worker.transaction() as tx:
        assert await execute(tx, INSERT, uuid.uuid4(), VENUE, "raw") == 1
    async with worker.session() as session:
        session.add(world.note(note_id=uuid.uuid4(), venue_id=VENUE, text="orm", extra={"a": [1, "é"]}))
    async with worker.session() as session:
        found = (await session.exec(select(world.note).where(world.note.text == "orm"))).one()
    assert found.extra == {"a": [1, "é"]}
    assert await texts(worker) == ["orm", "raw"]


async def test_an_error_that_was_passed_over_does_not_look_like_a_commit(worker):
    with pytest.raises(asyncpg.InFailedSQLTransactionError):
        async with worker.transaction() as tx:
            await execute(tx, INSERT, uuid.uuid4(), VENUE, "gone")
            with pytest.raises(asyncpg.DivisionByZeroError):
                await fetch(tx, "SELECT 1 / 0")
    assert await texts(worker) == []


async def test_a_savepoint_undoes_its_own_part(worker):
    async with worker.transaction() as tx:
        await execute(tx, INSERT, uuid.uuid4(), VENUE, "kept")
        with pytest.raises(asyncpg.DivisionByZeroError):
            async with tx.begin_nested():
                await execute(tx, INSERT, uuid.uuid4(), VENUE, "undone")
                await fetch(tx, "SELECT 1 / 0")
    assert await texts(worker) == ["kept"]


@pytest.mark.parametrize("where", ["in a statement", "between statements", "again while it rolls back"])
async def test_who_is_cancelled_leaves_no_transaction_behind(world, worker, where):
    database = Database(world.dsns.worker, pool_size=1, application_name="cancelled")
    begun = asyncio.Event()

    async def work():
        async with database.transaction() as tx:
            await execute(tx, INSERT, uuid.uuid4(), VENUE, "gone")
            begun.set()
            if where == "between statements":
                await asyncio.sleep(60)
            await fetch(tx, "SELECT pg_sleep(60)")

    task = asyncio.create_task(work())
    await begun.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    if where == "again while it rolls back":
        await asyncio.sleep(0)
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.transaction() as tx:
        assert await fetch_value(tx, "SELECT count(*) FROM note") == 0
    await database.close()


class _Way:
    """The way to the server, which can fall silent."""

    def __init__(self, dsn: str) -> None:
        self._address = make_url(dsn)
        self._open = asyncio.Event()
        self._open.set()
        self._pumps: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def leading(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        led = self._address.set(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
        yield led.render_as_string(hide_password=False)
        server.close()
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    @contextmanager
    def silent(self) -> Iterator[None]:
        self._open.clear()
        yield
        self._open.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(self._address.host, self._address.port)
        self._pumps.add(asyncio.create_task(self._pump(reader, there[1])))
        self._pumps.add(asyncio.create_task(self._pump(there[0], writer)))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._open.wait()
            writer.write(data)
        writer.close()


@pytest.mark.parametrize("moment", ["in a statement", "at the commit", "in a statement that is cancelled"])
async def test_a_silent_server_holds_nobody_for_ever(world, moment):
    way, cancelled = _Way(world.dsns.worker), moment == "in a statement that is cancelled"
    async with way.leading() as dsn:
        database = Database(
            dsn, pool_size=1, application_name="silent", statement_timeout_seconds=60 if cancelled else 0.2
        )
        with ExitStack() as silence:

            async def work():
                async with database.transaction() as tx:
                    await execute(tx, INSERT, uuid.uuid4(), VENUE, "an insert")
                    silence.enter_context(way.silent())
                    if moment != "at the commit":
                        await execute(tx, INSERT, uuid.uuid4(), VENUE, "another")

            working = asyncio.create_task(work())
            if cancelled:
                await asyncio.sleep(0.5)
                working.cancel()
            # Nothing is refused and nothing is reset: without bounds of our own this would not end.
            done, _ = await asyncio.wait({working}, timeout=30)
            assert done == {working}
            with pytest.raises(asyncio.CancelledError if cancelled else TimeoutError):
                working.result()
        async with database.transaction() as tx:
            assert await fetch_value(tx, "SELECT 1") == 1
        await database.close()


async def test_the_venue_is_set_for_one_transaction_only(api):
    async with api.transaction(VENUE) as tx:
        assert await fetch_value(tx, "SELECT current_setting('app.venue_id', true)") == str(VENUE)
    async with api.transaction() as tx:
        assert await fetch_value(tx, "SELECT current_setting('app.venue_id', true)") == ""


async def test_arrays_and_json_go_in_and_come_out(worker):
    values = [{"a": 1}, [1, 2], "é", None]
    async with worker.transaction() as tx:
        rows = await fetch(
            tx,
            "SELECT j::jsonb AS j FROM unnest($1::text[]) WITH ORDINALITY u(j, n) ORDER BY n",
            to_json_array(values),
        )
        assert [row["j"] for row in rows] == values
        assert await fetch_value(tx, "SELECT $1::jsonb", to_json({"b": 2})) == {"b": 2}


async def test_a_full_pool_is_a_transient_error(world):
    database = Database(world.dsns.worker, pool_size=1, application_name="full", pool_wait_seconds=0.1)
    async with database.transaction():
        with pytest.raises(Exception) as refused:
            async with database.transaction():
                pass
    assert is_transient(refused.value)
    await database.close()


async def test_connections_that_the_server_closed_are_replaced_unnoticed(worker, world):
    async def use():
        async with worker.transaction() as tx:
            await fetch_value(tx, "SELECT pg_sleep(0.05)")

    await asyncio.gather(*(use() for _ in range(5)))
    assert await world.kill_connections("worker") == 5
    await asyncio.sleep(0.1)
    await asyncio.gather(*(use() for _ in range(5)))


@pytest.mark.parametrize("through", ["driver", "engine"])
async def test_a_connection_lost_in_a_transaction_is_transient_and_the_next_works(worker, world, through):
    with pytest.raises(Exception) as lost:
        async with worker.transaction() as tx:
            await execute(tx, INSERT, uuid.uuid4(), VENUE, "lost")
            await world.kill_connections("worker")
            if through == "driver":
                await execute(tx, INSERT, uuid.uuid4(), VENUE, "lost too")
            else:
                await tx.exec_driver_sql(INSERT, (uuid.uuid4(), VENUE, "lost too"))
    assert is_transient(lost.value)
    assert await texts(worker) == []


async def test_a_lost_commit_is_transient(worker, world):
    with pytest.raises(Exception) as lost:
        async with worker.transaction() as tx:
            await execute(tx, INSERT, uuid.uuid4(), VENUE, "lost")
            await world.kill_connections("worker")
    assert is_transient(lost.value)
    assert await texts(worker) == []


FAILURES = [
    ("INSERT INTO note (note_id) VALUES (NULL)", (), False),
    ("SELECT $1::text::uuid", ("no uuid",), False),
    ("SELECT 1 / 0", (), False),
    ("SELECT 2147483647 + 1", (), False),
    ("SELECT $1::int", ("not even a number",), False),
    ("SELECT $1::int", (2**70,), False),
    ("SELEKT", (), False),
    ("UPDATE entry SET entry_id = 2", (), False),
    ("SELECT * FROM comes_with_the_next_migration", (), True),
    ("SELECT comes_later FROM note", (), True),
    ("DELETE FROM entry", (), True),
    ("SELECT pg_sleep(1)", (), True),
]


@pytest.mark.parametrize("through", ["driver", "engine"])
async def test_an_error_is_permanent_if_the_same_data_would_meet_it_again(world, worker, through):
    async with worker.transaction() as tx:
        await execute(tx, "INSERT INTO entry (entry_id, venue_id) VALUES (1, $1)", VENUE)
    await world.admin("GRANT UPDATE ON entry TO order_worker")
    for sql, arguments, transient in FAILURES:
        with pytest.raises(Exception) as failed:
            async with worker.transaction() as tx:
                await execute(tx, "SET LOCAL statement_timeout = 50")
                if through == "driver":
                    await fetch(tx, sql, *arguments)
                else:
                    await tx.exec_driver_sql(sql, arguments)
        assert is_transient(failed.value) is transient, sql
        assert isinstance(failed.value, DBAPIError) is (through == "engine")


async def test_lock_waits_and_deadlocks_are_transient(worker):
    async with worker.transaction() as tx:
        await execute(tx, INSERT, uuid.uuid4(), VENUE, "a")
        await execute(tx, INSERT, uuid.uuid4(), VENUE, "b")
    both = asyncio.Barrier(2)

    async def lock(*order):
        async with worker.transaction() as tx:
            await fetch(tx, "SELECT FROM note WHERE text = $1 FOR UPDATE", order[0])
            await both.wait()
            await fetch(tx, "SELECT FROM note WHERE text = $1 FOR UPDATE", order[1])

    outcomes = await asyncio.gather(lock("a", "b"), lock("b", "a"), return_exceptions=True)
    [error] = [outcome for outcome in outcomes if outcome is not None]
    assert (sqlstate(error), is_transient(error)) == ("40P01", True)


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (ValueError(), False),
        (KeyError("venue_id"), False),
    ],
)
def test_errors_that_are_not_the_databases(error, transient):
    assert is_transient(error) is transient


async def test_a_database_that_is_away_is_transient(world):
    database = Database("postgresql://nobody@127.0.0.1:1/none", pool_size=1, application_name="away")
    with pytest.raises(Exception) as away:
        await database.ping()
    assert is_transient(away.value)
    await database.close()
