"""The evening's last witness: `twyst-verify`, at rest."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from twyst.verify.invariant import Scope
from twyst.verify.looking import Outcome, Report, look
from twyst.verify.registry import contributed
from twyst.verify.sources import Sources
from twyst.verify.targets import from_stack

_PATIENCE_SECONDS, _LOOK_SECONDS = 30.0, 0.5
_AT_REST = Scope(patience=timedelta(0))


async def look_at_rest(stack_file: Path) -> Report:
    """The first look at which everything holds, or the last one of half a minute."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    async with Sources(from_stack(stack_file)) as sources:
        while True:
            report = await look(sources, contributed(), _AT_REST)
            if not not_holding(report) or loop.time() >= deadline:
                return report
            await asyncio.sleep(_LOOK_SECONDS)


def not_holding(report: Report) -> list[str]:
    """What to say of the invariants that do not hold."""
    return [
        f"{each.invariant.id} {each.invariant.sentence} {each.because or list(each.verdict.samples)}"
        for each in (*report.broken, *report.of(Outcome.SKIPPED))
    ]
