"""Wake-ups reach every waiter, also one that was busy when they came."""

import asyncio
import gc

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


async def test_a_key_wakes_its_waiters_and_those_for_everything_and_nobody_else():
    wake = LocalWake()
    mine, other, everything = wake.subscribe("mine"), wake.subscribe("other"), wake.subscribe()
    wake.notify("mine")
    wake.notify("nobody's")
    assert await mine.wait(60)
    assert await everything.wait(60)
    assert not await other.wait(0.001)


async def test_a_wake_up_without_a_key_concerns_every_waiter():
    wake = LocalWake()
    waiters = [wake.subscribe("mine"), wake.subscribe("other"), wake.subscribe()]
    wake.notify()
    assert [await waiter.wait(60) for waiter in waiters] == [True, True, True]


async def test_two_waiters_of_a_key_are_both_woken_and_each_keeps_its_own_count():
    wake = LocalWake()
    one = wake.subscribe("key")
    wake.notify("key")
    two = wake.subscribe("key")
    assert await one.wait(60)
    assert not await two.wait(0.001)
    wake.notify("key")
    assert await two.wait(60)
    assert await one.wait(60)


async def test_a_key_that_nobody_waits_for_is_forgotten():
    wake = LocalWake()
    waiters = [wake.subscribe(str(key)) for key in range(100)]
    assert len(wake._keys) == 100
    del waiters
    gc.collect()
    assert not wake._keys


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
