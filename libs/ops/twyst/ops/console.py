"""How results are told: tables and progress for people on a terminal, one JSON document for programs.

Results go to standard output and everything else to standard error, so that `--json` can always be piped.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from twyst.ops.run import Item, Plan

_SAMPLES = 5
_ENDLESS = 10_000
aside = Console(stderr=True, highlight=False)


def say(words: str) -> None:
    """One line to the operator, beside the results."""
    aside.print(f"twyst-ops: {words}", markup=False, soft_wrap=True)


class Told:
    """One command's results."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console = Console(highlight=False)

    def rows(self, title: str, rows: Sequence[Mapping[str, Any]], *, empty: str) -> None:
        """A list of like things; the columns are the first row's names."""
        if self.as_json:
            self.document(list(rows))
            return
        if not rows:
            self._console.print(empty)
            return
        table = _side_by_side(title, rows)
        if (
            self._console.measure(table, options=self._console.options.update(width=_ENDLESS)).maximum
            <= self._console.width
        ):
            self._console.print(table)
        else:
            self._console.print(title, style="italic", markup=False)
            for row in rows:
                self._console.print(_below_each_other(row), "")

    def document(self, content: Any) -> None:
        """The whole result as JSON, whatever the terminal is."""
        json.dump(content, sys.stdout, default=str, ensure_ascii=False)
        sys.stdout.write("\n")

    def line(self, words: str) -> None:
        """For people only; programs have the document."""
        if not self.as_json:
            self._console.print(words, markup=False, soft_wrap=True)

    def plan(self, plan: Plan) -> None:
        """What would be done, with a few of its items, and how to do it."""
        if self.as_json:
            return
        self._console.print(plan.draft.summary, style="bold", markup=False, soft_wrap=True)
        for item in plan.draft.items[:_SAMPLES]:
            self._console.print(f"  {item.id}  {item.about}", markup=False, soft_wrap=True)
        more = len(plan.draft.items) - _SAMPLES
        if more > 0:
            self._console.print(f"  … and {more} more")
        for name, value in plan.draft.bounds.items():
            self._console.print(f"  {name}: {value}", markup=False, style="dim")


def _side_by_side(title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False)
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    return table


def _below_each_other(row: Mapping[str, Any]) -> Table:
    """What is wider than the terminal: ids stay whole, so that they can be copied."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in row.items():
        if value is not None:
            table.add_row(name.replace("_", " "), _cell(value))
    return table


def _cell(value: Any) -> Text:
    """Data is never markup."""
    if value is None:
        return Text()
    if isinstance(value, datetime):
        return Text(f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z")
    if isinstance(value, dict | list):
        return Text(json.dumps(value, default=str, ensure_ascii=False))
    return Text(str(value))


class Bars:
    """Progress on standard error; silent where that is no terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)

    def begun(self, plan: Plan, left: int) -> None:
        self._progress.update(self._task, description=plan.command, total=left)

    def did(self, item: Item, words: str, *, failed: bool) -> None:
        if failed:
            self._progress.console.print(f"{item.id}: {words}", markup=False, style="red")
        self._progress.advance(self._task)


@contextmanager
def bars() -> Iterator[Bars]:
    """A progress bar for the length of the block."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=aside, transient=True, disable=not aside.is_terminal) as progress:
        yield Bars(progress)
