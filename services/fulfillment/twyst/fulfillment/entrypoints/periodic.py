"""Jobs that come round again and again; a failed round is logged and counted, and the next one tries again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from prometheus_client import Counter

from twyst.runtime.background import BackgroundTask
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)


def periodic(
    name: str, every_seconds: float, job: Callable[[], Awaitable[object]], failures: Counter
) -> BackgroundTask:
    """A background task that does the job, rests, and does it again. `failures` counts by job."""

    async def run(stop: Stop) -> None:
        while not stop.requested:
            try:
                await job()
            except Exception:
                log.exception("a periodic job failed", extra={"job": name})
                failures.labels(name).inc()
            await stop.sleep(every_seconds)

    return BackgroundTask(name, run)
