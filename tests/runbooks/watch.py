"""Prometheus's part: looks at every process, and says which alerts fire."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import httpx
from journeys.live_stack import LiveStack
from journeys.scrape import Sample, processes, scrape
from runbooks.evaluate import Evaluation, Look
from runbooks.rules import alerts

from twyst.testing.waiting import eventually

PATIENCE_SECONDS, PAUSE_SECONDS = 150.0, 1.0


class Watch:
    """Remembers a first look, from which increases are counted."""

    def __init__(self, stack: LiveStack, http: httpx.AsyncClient) -> None:
        self._stack = stack
        self._http = http
        self._before = Look(0.0, ())

    async def begin(self) -> None:
        """Count increases from here."""
        self._before = await self._look()

    async def until_fires(self, alert: str, *, ahead_seconds: float = 0.0) -> dict[str, str]:
        """Wait for the alert; its labels. What it says of ages is asked of a clock that is so far ahead."""

        async def fires() -> list[dict[str, str]]:
            found = await self._firing(alert, ahead_seconds)
            assert found, f"{alert} does not fire"
            return found

        return (await eventually(fires, PATIENCE_SECONDS, PAUSE_SECONDS))[0]

    async def until_silent(self, *names: str) -> None:
        """Wait until none of the alerts fires."""

        async def silent() -> bool:
            firing = {name: found for name in names if (found := await self._firing(name))}
            assert firing == {}, firing
            return True

        await eventually(silent, PATIENCE_SECONDS, PAUSE_SECONDS)

    async def value(self, selector: str) -> float:
        """The sum of what an expression shows now."""
        return Evaluation(self._before, await self._look()).total(selector)

    async def until_more(self, selector: str, least: float) -> None:
        """Wait until it shows at least so much."""

        async def enough() -> bool:
            found = await self.value(selector)
            assert found >= least, f"{selector} is {found}, not {least}"
            return True

        await eventually(enough, PATIENCE_SECONDS, PAUSE_SECONDS)

    async def _firing(self, alert: str, ahead_seconds: float = 0.0) -> list[dict[str, str]]:
        now = await self._look()
        evaluation = Evaluation(self._before, replace(now, at_seconds=now.at_seconds + ahead_seconds))
        return evaluation.firing(alerts()[alert].expression)

    async def _look(self) -> Look:
        pages = await asyncio.gather(*map(self._page, processes()))
        return Look(time.time(), [sample for page in pages for sample in page])

    async def _page(self, process: str) -> Sequence[Sample]:
        job = {"job": process}
        try:
            page = await scrape(self._stack, self._http, process)
        except httpx.HTTPError:
            return [Sample("up", "up", job, 0.0)]
        own = [Sample(each.family, each.name, {**each.labels, **job}, each.value) for each in page.samples]
        return [Sample("up", "up", job, 1.0), *own]
