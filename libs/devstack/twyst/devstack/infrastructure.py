"""Start several servers at once, and leave none behind when one of them fails."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from twyst.devstack.child import Child


async def start_together(*starts: Coroutine[object, object, Child]) -> tuple[Child, ...]:
    """Run the starts at once; when one fails or we are cancelled, kill those that did start, then raise."""
    tasks = [asyncio.ensure_future(start) for start in starts]
    try:
        return tuple(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Child):
                await outcome.kill()
        raise
