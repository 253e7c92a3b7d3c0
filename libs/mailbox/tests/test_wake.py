import asyncio

import pytest

from twyst.mailbox.database import execute
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
