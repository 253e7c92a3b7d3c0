"""The tables of `docs/faults.md`, from the tables that the tests run through."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from faults.lost_replies import LOST_REPLIES
from faults.points import POINTS, Point


def crash_points() -> str:
    """Every point: its name, whose step it is, what has happened by then, and the function."""
    lines = ["| point | process | by then | where |", "|---|---|---|---|"]
    lines += [f"| {point.name} | `{point.process}` | {point.says} | {_where(point)} |" for point in POINTS]
    return "\n".join(lines)


def lost_replies() -> str:
    """Every reply that is lost."""
    lines = ["| lost reply | process | by then |", "|---|---|---|"]
    lines += [f"| {each.name} | `{each.process}` | {each.says} |" for each in LOST_REPLIES]
    return "\n".join(lines)


def _where(point: Point) -> str:
    target = f"`{point.target}`" if point.target.startswith("twyst.") else f"{point.request} to Kafka"
    within = f", within `{point.within}`" if point.within else ""
    return f"{point.moment} {target}{within}"
