"""A database in memory, with PostgreSQL's manners as far as the services rely on them.

READ COMMITTED: a statement sees what was committed before it, and its own transaction's writes. Row locks are held until
the end; whoever waits for one goes on with the newest committed row. A unique key waits for whoever is about to write the
same one. Sequences count outside of transactions. `test_conformance` holds this and PostgreSQL to one suite.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from simulation.processes import Killed, Life
from simulation.weather import Weather

LOCK_TIMEOUT_SECONDS = 5.0
IDLE_TIMEOUT_SECONDS = 30.0
GONE = object()
RowKey = tuple[str, Any]


class Database:
    """Tables of rows that are never changed, only replaced."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather
        self.tables: defaultdict[str, dict[Any, Any]] = defaultdict(dict)
        self.is_up = True
        self.is_notifying = False
        self.open: dict[Transaction, None] = {}
        self.conflicts: list[str] = []
        """Unique keys that were written twice: the backstop held, and should never have been needed."""
        self.on_commit: list[Callable[[Transaction], None]] = []
        self._locks: dict[RowKey, Transaction] = {}
        self._waiting: defaultdict[RowKey, deque[tuple[Transaction, asyncio.Future[None]]]] = defaultdict(
            deque
        )
        self._sequences: defaultdict[str, int] = defaultdict(int)

    @asynccontextmanager
    async def transaction(self, life: Life) -> AsyncIterator[Transaction]:
        """Committed when the block ends, rolled back when it raises."""
        await life.step("begin")
        if not self.is_up or self.weather.strikes("database.refuses"):
            raise ConnectionRefusedError("the database does not answer")
        transaction = Transaction(self, life)
        self.open[transaction] = None
        try:
            yield transaction
            await self._commit(transaction)
        finally:
            transaction.end()

    async def _commit(self, transaction: Transaction) -> None:
        await transaction.statement("commit")
        weather = self.weather
        if weather.strikes("database.commit_fails"):
            raise asyncpg.ConnectionDoesNotExistError("the connection was lost before the commit")
        for (table, key), row in transaction.written.items():
            if row is GONE:
                self.tables[table].pop(key, None)
            else:
                self.tables[table][key] = row
        transaction.end()
        for listener in self.on_commit:
            listener(transaction)
        if weather.strikes("database.commit_unanswered"):
            raise TimeoutError("committed, and the answer was lost")
        await transaction.life.step("committed")

    def connect(self, life: Life) -> None:
        """When the process dies or says nothing for too long, the server ends its transactions."""
        life.at_end.append(lambda: self._drop(life, Killed()))
        idle = asyncpg.ConnectionDoesNotExistError("idle in transaction for too long")
        life.when_frozen.append((IDLE_TIMEOUT_SECONDS, lambda: self._drop(life, idle)))

    def _drop(self, life: Life, error: BaseException) -> None:
        for transaction in [each for each in self.open if each.life is life]:
            transaction.abort(error)

    def restart(self, seconds: float) -> None:
        """Every connection is lost, and for a while there is none."""
        self.is_up = False
        for transaction in list(self.open):
            transaction.abort(asyncpg.ConnectionDoesNotExistError("the server went away"))
        asyncio.get_running_loop().call_later(seconds, self.come_up)

    def come_up(self) -> None:
        self.is_up = True

    def next_number(self, sequence: str) -> int:
        self._sequences[sequence] += 1
        return self._sequences[sequence]

    def holder(self, key: RowKey) -> Transaction | None:
        return self._locks.get(key)

    async def acquire(self, transaction: Transaction, key: RowKey) -> None:
        transaction.require_open()
        holder = self._locks.get(key)
        if holder is None:
            self._locks[key] = transaction
            transaction.locks.append(key)
        elif holder is not transaction:
            self.weather.note("lock waited for")
            await self._wait(transaction, key)
            transaction.require_open()  # it may have been ended after the lock was granted

    async def _wait(self, transaction: Transaction, key: RowKey) -> None:
        if self._closes_a_circle(transaction, key):
            self.weather.note("deadlock")
            raise asyncpg.DeadlockDetectedError("deadlock detected")
        granted = asyncio.get_running_loop().create_future()
        self._waiting[key].append((transaction, granted))
        transaction.waits_for, transaction.granted = key, granted
        try:
            async with asyncio.timeout(LOCK_TIMEOUT_SECONDS):
                await granted
        except TimeoutError as error:
            raise asyncpg.LockNotAvailableError("canceling statement due to lock timeout") from error
        finally:
            transaction.waits_for = transaction.granted = None
            self._waiting[key] = deque(each for each in self._waiting[key] if each[1] is not granted)

    def _closes_a_circle(self, transaction: Transaction, key: RowKey) -> bool:
        holder = self._locks.get(key)
        while holder is not None:
            if holder is transaction:
                return True
            holder = None if holder.waits_for is None else self._locks.get(holder.waits_for)
        return False

    def release(self, transaction: Transaction) -> None:
        for key in transaction.locks:
            del self._locks[key]
            waiting = self._waiting.get(key)
            while waiting:
                following, granted = waiting.popleft()
                if not granted.done():
                    self._locks[key] = following
                    following.locks.append(key)
                    following.waits_for = None
                    granted.set_result(None)
                    break
        transaction.locks = []


