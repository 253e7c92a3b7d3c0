"""Background tasks under supervision: started in order, stopped in reverse, and never dead in silence.

A task that dies, or ends before it was asked to, ends the process with code 1: whoever runs the process restarts
it, and half a worker that still answers `/livez` is worse than none.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from twyst.runtime.metrics import TASKS_FAILED, Metrics
from twyst.runtime.shutdown import Shutdown, Stop

logger = logging.getLogger(__name__)

# How long a cancelled task may take to clean up before the process goes without it.
_CANCEL_TIMEOUT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class BackgroundTask:
    """A loop that runs until its `Stop` is requested, and then finishes what it has in hand."""

    name: str
    run: Callable[[Stop], Awaitable[None]]


@asynccontextmanager
async def supervise(
    tasks: Sequence[BackgroundTask],
    shutdown: Shutdown,
    metrics: Metrics,
    *,
    stop_timeout_seconds: float = 10.0,
) -> AsyncIterator[None]:
    """Run the tasks for the length of the block; the block of an ASGI lifespan is the process's life."""
    running: list[tuple[BackgroundTask, Stop, asyncio.Task[None]]] = []
    try:
        for task in tasks:
            stop = Stop()
            watched = _watch(task, stop, shutdown, metrics)
            running.append((task, stop, asyncio.create_task(watched, name=task.name)))
        yield
    finally:
        for task, stop, handle in reversed(running):
            await _stop(task, stop, handle, shutdown, stop_timeout_seconds)


async def _watch(task: BackgroundTask, stop: Stop, shutdown: Shutdown, metrics: Metrics) -> None:
    try:
        await task.run(stop)
    except asyncio.CancelledError:
        if stop.requested:
            raise
        logger.critical("background task was cancelled by something inside it", extra={"task": task.name})
    except Exception:
        logger.critical("background task died", exc_info=True, extra={"task": task.name})
    else:
        if stop.requested:
            return
        logger.critical("background task ended unasked", extra={"task": task.name})
    metrics.counter(TASKS_FAILED).labels(task.name).inc()
    shutdown.begin(f"background task {task.name} died", exit_code=1)


async def _stop(
    task: BackgroundTask,
    stop: Stop,
    handle: asyncio.Task[None],
    shutdown: Shutdown,
    timeout_seconds: float,
) -> None:
    stop.request()
    _, pending = await asyncio.wait({handle}, timeout=timeout_seconds)
    if not pending:
        return
    logger.warning(
        "background task is cancelled", extra={"task": task.name, "waited_seconds": timeout_seconds}
    )
    handle.cancel()
    _, pending = await asyncio.wait({handle}, timeout=_CANCEL_TIMEOUT_SECONDS)
    if pending:
        logger.critical("background task does not end", extra={"task": task.name})
        shutdown.begin(f"background task {task.name} does not end", exit_code=1)
