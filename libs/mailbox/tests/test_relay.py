import asyncio
import random
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from twyst.mailbox import outbox
from twyst.mailbox.database import execute, fetch, fetch_value
from twyst.mailbox.metrics import RELAY_ACTIVE, RELAY_FAILURES, RELAY_PUBLISHED, show_relay
from twyst.mailbox.outbox import OutboxEvent
from twyst.mailbox.outlet import PostgresOutbox, keep_still
from twyst.mailbox.relay import Relay
from twyst.runtime.metrics import Metrics
from twyst.runtime.shutdown import Stop
from twyst.testing.waiting import eventually

pytestmark = pytest.mark.integration

AT = datetime(2026, 11, 23, tzinfo=UTC)


def event(key, number):
    return OutboxEvent(
        "t", key, f"{key}:{number}", "type", "source", AT, b"{}", headers={"traceparent": "00-x"}
    )


class Log:
    """A topic: what was delivered, in order. `publish` is the relay's publisher."""

    def __init__(self):
        self.rows = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self.cancelled = 0

    async def publish(self, rows):
        self.entered.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.rows.extend(rows)

    @property
    def ids(self):
        return [row.ce_id for row in self.rows]


@asynccontextmanager
async def relaying(world, *publishers, batch_size=500, backoff_seconds=(0.01, 0.05), frozen_seconds=20.0):
    """One relay per publisher, all on the same outbox."""
    stop = Stop()
    relays = [
        Relay(
            PostgresOutbox(world.dsns.worker, application_name=f"relay{n}", frozen_seconds=frozen_seconds),
            publisher,
            batch_size=batch_size,
            backoff_seconds=backoff_seconds,
        )
        for n, publisher in enumerate(publishers)
    ]
    tasks = [asyncio.create_task(relay.run(stop)) for relay in relays]
    try:
        yield relays
    finally:
        stop.request()
        await asyncio.gather(*tasks)


async def append(database, *events):
    async with database.transaction() as tx:
        await outbox.append(tx, events)


async def all_marked(database):
    async with database.transaction() as tx:
        return not await fetch_value(tx, "SELECT count(*) FROM outbox WHERE published_at IS NULL")


async def test_rows_are_published_in_order_and_marked(world, worker):
    log = Log()
    await append(worker, *(event("k", n) for n in range(25)))
    async with relaying(world, log, batch_size=10) as [relay]:
        await eventually(lambda: all_marked(worker))
        await append(worker, event("k", 25))
        await eventually(lambda: all_marked(worker))
        assert (relay.counters().published, relay.counters().active) == (26, 1)
    assert relay.counters().active == 0
    assert log.ids == [f"k:{n}" for n in range(26)]
    first = log.rows[0]
    assert (first.topic, first.key, first.ce_time, first.body) == ("t", "k", AT, b"{}")
    assert (first.ce_type, first.ce_source, first.ce_subject) == ("type", "source", None)
    assert first.headers == {"traceparent": "00-x"}


async def test_nothing_is_marked_before_the_acknowledgement(world, worker):
    log = Log()
    log.gate.clear()
    await append(worker, event("k", 0))
    async with relaying(world, log):
        await log.entered.wait()
        assert not await all_marked(worker)
        log.gate.set()
        await eventually(lambda: all_marked(worker))


@pytest.mark.parametrize("error", [RuntimeError("no"), asyncio.CancelledError()])
async def test_a_publisher_that_gives_up_has_acknowledged_nothing(world, worker, error):
    log, errors = Log(), [error, error]

    class GivesUp:
        async def publish(self, rows):
            if errors:
                raise errors.pop()
            await log.publish(rows)

    await append(worker, event("k", 0), event("k", 1))
    metrics = Metrics([])
    async with relaying(world, GivesUp()) as [relay]:
        show_relay(metrics, relay)
        await eventually(lambda: all_marked(worker))
        shown = [f"{RELAY_ACTIVE.name} 1.0", f"{RELAY_PUBLISHED.name} 2.0", f"{RELAY_FAILURES.name} 2.0"]
        page = metrics.exposition()[0].decode().splitlines()
        assert [line for line in shown if line in page] == shown
    assert log.ids == ["k:0", "k:1"]


async def test_a_transaction_that_commits_late_is_not_skipped(world, worker):
    """Ids become visible out of order across keys; a relay that remembered the last id would lose these rows."""
    log = Log()
    async with relaying(world, log):
        async with worker.transaction() as slow:
            await outbox.append(slow, [event("slow", 0)])
            await append(worker, event("fast", 0))
            await eventually(lambda: published(log, 1))
        await eventually(lambda: all_marked(worker))
    assert log.ids == ["fast:0", "slow:0"]


async def published(log, count):
    return len(log.rows) >= count


async def test_only_one_of_several_relays_is_active(world, worker):
    logs = [Log(), Log(), Log()]
    await append(worker, *(event("k", n) for n in range(30)))
    async with relaying(world, *logs, batch_size=5) as relays:
        await eventually(lambda: all_marked(worker))
        assert sum(relay.counters().active for relay in relays) == 1
    assert sorted(len(log.rows) for log in logs) == [0, 0, 30]


