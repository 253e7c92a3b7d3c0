"""One look at a platform: rows, then one pass over the topics for all rules together, then rows again."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from aiokafka.errors import KafkaError

from twyst.messaging.admin import TopicMissing
from twyst.verify.invariant import Invariant, Judge, Probe, Query, Row, Rows, Rule, Scope, Source, Verdict
from twyst.verify.seen import Seen
from twyst.verify.sources import Unavailable

_KAFKA_AWAY = (KafkaError, OSError, TimeoutError, TopicMissing)


class Outcome(StrEnum):
    """How an invariant fared."""

    HOLDS = "holds"
    BROKEN = "broken"
    EMPTY = "nothing to look at"
    SKIPPED = "not looked at"


@dataclass(frozen=True, slots=True)
class Result:
    """An invariant and what was found; `because` says why it was not looked at."""

    invariant: Invariant
    verdict: Verdict
    outcome: Outcome
    because: str = ""
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """One look at everything that was asked for."""

    at: datetime
    scope: Scope
    results: tuple[Result, ...]
    seconds: float

    def of(self, outcome: Outcome) -> list[Result]:
        return [each for each in self.results if each.outcome is outcome]

    @property
    def broken(self) -> list[Result]:
        return self.of(Outcome.BROKEN)

    @property
    def unreachable(self) -> list[Result]:
        return [each for each in self.results if each.unreachable]

    @property
    def holds(self) -> bool:
        """Nothing is broken, nothing was out of reach, and there was something to see."""
        return not self.broken and not self.unreachable and self.looked_at > 0

    @property
    def looked_at(self) -> int:
        return sum(each.verdict.looked_at for each in self.results)


class Readable(Protocol):
    """What a look reads from: the platform, or in tests a record of it that was falsified in one place."""

    def missing(self, sources: Sequence[Source], topics: Sequence[str]) -> str | None: ...

    async def read(self, source: Source, scope: Scope) -> list[Row]: ...

    async def rows(self, source: Rows, scope: Scope) -> list[Row]: ...

    def records(self, topic: str, scope: Scope) -> AsyncIterator[Seen]: ...


async def look(sources: Readable, invariants: Sequence[Invariant], scope: Scope) -> Report:
    """Look at all of them once. What cannot be reached is reported with its reason; it never counts as holding."""
    begun, at = time.monotonic(), datetime.now(UTC)
    scope = replace(scope, begun_ms=int(at.timestamp() * 1000))
    results: dict[str, Result] = {}
    rules: list[Rule] = []
    for invariant in invariants:
        missing = sources.missing(*_needs(invariant))
        if missing:
            results[invariant.id] = Result(invariant, Verdict(0, 0), Outcome.SKIPPED, missing)
        elif isinstance(invariant, Rule):
            rules.append(invariant)
    results |= await _apply(sources, rules, scope)
    for invariant in invariants:
        if isinstance(invariant, Query | Probe) and invariant.id not in results:
            results[invariant.id] = await _ask(sources, invariant, scope)
    ordered = tuple(results[invariant.id] for invariant in invariants)
    return Report(at, scope, ordered, time.monotonic() - begun)


def _needs(invariant: Invariant) -> tuple[list[Source], tuple[str, ...]]:
    match invariant:
        case Query():
            return [Rows(invariant.database, "")], ()
        case Probe():
            return [Rows(name, "") for name in invariant.databases], ()
        case Rule():
            return [*invariant.first.values(), *invariant.then.values()], invariant.topics


async def _ask(sources: Readable, invariant: Query | Probe, scope: Scope) -> Result:
    try:
        if isinstance(invariant, Probe):
            return _judged(invariant, await invariant.look(sources, scope))
        (row,) = await sources.rows(Rows(invariant.database, counted(invariant.sql)), scope)
    except Unavailable as error:
        return _unreachable(invariant, error)
    return _judged(invariant, Verdict(row["looked_at"], row["broken"], tuple(row["samples"] or ())))


def counted(sql: str) -> str:
    """A query's statement, counted: one row with `looked_at`, `broken` and `samples`."""
    return (
        "SELECT count(*) AS looked_at, count(what) AS broken, "  # noqa: S608 (our own statements)
        f"(array_agg(what) FILTER (WHERE what IS NOT NULL))[1:20] AS samples FROM ({sql}) AS looked"
    )


async def _apply(sources: Readable, rules: Sequence[Rule], scope: Scope) -> dict[str, Result]:
    failed: dict[str, Result] = {}
    first = await _gather(sources, rules, scope, failed, early=True)
    judges = {rule.id: rule.judge(scope) for rule in rules if rule.id not in failed}
    await _pass(sources, rules, judges, scope, failed)
    then = await _gather(sources, rules, scope, failed, early=False)
    for rule in rules:
        if rule.id not in failed:
            found = {name: first[source] for name, source in rule.first.items()}
            found |= {name: then[source] for name, source in rule.then.items()}
            failed[rule.id] = _judged(rule, judges[rule.id].verdict(found))
    return failed


async def _gather(
    sources: Readable, rules: Sequence[Rule], scope: Scope, failed: dict[str, Result], *, early: bool
) -> dict[Source, list[Row]]:
    """What the rules read before or after the topics; each source once, for all that need it."""
    answers: dict[Source, list[Row]] = {}
    for rule in rules:
        wanted = rule.first if early else rule.then
        for source in wanted.values():
            if source in answers or rule.id in failed:
                continue
            try:
                answers[source] = await sources.read(source, scope)
            except Unavailable as error:
                failed[rule.id] = _unreachable(rule, error)
    return answers


async def _pass(
    sources: Readable,
    rules: Sequence[Rule],
    judges: Mapping[str, Judge],
    scope: Scope,
    failed: dict[str, Result],
) -> None:
    """Every topic that a rule needs, read once."""
    for topic in sorted({topic for rule in rules for topic in rule.topics}):
        watching = [rule for rule in rules if topic in rule.topics and rule.id not in failed]
        try:
            async for record in sources.records(topic, scope):
                for rule in _cannot_read(watching, judges, record, failed):
                    watching.remove(rule)
        except _KAFKA_AWAY as error:
            failed |= {rule.id: _unreachable(rule, error) for rule in watching}


def _cannot_read(
    watching: Sequence[Rule], judges: Mapping[str, Judge], record: Seen, failed: dict[str, Result]
) -> list[Rule]:
    """Show a record to the rules. Whom it throws is broken by it: what it has to say of all others is not worth much."""
    thrown = []
    for rule in watching:
        try:
            judges[rule.id].see(record)
        except Exception as error:  # noqa: BLE001 (whatever a judge meets in a foreign record)
            failed[rule.id] = _judged(rule, Verdict(1, 1, (f"{record.place} cannot be judged: {error!r}",)))
            thrown.append(rule)
    return thrown


def _judged(invariant: Invariant, verdict: Verdict) -> Result:
    if verdict.broken:
        return Result(invariant, verdict, Outcome.BROKEN)
    return Result(invariant, verdict, Outcome.HOLDS if verdict.looked_at else Outcome.EMPTY)


def _unreachable(invariant: Invariant, error: Exception) -> Result:
    reason = str(error) if isinstance(error, Unavailable) else f"Kafka does not answer: {error!r}"
    return Result(invariant, Verdict(0, 0), Outcome.SKIPPED, reason, unreachable=True)
