"""An alert's expression over two scrapes of a real stack.

The grammar is a library's; no library evaluates PromQL outside of Prometheus, whose server no package registry of this project
serves. So here is what our rules use and nothing more: anything else raises. `for` is not waited for.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import promql_parser as promql
from journeys.scrape import Sample
from runbooks.rules import recorded

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
Value = Vector | float

_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
_CALCULATE: Mapping[str, Callable[[float, float], float]] = {"*": operator.mul, "-": operator.sub}
_AGGREGATE: Mapping[str, Callable[[Sequence[float]], float]] = {"sum": sum, "max": max}


@dataclass(frozen=True, slots=True)
class Look:
    """Samples of all processes at one moment, each with its `job`."""

    at_seconds: float
    samples: Sequence[Sample]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """An earlier look and the present one; increases are what happened between them."""

    before: Look
    now: Look

    def firing(self, expression: str) -> list[dict[str, str]]:
        """The labels of each alert that the expression raises."""
        found = self._value(promql.parse(expression))
        assert isinstance(found, dict), "an alert's expression is a vector"
        return [dict(labels) for labels in found]

    def total(self, expression: str) -> float:
        """The sum of all series that the expression selects."""
        found = self._value(promql.parse(expression))
        assert isinstance(found, dict), "what is selected is a vector"
        return sum(found.values())

    def _value(self, node: promql.Expr) -> Value:
        match node:
            case promql.NumberLiteral():
                return node.val
            case promql.ParenExpr():
                return self._value(node.expr)
            case promql.VectorSelector():
                if node.name in recorded():
                    return self._value(promql.parse(recorded()[node.name]))
                return _select(node, self.now)
            case promql.AggregateExpr():
                return self._aggregate(node)
            case promql.Call():
                return self._call(node)
            case promql.BinaryExpr():
                assert node.modifier is None, "our rules match series on all labels"
                return _binary(str(node.op), self._value(node.lhs), self._value(node.rhs))
        raise NotImplementedError(type(node).__name__)

    def _aggregate(self, node: promql.AggregateExpr) -> Vector:
        inner = self._value(node.expr)
        assert isinstance(inner, dict)
        by = set(node.modifier.labels) if node.modifier is not None else set()
        groups: dict[Labels, list[float]] = {}
        for labels, value in inner.items():
            groups.setdefault(frozenset(each for each in labels if each[0] in by), []).append(value)
        return {labels: _AGGREGATE[str(node.op)](values) for labels, values in groups.items()}

    def _call(self, node: promql.Call) -> Value:
        if node.func.name == "time":
            return self.now.at_seconds
        assert node.func.name in {"rate", "increase"}, node.func.name
        selector = node.args[0].vector_selector
        before, now = _select(selector, self.before), _select(selector, self.now)
        per_second = node.func.name == "rate"
        span = self.now.at_seconds - self.before.at_seconds if per_second else 1.0
        return {labels: max(value - before.get(labels, 0.0), 0.0) / span for labels, value in now.items()}


def _select(selector: promql.VectorSelector, look: Look) -> Vector:
    return {
        frozenset(sample.labels.items()): sample.value
        for sample in look.samples
        if sample.name == selector.name
        and all(_matches(each, sample.labels.get(each.name, "")) for each in selector.matchers.matchers)
    }


def _matches(matcher: promql.Matcher, value: str) -> bool:
    if matcher.op == promql.MatchOp.Equal:
        return value == matcher.value
    assert matcher.op == promql.MatchOp.Re, matcher
    return re.fullmatch(matcher.value, value) is not None


def _binary(sign: str, left: Value, right: Value) -> Value:
    if isinstance(left, float | int) and isinstance(right, float | int):
        return _CALCULATE[sign](left, right)
    return {
        labels: result for labels, a, b in _pairs(left, right) if (result := _one(sign, a, b)) is not None
    }


def _one(sign: str, left: float, right: float) -> float | None:
    """A comparison keeps the left value or drops the series; a share of nothing is no number, which no comparison keeps."""
    if sign in _COMPARE:
        return left if _COMPARE[sign](left, right) else None
    if sign == "/":
        return left / right if right else None
    return _CALCULATE[sign](left, right)


def _pairs(left: Value, right: Value) -> list[tuple[Labels, float, float]]:
    if isinstance(left, dict):
        if isinstance(right, dict):
            return [(labels, left[labels], right[labels]) for labels in left.keys() & right.keys()]
        return [(labels, value, right) for labels, value in left.items()]
    assert isinstance(right, dict)
    return [(labels, left, value) for labels, value in right.items()]