class Transaction:
    """One open transaction: what it wrote, what it has locked, and whether it still exists."""

    def __init__(self, database: Database, life: Life) -> None:
        self.database = database
        self.life = life
        self.task = asyncio.current_task()
        self.written: dict[RowKey, Any] = {}
        self.locks: list[RowKey] = []
        self.waits_for: RowKey | None = None
        self.granted: asyncio.Future[None] | None = None
        self._error: BaseException | None = None
        self._has_ended = False

    async def statement(self, name: str) -> None:
        """A round trip, in which everything may happen."""
        await self.life.step(name)
        self.require_open()
        if self.database.weather.strikes("database.loses_connection"):
            self.abort(asyncpg.ConnectionDoesNotExistError("the connection was lost"))
            raise asyncpg.ConnectionDoesNotExistError("the connection was lost")

    def require_open(self) -> None:
        """Raises why the server ended it, if it did."""
        if self._error is not None:
            raise self._error

    def get(self, table: str, key: Any) -> Any:
        """A row, or None."""
        row = self.written.get((table, key), self)
        if row is self:
            return self.database.tables[table].get(key)
        return None if row is GONE else row

    def rows(self, table: str) -> Iterator[tuple[Any, Any]]:
        """All rows that this transaction sees."""
        committed = self.database.tables[table]
        if not self.written:
            yield from list(committed.items())
            return
        mine = {key: row for (name, key), row in self.written.items() if name == table}
        for key, row in list(committed.items()):
            seen = mine.pop(key, row)
            if seen is not GONE:
                yield key, seen
        yield from ((key, row) for key, row in mine.items() if row is not GONE)

    async def lock(self, table: str, key: Any) -> Any:
        """Lock a row and read it; a row that does not exist cannot be locked."""
        if self.get(table, key) is None:
            return None
        await self.database.acquire(self, (table, key))
        return self.get(table, key)

    def can_lock(self, table: str, key: Any) -> bool:
        """For SKIP LOCKED: take the lock if nobody else has it."""
        holder = self.database.holder((table, key))
        if holder is None:
            self.database._locks[table, key] = self
            self.locks.append((table, key))
        return holder in (None, self)

    async def insert(self, table: str, key: Any, row: Any) -> bool:
        """Write a new row; False when there is one with this key already."""
        await self.database.acquire(self, (table, key))
        if self.get(table, key) is not None:
            return False
        self.written[table, key] = row
        return True

    async def insert_new(self, table: str, key: Any, row: Any) -> None:
        """Write a row whose key nobody may have used."""
        if not await self.insert(table, key, row):
            self.database.conflicts.append(f"{table} {key}")
            raise asyncpg.UniqueViolationError(f"{table} has {key} already")

    def put(self, table: str, key: Any, row: Any) -> None:
        """Replace a row that this transaction has locked."""
        self.written[table, key] = row

    def drop(self, table: str, key: Any) -> None:
        """Delete a row that this transaction has locked."""
        self.written[table, key] = GONE

    def abort(self, error: BaseException) -> None:
        """The server ended it; its next statement learns why."""
        self._error = error
        if self.granted is not None and not self.granted.done():
            self.granted.set_exception(error)
        self.end()

    def end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.database.open.pop(self, None)
            self.database.release(self)
