"""Compare contenders fairly on a machine that is shared: interleaved rounds, medians, spread, CPU time per event.

Each round runs every contender once, one after the other, so that a noisy minute hurts all of them alike. Ratios are
taken inside a round and only then reduced to their median. CPU time is the robust figure; rates depend on the
machine's other work.

A benchmark is a module beside this one with a `Benchmark` (see `ingest.py`), listed in `run.py`.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from stack import Stack

MICROSECONDS = 1e6


@dataclass(frozen=True)
class Sample:
    """One contender in one round: user plus system time by process, and every latency by what it is of."""

    events: int
    seconds: float
    cpu_seconds: Mapping[str, float] = field(default_factory=dict)
    latencies_ms: Mapping[str, Sequence[float]] = field(default_factory=dict)

    def metrics(self) -> dict[str, float]:
        """Everything that is reported of a round, by name with its unit."""
        found = {"events_per_second": self.events / self.seconds}
        for process, seconds in self.cpu_seconds.items():
            found[f"{process}_cpu_us_per_event"] = seconds / self.events * MICROSECONDS
        for what, latencies in self.latencies_ms.items():
            ordered = sorted(latencies)
            for percent in (50, 99):
                at = min(len(ordered) - 1, len(ordered) * percent // 100)
                found[f"{what}_p{percent}_ms"] = ordered[at]
        return found


class Lost(AssertionError):
    """An accepted event is missing where it should have come to, or is there twice."""


class Contender(Protocol):
    """Something that is measured; it is running and warm when it is handed out."""

    name: str

    async def measure(self) -> Sample:
        """One round. Raises Lost when anything was lost or applied twice."""


@dataclass(frozen=True)
class Ratio:
    """A figure of ours over a peer's: what `make bench` is about. `goal` is the bound we aim for, if any."""

    metric: str
    of: str
    over: str
    goal: str = ""


@dataclass(frozen=True)
class Bound:
    """A figure of ours that is its own measure, because people feel it. It is shown beside its goal, never asserted."""

    metric: str
    of: str
    goal: str


@dataclass(frozen=True)
class Benchmark:
    """A comparison. `contenders` starts them on the stack; `ratios` says which figures are compared."""

    name: str
    title: str
    contenders: Callable[[Stack, int], AbstractAsyncContextManager[Sequence[Contender]]]
    events_per_round: int
    ratios: Sequence[Ratio] = ()
    bounds: Sequence[Bound] = ()


@dataclass
class Result:
    """What came out, ready for JSON."""

    benchmark: Benchmark
    rounds: list[dict[str, dict[str, float]]] = field(default_factory=list)

    def summary(self) -> dict[str, dict[str, dict[str, float]]]:
        """Median and range by contender and metric."""
        return {
            name: {metric: _spread([each[name][metric] for each in self.rounds]) for metric in metrics}
            for name, metrics in self.rounds[0].items()
        }

    def ratios(self) -> list[dict[str, Any]]:
        return [
            {
                "metric": ratio.metric,
                "of": ratio.of,
                "over": ratio.over,
                "goal": ratio.goal,
                **_spread(
                    [each[ratio.of][ratio.metric] / each[ratio.over][ratio.metric] for each in self.rounds]
                ),
            }
            for ratio in self.benchmark.ratios
        ]

    def bounds(self) -> list[dict[str, Any]]:
        summary = self.summary()
        return [
            {"metric": bound.metric, "of": bound.of, "goal": bound.goal, **summary[bound.of][bound.metric]}
            for bound in self.benchmark.bounds
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.benchmark.name,
            "title": self.benchmark.title,
            "contenders": self.summary(),
            "ratios": self.ratios(),
            "bounds": self.bounds(),
            "rounds": self.rounds,
        }


async def run(
    benchmark: Benchmark, stack: Stack, *, rounds: int, events: int, progress: Callable[[str], None]
) -> Result:
    """Warm each contender with one round that does not count, then measure in turns."""
    result = Result(benchmark)
    async with benchmark.contenders(stack, events) as contenders:
        for contender in contenders:
            progress(f"{benchmark.name}: warming {contender.name}")
            await contender.measure()
        for number in range(1, rounds + 1):
            measured = {}
            # Who goes first changes, so that nobody always follows the same neighbour.
            for contender in _turned(contenders, number):
                progress(f"{benchmark.name}: round {number} of {rounds}, {contender.name}")
                measured[contender.name] = (await contender.measure()).metrics()
            result.rounds.append({contender.name: measured[contender.name] for contender in contenders})
    return result


def _turned(contenders: Sequence[Contender], by: int) -> list[Contender]:
    start = by % len(contenders)
    return [*contenders[start:], *contenders[:start]]


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}
