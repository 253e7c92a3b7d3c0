"""The oracle of journeys and faults: `twyst-verify`, once the platform has come to rest, without hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from journeys.webhooks import OUR_ID_PREFIX

from twyst.demo.clients import Platform
from twyst.testing.waiting import eventually
from twyst.verify.invariant import Found, Invariant, Judge, Rule, Scope, Verdict
from twyst.verify.looking import Outcome, Report, look
from twyst.verify.registry import contributed
from twyst.verify.seen import Seen
from twyst.verify.sources import Sources
from twyst.verify.targets import Targets

_DRAIN_SECONDS, _LOOK_SECONDS = 120.0, 0.5
AT_REST = Scope(patience=timedelta(0))
# What no run may pass without having looked at.
_SUBSTANCE = (
    "I1",
    "I5",
    "I7",
    "I10",
    "I13",
    "I18.money",
    "I24",
    "I27.order",
    "I28",
    "I30",
    "I33",
    "I46.reconciliation",
)


class _OnlyStripes:
    """Leaves events out that a test made, signed with the true secret, and posted itself."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge

    def see(self, record: Seen) -> None:
        if not record.ce_id.startswith(OUR_ID_PREFIX):
            self._judge.see(record)

    def verdict(self, found: Found) -> Verdict:
        return self._judge.verdict(found)


def invariants() -> list[Invariant]:
    """All that are contributed."""
    return [
        replace(each, judge=_forgiving(each.judge)) if isinstance(each, Rule) and each.id == "I3" else each
        for each in contributed()
    ]


def _forgiving(judge: Callable[[Scope], Judge]) -> Callable[[Scope], Judge]:
    return lambda scope: _OnlyStripes(judge(scope))


def targets_of(described: Mapping[str, Any]) -> Targets:
    """Where a stack is that `stack.json` describes."""
    sandbox = described["urls"]["sandbox"]
    return Targets(
        kafka=described["kafka"]["bootstrap"],
        databases=described["postgres"],
        stripe_key=described["stripe"]["api_key"],
        stripe_api=sandbox,
        sandbox=sandbox,
    )


async def verify(described: Mapping[str, Any], _platform: Platform | None = None) -> Report:
    """Look until every invariant holds; raises AssertionError with what breaks them after two minutes."""
    async with Sources(targets_of(described)) as sources:

        async def holds() -> Report:
            report = await look(sources, invariants(), AT_REST)
            broken = {each.invariant.id: each.verdict.samples for each in report.broken}
            assert broken == {}, broken
            not_seen = {each.invariant.id: each.because for each in report.of(Outcome.SKIPPED)}
            assert not_seen == {}, not_seen
            return report

        report = await eventually(holds, _DRAIN_SECONDS, _LOOK_SECONDS)
    empty = {each.invariant.id for each in report.of(Outcome.EMPTY)}
    assert empty.isdisjoint(_SUBSTANCE), f"nothing to look at: {empty}"
    return report
