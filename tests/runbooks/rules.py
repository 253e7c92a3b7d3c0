"""`deploy/observability/alerts.yml` and the runbooks as data, and every expression read by a PromQL parser."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import promql_parser as promql
import yaml

ROOT = Path(__file__).parents[2]
OBSERVABILITY = ROOT / "deploy" / "observability"
RUNBOOKS = ROOT / "docs" / "runbooks"
FROM_PROMETHEUS = frozenset({"job", "instance"})
"""Labels that Prometheus adds to whatever it scrapes."""
_SUFFIXES = ("_bucket", "_count", "_sum")


@dataclass(frozen=True, slots=True)
class Alert:
    """One alerting rule."""

    name: str
    expression: str
    severity: str
    summary: str
    runbook: Path


def _rules() -> Iterator[dict[str, Any]]:
    for group in yaml.safe_load((OBSERVABILITY / "alerts.yml").read_text())["groups"]:
        yield from group["rules"]


def alerts() -> dict[str, Alert]:
    """Every alert by its name."""
    return {
        rule["alert"]: Alert(
            rule["alert"],
            rule["expr"],
            rule["labels"]["severity"],
            rule["annotations"]["summary"],
            ROOT / rule["annotations"]["runbook_url"],
        )
        for rule in _rules()
        if "alert" in rule
    }


def recorded() -> dict[str, str]:
    """What recording rules make, by name."""
    return {rule["record"]: rule["expr"] for rule in _rules() if "record" in rule}


def dashboard_expressions() -> list[str]:
    panels = json.loads((OBSERVABILITY / "dashboard.json").read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def runbooks() -> list[Path]:
    return sorted(path for path in RUNBOOKS.glob("*.md") if path.name != "README.md")


def selectors(expression: str) -> list[promql.VectorSelector]:
    """Every series that an expression names."""
    found: list[promql.VectorSelector] = []

    def visit(node: promql.Expr) -> None:
        if isinstance(node, promql.MatrixSelector):
            found.append(node.vector_selector)
        if isinstance(node, promql.VectorSelector):
            found.append(node)

    promql.walk(promql.parse(expression), visit)
    return found


def grouped_by(expression: str) -> set[str]:
    """Every label that an expression aggregates by."""
    found: set[str] = set()

    def visit(node: promql.Expr) -> None:
        if isinstance(node, promql.AggregateExpr) and node.modifier is not None:
            found.update(node.modifier.labels)

    promql.walk(promql.parse(expression), visit)
    return found


def _tables() -> ModuleType:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return __import__("metric_tables")
    finally:
        sys.path.remove(str(ROOT / "docs"))


def known_labels() -> dict[str, set[str]]:
    """Every name that can be asked for, and the labels that it has."""
    tables = _tables()
    known: dict[str, set[str]] = {"up": set()}
    for definition in {*tables.RUNTIME_METRICS, *(each for some in tables.SERVED.values() for each in some)}:
        names = [definition.name]
        if definition.kind == "histogram":
            names = [definition.name + suffix for suffix in _SUFFIXES]
        for name in names:
            known[name] = {*definition.labels, *(["le"] if name.endswith("_bucket") else [])}
    return known
