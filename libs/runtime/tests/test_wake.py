"""Wake-ups reach every waiter, also one that was busy when they came."""

import asyncio

from twyst.runtime.shutdown import Shutdown, Stop
from twyst.runtime.wake import LocalWake


async def test_all_waiters_are_woken():
    wake = LocalWake()
    waiters = [asyncio.create_task(wake.subscribe().wait(60)) for _ in range(3)]
    await asyncio.sleep(0)
    wake.notify()
    assert await asyncio.gather(*waiters) == [True, True, True]


async def test_a_wake_up_during_work_is_not_missed():
    wake = LocalWake()
    subscription = wake.subscribe()
    wake.notify()
    wake.notify()
    assert await subscription.wait(60)
    assert not await subscription.wait(0.001)


async def test_what_came_before_the_subscription_does_not_wake():
    wake = LocalWake()
    wake.notify()
    assert not await wake.wait(0.001)


async def test_a_stop_ends_a_sleep():
    stop = Stop()
    sleeping = asyncio.create_task(stop.sleep(60))
    await asyncio.sleep(0)
    assert not stop.requested
    stop.request()
    assert await sleeping
    assert not await Stop().sleep(0.001)


def test_a_shutdown_calls_its_listeners_once_and_keeps_the_worst_exit_code():
    shutdown = Shutdown()
    calls: list[str] = []
    shutdown.on_request(lambda: calls.append("before"))
    shutdown.begin("signal SIGTERM")
    shutdown.begin("a task died", exit_code=1)
    shutdown.begin("again")
    shutdown.on_request(lambda: calls.append("after"))
    assert calls == ["before", "after"]
    assert shutdown.exit_code == 1
    assert shutdown.requested
