import asyncio
import uuid
from datetime import UTC, datetime

import pytest

from twyst.mailbox import feed, outbox
from twyst.mailbox.database import execute
from twyst.mailbox.outbox import OutboxEvent
from twyst.mailbox.wake import PgWake
from twyst.runtime.shutdown import Stop
from twyst.testing.waiting import eventually

pytestmark = pytest.mark.integration


@pytest.fixture
async def wake(world):
    wake = PgWake(world.dsns.worker, "feed", application_name="wake")
    stop = Stop()
    task = asyncio.create_task(wake.run(stop))
    await eventually(lambda: connected(wake))
    yield wake
    stop.request()
    await task


async def connected(wake):
    return wake.connected


async def test_every_waiter_wakes_when_a_transaction_commits(worker, wake):
    waiters = [wake.subscribe() for _ in range(3)]
    waits = [asyncio.create_task(waiter.wait(30)) for waiter in waiters]
    async with worker.transaction() as tx:
        await execute(tx, "SELECT pg_notify('feed', '')")
        assert not any(wait.done() for wait in waits)
    assert await asyncio.gather(*waits) == [True] * 3


async def test_a_wake_up_during_the_work_is_not_missed(worker, wake):
    waiter = wake.subscribe()
    async with worker.transaction() as tx:
        await execute(tx, "SELECT pg_notify('feed', '')")
    await eventually(lambda: waiter.wait(1))
    assert not await waiter.wait(0.05)


async def test_a_payload_is_the_key_of_those_whom_it_concerns(worker, wake):
    mine, other = wake.subscribe("mine"), wake.subscribe("other")
    async with worker.transaction() as tx:
        await execute(tx, "SELECT pg_notify('feed', 'mine')")
    assert await mine.wait(30)
    assert not await other.wait(0.05)


async def test_another_channel_and_a_rolled_back_transaction_wake_nobody(worker, wake):
    waiter = wake.subscribe()
    async with worker.transaction() as tx:
        await execute(tx, "SELECT pg_notify('outbox', '')")
    with pytest.raises(ValueError, match="undo"):
        async with worker.transaction() as tx:
            await execute(tx, "SELECT pg_notify('feed', '')")
            raise ValueError("undo")
    assert not await waiter.wait(0.2)


async def test_a_lost_connection_comes_back_and_wakes_for_what_was_missed(world, worker, wake):
    waiter = wake.subscribe()
    assert await world.kill_connections("wake") == 1
    assert await waiter.wait(30)
    assert wake.connected
    async with worker.transaction() as tx:
        await execute(tx, "SELECT pg_notify('feed', '')")
    assert await waiter.wait(30)


async def test_without_a_database_it_waits_and_stops_when_asked():
    wake = PgWake("postgresql://nobody@127.0.0.1:1/none", "feed", application_name="away")
    stop = Stop()
    task = asyncio.create_task(wake.run(stop))
    assert not await wake.wait(0.1)
    assert not wake.connected
    stop.request()
    await task


async def test_an_outbox_event_wakes_who_waits_for_its_key_and_a_feed_entry_its_venue(world, worker, wake):
    here, there = uuid.uuid4(), uuid.uuid4()
    of_orders = PgWake(world.dsns.worker, outbox.CHANNEL, application_name="orders")
    stop = Stop()
    task = asyncio.create_task(of_orders.run(stop))
    await eventually(lambda: connected(of_orders))
    order, other = of_orders.subscribe("order"), of_orders.subscribe("other")
    venue, elsewhere = wake.subscribe(str(here)), wake.subscribe(str(there))
    async with worker.transaction() as tx:
        await outbox.append(
            tx, [OutboxEvent("t", "order", f"{n}", "k", "s", datetime.now(UTC), b"{}") for n in range(2)]
        )
        await feed.append(tx, [feed.FeedItem(here, "k", b"1")])
    assert await order.wait(30)
    assert await venue.wait(30)
    assert not await other.wait(0.05)
    assert not await elsewhere.wait(0.05)
    stop.request()
    await task