async def test_a_relay_and_whoever_keeps_it_still_exclude_each_other(world, worker):
    log = Log()
    async with worker.transaction() as tx:
        assert await keep_still(tx)
        async with relaying(world, log) as (relay,):
            await append(worker, event("a", 1))
            assert (relay.counters().active, log.ids) == (0, [])
    async with relaying(world, log):
        await eventually(lambda: all_marked(worker))
        async with worker.transaction() as tx:
            assert not await keep_still(tx)
    assert log.ids == ["a:1"]


async def test_a_lost_connection_stops_the_publishing_and_another_relay_goes_on(world, worker):
    first, second = Log(), Log()
    first.gate.clear()
    await append(worker, event("k", 0), event("k", 1))
    async with relaying(world, first):
        await first.entered.wait()
        async with relaying(world, second):
            # Both are named relay0; the second has no lock and starts anew like the first.
            await world.kill_connections("relay0")
            await eventually(lambda: cancelled(first))
            first.gate.set()
            await eventually(lambda: all_marked(worker))
    assert sorted([*first.ids, *second.ids]) == ["k:0", "k:1"]


async def test_a_frozen_relay_loses_the_lock_to_another_one(world, worker):
    """A process that hangs keeps its connection, and would keep the lock with it."""
    frozen, healthy = Log(), Log()
    frozen.gate.clear()
    async with relaying(world, frozen, backoff_seconds=(60, 60), frozen_seconds=0.3):
        await append(worker, event("a", 1))
        await asyncio.wait_for(frozen.entered.wait(), 10)
        async with relaying(world, healthy):
            await eventually(lambda: published(healthy, 1), timeout_seconds=15)
            await eventually(lambda: all_marked(worker))
    assert frozen.rows == []
    assert frozen.cancelled >= 1


async def cancelled(log):
    return log.cancelled


# The view shows the locks of every database of the server, and other tests have relays of their own.
_LOCKS_HERE = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND datname = current_database()
"""


async def test_a_stop_lets_the_rows_in_hand_be_marked(world, worker):
    log = Log()
    log.gate.clear()
    await append(worker, event("k", 0))
    async with relaying(world, log):
        await log.entered.wait()
        opening = asyncio.get_running_loop().call_later(0.1, log.gate.set)
    assert opening.cancelled() is False
    assert await all_marked(worker)
    # The lock is free for the next one.
    async with worker.transaction() as tx:
        assert await fetch_value(tx, _LOCKS_HERE) == 0


class Unreliable:
    """A topic that fails in every way: before, half-way, after delivery, and by being slow."""

    def __init__(self, rows, chance):
        self._rows = rows
        self._chance = chance

    async def publish(self, rows):
        way = self._chance.random()
        if way < 0.15:
            raise ConnectionError("not delivered")
        half = self._chance.randrange(len(rows) + 1)
        for row in rows[:half]:
            self._rows.append(row)
            await asyncio.sleep(0)
        if way < 0.3:
            raise ConnectionError("a part was delivered")
        await asyncio.sleep(self._chance.random() * 0.02)
        self._rows.extend(rows[half:])
        if way < 0.4:
            raise TimeoutError("delivered, and the acknowledgement was lost")


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_fails_the_topic_ascends_per_key_and_nothing_is_lost(world, worker, seed):
    chance, topic, keys, per_key = random.Random(seed), [], 6, 40
    await world.admin("CREATE TABLE counter (key text PRIMARY KEY, last int NOT NULL)")
    await world.admin("GRANT ALL ON counter TO order_worker")
    await world.admin("INSERT INTO counter SELECT 'k' || n, 0 FROM generate_series(0, 5) n")

    async def append_next(key):
        try:
            async with worker.transaction() as tx:
                [row] = await fetch(tx, "SELECT last FROM counter WHERE key = $1 FOR UPDATE", key)
                await asyncio.sleep(chance.random() * 0.01)
                await outbox.append(tx, [event(key, row["last"] + n) for n in (1, 2)])
                await execute(tx, "UPDATE counter SET last = last + 2 WHERE key = $1", key)
                if chance.random() < 0.2:
                    raise ValueError("undo")
        except ValueError:
            await append_next(key)

    async def write(key):
        for _ in range(per_key // 2):
            await append_next(key)

    async def harm(writing):
        while not writing.done():
            await asyncio.sleep(0.1 + chance.random() * 0.2)
            await world.kill_connections(f"relay{chance.randrange(3)}")

    async with relaying(world, *(Unreliable(topic, chance) for _ in range(3)), batch_size=7):
        writing = asyncio.gather(
            *(write(f"k{n}") for n in range(keys)), *(write(f"k{n}") for n in range(keys))
        )
        await asyncio.gather(harm(writing), writing)
        await eventually(lambda: all_marked(worker), timeout_seconds=60)

    first_seen = list(dict.fromkeys(row.ce_id for row in topic))
    for n in range(keys):
        mine = [ce_id for ce_id in first_seen if ce_id.startswith(f"k{n}:")]
        assert mine == [f"k{n}:{number}" for number in range(1, 2 * per_key + 1)]
