"""Chores that come round again and again; a failed round is logged and counted, and the next one tries again."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from twyst.runtime.background import BackgroundTask
from twyst.runtime.chores import failed, succeeded
from twyst.runtime.metrics import Metrics
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)


def periodic(
    name: str, every_seconds: float, chore: Callable[[], Awaitable[object]], metrics: Metrics
) -> BackgroundTask:
    """A background task that does the chore, rests, and does it again."""

    async def run(stop: Stop) -> None:
        while not stop.requested:
            try:
                await chore()
            except Exception:
                log.exception("a chore failed", extra={"chore": name})
                failed(metrics, name)
            else:
                succeeded(metrics, name)
            await stop.sleep(every_seconds)

    return BackgroundTask(name, run)
