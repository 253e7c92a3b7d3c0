"""What the evening shows while it lasts: one line that is written over on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console

_TERMINAL_SECONDS, _PLAIN_SECONDS = 0.2, 5.0


class Progress:
    """Acts and counts of one run."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    def say(self, text: str) -> None:
        """One line that stays."""
        self._console.print(f"[dim]{time.monotonic() - self._began:5.1f} s[/dim]  {text}", highlight=False)

    @asynccontextmanager
    async def following(self, counts: Counter[str], total: int) -> AsyncIterator[None]:
        """Show the counts until the block ends."""
        task = asyncio.create_task(self._follow(counts, total))
        try:
            yield
        finally:
            task.cancel()
            self.say(_line(counts, total))

    async def _follow(self, counts: Counter[str], total: int) -> None:
        if not self._console.is_terminal:
            while True:
                await asyncio.sleep(_PLAIN_SECONDS)
                self.say(_line(counts, total))
        with self._console.status("") as status:
            while True:
                status.update(_line(counts, total))
                await asyncio.sleep(_TERMINAL_SECONDS)


def _line(counts: Counter[str], total: int) -> str:
    names = (("placed", "ordered"), ("seen", "in the kitchen"), ("served", "served"), ("done", "guests gone"))
    told = ", ".join(f"{counts[name]} {words}" for name, words in names)
    return f"{told} (of {total})"
