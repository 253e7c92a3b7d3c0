"""A benchmark's result as tables."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rounds import Result


def print_result(console: Console, result: Result) -> None:
    """One table of what was measured and one of what counts; medians with their range."""
    summary = result.summary()
    table = Table(title=f"{result.benchmark.name}: {result.benchmark.title}", title_justify="left")
    table.add_column("median (range)")
    for name in summary:
        table.add_column(name, justify="right")
    for metric in next(iter(summary.values())):
        table.add_row(
            metric, *(_range(metrics[metric]) if metric in metrics else "" for metrics in summary.values())
        )
    console.print(table)
    ratios = Table(title_justify="left")
    for column in ("what counts", "median (range)", "goal"):
        ratios.add_column(column, justify="left" if column == "what counts" else "right")
    for ratio in result.ratios():
        ratios.add_row(f"{ratio['metric']}: {ratio['of']} ÷ {ratio['over']}", _range(ratio), ratio["goal"])
    for bound in result.bounds():
        ratios.add_row(f"{bound['metric']}: {bound['of']}", _range(bound), bound["goal"])
    console.print(ratios)


def _range(spread: dict[str, float]) -> str:
    median, low, high = (_number(spread[name]) for name in ("median", "min", "max"))
    return f"{median} ({low} to {high})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
