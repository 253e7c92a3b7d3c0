"""The outbox in memory: appended in the transaction of its cause, read in order by the one relay that holds the lock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
from simulation.database import Database, Transaction
from simulation.processes import Life

from twyst.mailbox.outbox import OutboxEvent, OutboxRow
from twyst.runtime.shutdown import Stop

FROZEN_SECONDS = 20.0
"""After so long without a word the server takes the lock from a relay, as `PostgresOutbox` asks for."""


@dataclass(slots=True)
class Kept:
    """A committed row, and whether it was marked."""

    row: OutboxRow
    is_published: bool = False


async def append_outbox(transaction: Transaction, events: Iterable[OutboxEvent]) -> None:
    """As `twyst.mailbox.outbox.append`: ids are given out now, and seen by others after the commit."""
    for event in events:
        number = transaction.database.next_number("outbox")
        row = OutboxRow(
            event.topic, event.key, event.ce_id, event.ce_type, event.ce_source, event.ce_time, event.body,
            event.ce_subject, event.headers, number,
        )  # fmt: skip
        await transaction.insert_new("outbox ids", event.ce_id, number)
        transaction.put("outbox", number, Kept(row))


class Lock:
    """The advisory lock of one database's outbox; it belongs to a session, not to a process."""

    def __init__(self) -> None:
        self.holder: MemoryOutlet | None = None
        self.freed = asyncio.Event()


class MemoryOutlet:
    """`Outlet` of the session that holds the lock."""

    def __init__(self, database: Database, lock: Lock, life: Life) -> None:
        self._database = database
        self._lock = lock
        self._life = life
        self.lost = asyncio.Event()
        self.woken = asyncio.Event()

    async def unpublished(self, limit: int, /) -> list[OutboxRow]:
        await self._query("unpublished")
        kept = self._database.tables["outbox"]
        waiting = self._database.tables["outbox waiting"]
        return [kept[number].row for number in sorted(waiting)[:limit]]

    async def mark(self, ids: Sequence[int], /) -> None:
        await self._query("mark")
        for number in ids:
            self._database.tables["outbox"][number].is_published = True
            self._database.tables["outbox waiting"].pop(number, None)
        if self._database.weather.strikes("database.commit_unanswered"):
            self.lose()
            raise TimeoutError("marked, and the answer was lost")

    async def _query(self, name: str) -> None:
        await self._life.step(name)
        if not self._database.is_up or self._database.weather.strikes("database.loses_connection"):
            self.lose()
        if self.lost.is_set() or self._lock.holder is not self:
            self.lost.set()
            raise asyncpg.ConnectionDoesNotExistError("the relay's connection was lost")

    def lose(self) -> None:
        """The session ends, and the lock with it; the relay learns of it."""
        self.lost.set()
        if self._lock.holder is self:
            self._lock.holder = None
            self._lock.freed.set()


class MemoryOutbox:
    """`Outbox` of one life of a process."""

    def __init__(self, database: Database, lock: Lock, life: Life) -> None:
        self._database = database
        self._lock = lock
        self._life = life

    @asynccontextmanager
    async def hold(self, stop: Stop, /) -> AsyncIterator[MemoryOutlet | None]:
        del stop  # a simulated process is killed, never asked
        outlet = MemoryOutlet(self._database, self._lock, self._life)
        self._life.at_end.append(outlet.lose)
        self._life.when_frozen.append((FROZEN_SECONDS, outlet.lose))
        while True:
            await self._life.step("lock the outbox")
            if not self._database.is_up:
                raise ConnectionRefusedError("the database does not answer")
            if self._lock.holder is None:
                break
            self._lock.freed.clear()
            await self._lock.freed.wait()
        self._lock.holder = outlet
        self._database.weather.note("relay changed")
        outlets: list[MemoryOutlet] = self._database.tables["sessions"].setdefault("relays", [])
        outlets.append(outlet)
        try:
            yield outlet
        finally:
            outlets.remove(outlet)
            outlet.lose()


def follow_outbox(database: Database) -> None:
    """Wake the relay soon after a commit that appended something."""
    notify_seconds = database.weather.chance.choice((0.01, 0.1, 0.5))

    def on_commit(transaction: Transaction) -> None:
        appended = [number for table, number in transaction.written if table == "outbox"]
        for number in appended:
            database.tables["outbox waiting"][number] = True
        if appended and not database.is_notifying:
            database.is_notifying = True
            asyncio.get_running_loop().call_later(notify_seconds, notify)

    def notify() -> None:
        database.is_notifying = False
        for outlet in database.tables["sessions"].get("relays", ()):
            outlet.woken.set()

    database.on_commit.append(on_commit)


def cut_relays(database: Database) -> None:
    """The server went away."""
    for outlet in list(database.tables["sessions"].get("relays", ())):
        outlet.lose()
