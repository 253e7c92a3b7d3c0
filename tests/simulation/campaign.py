"""Many worlds: seed after seed until there were enough orders or the time is over, and what all of them came to."""

from __future__ import annotations

import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from simulation.weather import FAULTS, INCIDENTS, REACHED
from simulation.world import Outcome, live

ORDERS_PER_WORLD = 60


@dataclass
class Tally:
    """The sum of a number of worlds."""

    orders: int = 0
    worlds: int = 0
    cpu_seconds: float = 0.0
    struck: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.orders += outcome.orders
        self.worlds += 1
        self.cpu_seconds += outcome.cpu_seconds
        self.struck.update(outcome.struck)
        if outcome.violations:
            self.violations.append(story_of(outcome))

    def join(self, other: Tally) -> None:
        self.orders += other.orders
        self.worlds += other.worlds
        self.cpu_seconds += other.cpu_seconds
        self.struck.update(other.struck)
        self.violations += other.violations

    @property
    def never_struck(self) -> list[str]:
        """Faults that have proven nothing yet, and situations that nobody came to."""
        return sorted(name for name in (*FAULTS, *INCIDENTS, *REACHED) if not self.struck[name])

    @property
    def orders_per_cpu_second(self) -> float:
        return self.orders / self.cpu_seconds if self.cpu_seconds else 0.0


def story_of(outcome: Outcome) -> str:
    """A failed world in a few lines, with the command that replays it."""
    first = "\n    ".join(outcome.violations[:5])
    return (
        f"seed {outcome.seed}: {len(outcome.violations)} violations\n    {first}\n"
        f"  replay it, at this commit, with: make simulate SEED={outcome.seed} ORDERS={outcome.orders}"
    )


def run_worlds(first_seed: int, worlds: int) -> Tally:
    """So many worlds, one after the other."""
    return run_for(float("inf"), first_seed, worlds_max=worlds)


def run_for(seconds: float, first_seed: int, *, worlds_max: int = 10_000) -> Tally:
    """Worlds from `first_seed` on: for so long, and then until every fault has struck at least once."""
    logging.disable(logging.CRITICAL)
    tally, until = Tally(), time.monotonic() + seconds
    try:
        while tally.worlds < worlds_max and (time.monotonic() < until or tally.never_struck):
            tally.add(live(first_seed + tally.worlds, ORDERS_PER_WORLD))
    finally:
        logging.disable(logging.NOTSET)
    return tally
