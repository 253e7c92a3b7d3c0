"""What the operator sees: the supervisor's lines and, in the foreground, every process's log."""

from __future__ import annotations

import asyncio
import itertools
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from twyst.devstack.stack_file import StackFile
from twyst.devstack.welcome import welcome

_COLOURS = ("cyan", "green", "yellow", "blue", "magenta", "bright_cyan", "bright_green", "bright_blue")
_POLL_SECONDS = 0.25
_NAME_WIDTH = 21


class StackConsole:
    """Writes to the terminal with colours, to a file or pipe without.

    `prefixed` puts a name before every line, which is wanted where the processes' logs are shown too.
    """

    def __init__(self, console: Console | None = None, *, prefixed: bool = False) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)
        self._prefixed = prefixed
        self._shown_percentage = -1

    def say(self, line: str) -> None:
        """One line of the supervisor's."""
        self._print("stack", "bold", line)

    def welcome(self, stack: StackFile, state: Path) -> None:
        """What to open. A pipe or a log gets no picture."""
        for line in welcome(stack, state, qr=self._console.is_terminal):
            self.say(line)

    def show(self, table: Table) -> None:
        self._console.print(table)

    def progress(self, done: int, total: int) -> None:
        """Kafka's jars: one line that counts on a terminal, one line per quarter elsewhere."""
        text = f"fetching Kafka's jars: {done} of {total}"
        if self._console.is_terminal:
            self._console.print(text, end="\n" if done == total else "\r")
            return
        quarter = 4 * done // total
        if quarter != self._shown_percentage:
            self._shown_percentage = quarter
            self.say(text)

    async def follow(self, logs: Iterable[Path]) -> None:
        """Print what is added to the logs from now on, until cancelled."""
        tails = [_Tail(path, colour) for path, colour in zip(logs, itertools.cycle(_COLOURS), strict=False)]
        while True:
            for tail in tails:
                for line in tail.new_lines():
                    self._print(tail.name, tail.colour, line)
            await asyncio.sleep(_POLL_SECONDS)

    def _print(self, name: str, style: str, line: str) -> None:
        if not self._prefixed:
            self._console.print(Text.from_ansi(line))
            return
        self._console.print(Text.assemble((f"{name:<{_NAME_WIDTH}} ", style), Text.from_ansi(line)))


class _Tail:
    """The lines that a file gets after we first looked at it."""

    def __init__(self, path: Path, colour: str) -> None:
        self.name = path.stem
        self.colour = colour
        self._path = path
        self._offset = path.stat().st_size if path.exists() else 0
        self._rest = ""

    def new_lines(self) -> list[str]:
        if not self._path.exists():
            return []
        with self._path.open("rb") as handle:
            handle.seek(self._offset)
            added = handle.read()
        self._offset += len(added)
        *lines, self._rest = (self._rest + added.decode(errors="replace")).split("\n")
        return lines


def print_error(sentence: str) -> None:
    """One sentence on standard error."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(f"twyst: {sentence}"), style="red")


def is_interactive() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
