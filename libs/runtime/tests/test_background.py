"""Background tasks start in order, stop in reverse, and do not die in silence."""

import asyncio
import logging

import pytest

from twyst.runtime.background import BackgroundTask, supervise
from twyst.runtime.metrics import Metrics
from twyst.runtime.shutdown import Shutdown


@pytest.fixture
def shutdown():
    return Shutdown()


@pytest.fixture
def metrics():
    return Metrics()


async def test_started_in_order_and_stopped_in_reverse(shutdown, metrics):
    events: list[str] = []

    def task(name):
        async def run(stop):
            events.append(f"{name} runs")
            await stop.wait()
            events.append(f"{name} stopping")
            await asyncio.sleep(0)
            events.append(f"{name} stopped")

        return BackgroundTask(name, run)

    async with supervise([task("consumer"), task("relay")], shutdown, metrics):
        await asyncio.sleep(0)
        assert events == ["consumer runs", "relay runs"]
        events.clear()
    assert events == ["relay stopping", "relay stopped", "consumer stopping", "consumer stopped"]
    assert not shutdown.requested


async def raises(_stop):
    raise RuntimeError("broken")


async def ends(_stop):
    pass


async def cancels_itself(_stop):
    raise asyncio.CancelledError


@pytest.mark.parametrize("run", [raises, ends, cancels_itself])
async def test_a_task_that_dies_ends_the_process(shutdown, metrics, caplog, run):
    async def lives(stop):
        await stop.wait()

    tasks = [BackgroundTask("lives", lives), BackgroundTask("dies", run)]
    with caplog.at_level(logging.CRITICAL):
        async with supervise(tasks, shutdown, metrics):
            await shutdown.wait()
    assert shutdown.exit_code == 1
    assert [record.task for record in caplog.records] == ["dies"]
    assert b'task_failures_total{task="dies"} 1.0' in metrics.exposition()[0]


async def test_a_task_that_does_not_stop_is_cancelled(shutdown, metrics, caplog):
    cleaned: list[bool] = []

    async def stubborn(_stop):
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    async with supervise(
        [BackgroundTask("stubborn", stubborn)], shutdown, metrics, stop_timeout_seconds=0.01
    ):
        await asyncio.sleep(0)
    assert cleaned
    assert shutdown.exit_code == 0
    assert "background task is cancelled" in caplog.messages


async def test_tasks_are_stopped_when_the_start_fails(shutdown, metrics):
    stopped: list[bool] = []

    async def run(stop):
        await stop.wait()
        stopped.append(True)

    with pytest.raises(LookupError):
        async with supervise([BackgroundTask("task", run)], shutdown, metrics):
            raise LookupError
    assert stopped
