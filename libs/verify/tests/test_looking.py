"""What a look reports, and what it means to a script."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from twyst.messaging.records import Record
from twyst.verify.__main__ import BROKEN, NOTHING, UNREACHABLE, exit_code
from twyst.verify.invariant import Found, Invariant, Query, Row, Rows, Rule, Scope, Source, Verdict
from twyst.verify.looking import Outcome, look
from twyst.verify.report import as_document, summary
from twyst.verify.seen import Seen
from twyst.verify.sources import Sources, Unavailable
from twyst.verify.targets import Targets

ORDER = Query("I1", "One.", "order", "SELECT 1")


class Answers:
    """Sources that answer what they are told to."""

    def __init__(self, counted: Row | Exception, records: Sequence[Record] | Exception = ()) -> None:
        self._counted = counted
        self._records = records
        self.order: list[str] = []

    def missing(self, _sources: Sequence[Source], _topics: Sequence[str]) -> str | None:
        return None

    async def read(self, source: Source, _scope: Scope) -> list[Row]:
        assert isinstance(source, Rows)
        self.order.append(source.sql)
        return [{"id": "a"}]

    async def rows(self, _source: Rows, _scope: Scope) -> list[Row]:
        if isinstance(self._counted, Exception):
            raise self._counted
        return [self._counted]

    async def records(self, topic: str, _scope: Scope) -> AsyncIterator[Seen]:
        self.order.append(topic)
        if isinstance(self._records, Exception):
            raise self._records
        for record in self._records:
            yield Seen(topic, record)


class EveryKeyIsKnown:
    """A judge of its own."""

    def __init__(self, _scope: Scope) -> None:
        self._keys: list[str] = []

    def see(self, record: Seen) -> None:
        self._keys.append(record.key)

    def verdict(self, found: Found) -> Verdict:
        known = {row["id"] for row in found["rows"]}
        return Verdict.of(len(self._keys), (key for key in self._keys if key not in known))


KEYS = Rule("I2", "Two.", EveryKeyIsKnown, ("t",), first={"early": Rows("order", "first")}, then={"rows": Rows("order", "then")})  # fmt: skip


@pytest.mark.parametrize(
    ("row", "outcome", "code"),
    [
        ({"looked_at": 5, "broken": 0, "samples": None}, Outcome.HOLDS, 0),
        ({"looked_at": 5, "broken": 2, "samples": ["a", "b"]}, Outcome.BROKEN, BROKEN),
        ({"looked_at": 0, "broken": 0, "samples": None}, Outcome.EMPTY, NOTHING),
        (Unavailable("the order database went away"), Outcome.SKIPPED, UNREACHABLE),
    ],
)
async def test_a_query_holds_or_says_why_not(row: Row | Exception, outcome: Outcome, code: int) -> None:
    report = await look(Answers(row), [ORDER], Scope())
    assert [each.outcome for each in report.results] == [outcome]
    assert exit_code(report) == code


async def test_topics_are_read_between_what_comes_first_and_what_comes_then() -> None:
    answers = Answers({}, [Record("t", 0, 0, b"a", b"{}"), Record("t", 0, 1, b"b", b"{}")])
    report = await look(answers, [KEYS], Scope())
    assert answers.order == ["first", "t", "then"]
    assert report.broken[0].verdict == Verdict(2, 1, ("b",))


async def test_a_broker_that_is_away_is_no_success() -> None:
    report = await look(Answers({}, OSError("refused")), [KEYS], Scope())
    assert exit_code(report) == UNREACHABLE
    assert "Kafka does not answer" in report.results[0].because


class Counts:
    """Trusts that every record has a `seq`."""

    def __init__(self, _scope: Scope) -> None:
        self._total = 0

    def see(self, record: Seen) -> None:
        self._total += int(record.body["seq"])

    def verdict(self, _found: Found) -> Verdict:
        return Verdict(self._total, 0)


@pytest.mark.parametrize("value", [b"garbage", b'{"seq":"x"}', b"[]", None])
async def test_a_foreign_record_breaks_the_rule_that_cannot_judge_it_and_no_other(
    value: bytes | None,
) -> None:
    counts = Rule("I3", "Three.", Counts, ("t",))
    records = [Record("t", 0, 0, b"a", b'{"seq":1}'), Record("t", 2, 7, b"a", value)]
    report = await look(Answers({}, records), [KEYS, counts], Scope())
    assert [each.outcome for each in report.results] == [Outcome.HOLDS, Outcome.BROKEN]
    (sample,) = report.broken[0].verdict.samples
    assert sample.startswith("t/2/7 ")


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        ({"looked_at": 5, "broken": 0, "samples": None}, True),
        ({"looked_at": 0, "broken": 0, "samples": None}, False),
        (Unavailable("the order database went away"), False),
    ],
)
async def test_a_platform_that_nobody_saw_is_not_said_to_hold(row: Row | Exception, holds: bool) -> None:
    report = await look(Answers(row), [ORDER], Scope())
    assert as_document(report)["holds"] is holds


async def test_what_has_no_address_is_not_looked_at_and_says_so() -> None:
    async with Sources(Targets(kafka="localhost:1")) as sources:
        report = await look(sources, [ORDER], Scope())
    assert [(each.outcome, each.because) for each in report.results] == [
        (Outcome.SKIPPED, "needs the order database")
    ]
    assert exit_code(report) == NOTHING


async def test_the_document_names_everything_and_keeps_few_samples() -> None:
    row = {"looked_at": 30, "broken": 30, "samples": [str(number) for number in range(20)]}
    report = await look(Answers(row), [ORDER], Scope(patience=timedelta(0)))
    document = as_document(report)
    assert document["holds"] is False
    assert document["invariants"] == [
        {
            "id": "I1",
            "sentence": "One.",
            "outcome": "broken",
            "looked_at": 30,
            "broken": 30,
            "samples": row["samples"],
            "because": None,
        }
    ]
    assert summary(report).startswith("1 broken; 30 rows and records")


def test_a_verdict_counts_all_and_keeps_the_first() -> None:
    verdict = Verdict.of(100, (str(number) for number in range(50)))
    assert (verdict.broken, len(verdict.samples), verdict.samples[0]) == (50, 20, "0")


def test_ids_are_contributed_once_and_read_well() -> None:
    from twyst.verify.registry import contributed

    found: list[Invariant] = contributed()
    assert len(found) > 50
    assert all(each.sentence.endswith(".") for each in found)
