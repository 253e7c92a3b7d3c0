"""One true look at everything, kept, so that it can be falsified in one place at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from faults.oracle import AT_REST, invariants, targets_of

from twyst.messaging.records import Record
from twyst.verify.invariant import Row, Rows, Rule, Scope, Source
from twyst.verify.seen import Seen
from twyst.verify.sources import Sources


@dataclass(frozen=True)
class Recorded:
    """What the sources answered. Readable as the sources are."""

    answers: Mapping[Source, list[Row]]
    topics: Mapping[str, list[Record]]

    def missing(self, _sources: Sequence[Source], _topics: Sequence[str]) -> str | None:
        return None

    async def read(self, source: Source, _scope: Scope) -> list[Row]:
        return self.answers[source]

    async def rows(self, source: Rows, _scope: Scope) -> list[Row]:
        raise AssertionError(f"nobody asks here: {source}")

    async def records(self, topic: str, _scope: Scope) -> AsyncIterator[Seen]:
        for record in self.topics[topic]:
            yield Seen(topic, record)


def rules() -> dict[str, Rule]:
    """The invariants that judge topics, rows and lists together."""
    return {each.id: each for each in invariants() if isinstance(each, Rule)}


async def record_everything(described: Mapping[str, Any]) -> Recorded:
    """All that any rule asks for. `described` is `stack.json`."""
    every = rules().values()
    wanted = {source for rule in every for source in (*rule.first.values(), *rule.then.values())}
    async with Sources(targets_of(described)) as sources:
        answers = {source: await sources.read(source, AT_REST) for source in wanted}
        names = {topic for rule in every for topic in rule.topics}
        topics = {
            name: [seen.record async for seen in sources.records(name, AT_REST)] for name in sorted(names)
        }
    return Recorded(answers, topics)


Falsify = Callable[[Recorded, Rule], Recorded]
Change = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


def answered(name: str, change: Change) -> Falsify:
    """Another answer of a rule's source, by its name."""

    def falsify(found: Recorded, rule: Rule) -> Recorded:
        source = {**rule.first, **rule.then}[name]
        rows = [dict(row) for row in found.answers[source]]
        return replace(found, answers={**found.answers, source: change(rows)})

    return falsify


def published(topic: str, change: Callable[[list[Record]], list[Record]]) -> Falsify:
    """Another content of a topic."""
    return lambda found, _rule: replace(
        found, topics={**found.topics, topic: change(list(found.topics[topic]))}
    )
