"""A look as people and programs read it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from twyst.verify.looking import Outcome, Report, Result

_MARKS = {
    Outcome.HOLDS: "[green]holds[/green]",
    Outcome.BROKEN: "[bold red]BROKEN[/bold red]",
    Outcome.EMPTY: "[dim]nothing there[/dim]",
    Outcome.SKIPPED: "[yellow]not looked at[/yellow]",
}


def as_document(report: Report) -> dict[str, Any]:
    """The look as JSON: stable names, counts as numbers."""
    return {
        "at": report.at.isoformat(),
        "since": report.scope.since.isoformat() if report.scope.since else None,
        "patience_seconds": report.scope.patience.total_seconds(),
        "seconds": round(report.seconds, 3),
        "holds": report.holds,
        "looked_at": report.looked_at,
        "invariants": [_as_row(each) for each in report.results],
    }


def _as_row(result: Result) -> dict[str, Any]:
    return {
        "id": result.invariant.id,
        "sentence": result.invariant.sentence,
        "outcome": result.outcome.name.lower(),
        "looked_at": result.verdict.looked_at,
        "broken": result.verdict.broken,
        "samples": list(result.verdict.samples),
        "because": result.because or None,
    }


def show(console: Console, report: Report) -> None:
    """A table of all invariants, then what breaks them, then one line that sums up."""
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("what must hold", ratio=1)
    table.add_column("looked at", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for each in report.results:
        count = f"{each.verdict.looked_at:,}" if each.outcome is not Outcome.SKIPPED else "–"
        sentence = (
            f"{each.invariant.sentence} [dim]({each.because})[/dim]"
            if each.because
            else each.invariant.sentence
        )
        table.add_row(each.invariant.id, sentence, count, _MARKS[each.outcome])
    console.print(table)
    for each in report.broken:
        console.print(f"\n[bold red]{each.invariant.id}[/bold red] {each.verdict.broken} break it:")
        for sample in each.verdict.samples:
            console.print(f"  {sample}", highlight=False, markup=False)
        if each.verdict.broken > len(each.verdict.samples):
            console.print(f"  … and {each.verdict.broken - len(each.verdict.samples)} more")
    console.print(f"\n{summary(report)}", highlight=False)


def summary(report: Report) -> str:
    """One line: how many of each, over how many rows and records."""
    counts = ", ".join(
        f"{len(report.of(outcome))} {word}"
        for outcome, word in (
            (Outcome.HOLDS, "hold"),
            (Outcome.BROKEN, "broken"),
            (Outcome.EMPTY, "with nothing to look at"),
            (Outcome.SKIPPED, "not looked at"),
        )
        if report.of(outcome)
    )
    return f"{counts}; {report.looked_at:,} rows and records in {report.seconds:.1f} s"
