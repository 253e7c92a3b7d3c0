"""Deliver a history in every order, each input zero, one or two times, through the production `decide`; count the sequences.

Equal standings merge, so a node is (how often each input came, standing, lifecycle path, commands that moved); the number of
*sequences* that lead to a node is carried along, and their sum is exact. Every distinct (standing, input) pair is decided once
and its safety checked; confluence is checked at every node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from exhaustive.histories import TERMS, Said
from exhaustive.invariants import check_edge, check_node

from twyst.order.domain.decide import Verdict, decide
from twyst.order.domain.facts import Facts
from twyst.order.domain.inputs import Input
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Standing, Terms

Decide = Callable[[Standing, Terms, Input], Verdict]


class Violation(AssertionError):
    """An invariant does not hold; the message says which, in what history and after what."""


@dataclass
class Count:
    """What an exploration covered."""

    sequences: int = 0
    nodes: int = 0
    edges: int = 0
    decided: int = 0


@dataclass
class Explorer:
    """Explores one history. The journal promises that a command's second copy is not decided again, so none is."""

    history: tuple[Said, ...]
    decide: Decide = decide
    copies: int = 2
    standings: list[Standing] = field(default_factory=list)
    ids: dict[Standing, int] = field(default_factory=dict)
    memo: dict[tuple[int, int], tuple[int, tuple[State, ...], bool]] = field(default_factory=dict)
    ends: dict[tuple[int, tuple[int, ...]], tuple[State, int, tuple[State, ...]]] = field(
        default_factory=dict
    )
    taught: dict[int, Facts] = field(default_factory=dict)
    checked: set[tuple[int, tuple[int, ...], int]] = field(default_factory=set)
    count: Count = field(default_factory=Count)

    def run(self) -> Count:
        """Explore everything; raises `Violation`."""
        weights = [(self.copies + 1) ** place for place in range(len(self.history))]
        level: dict[tuple[int, int, tuple[State, ...], tuple[int, ...]], int] = {
            (0, self._id(Standing()), (State.CREATED,), ()): 1
        }
        for _ in range(self.copies * len(self.history) + 1):
            following: defaultdict[tuple[int, int, tuple[State, ...], tuple[int, ...]], int] = defaultdict(
                int
            )
            for (counts, standing, path, moved), sequences in level.items():
                self.count.nodes += 1
                self.count.sequences += sequences
                self._check_node(counts, weights, standing, path, moved)
                for place, weight in enumerate(weights):
                    come = counts // weight % (self.copies + 1)
                    if come == self.copies:
                        continue
                    self.count.edges += 1
                    node = self._step(standing, place, path, moved, again=come > 0)
                    following[(counts + weight, *node)] += sequences
            level = following
        self.count.decided = len(self.memo)
        return self.count

    def _step(
        self, standing: int, place: int, path: tuple[State, ...], moved: tuple[int, ...], *, again: bool
    ) -> tuple[int, tuple[State, ...], tuple[int, ...]]:
        said = self.history[place]
        if again and said.is_command:
            return standing, path, moved
        known = self.memo.get((standing, place))
        if known is None:
            known = self.memo[standing, place] = self._decide(standing, said)
        after, steps, command_moved = known
        return after, path + steps if steps else path, (*moved, place) if command_moved else moved

    def _decide(self, standing: int, said: Said) -> tuple[int, tuple[State, ...], bool]:
        before = self.standings[standing]
        verdict = self.decide(before, TERMS, said.given)
        problem = check_edge(before, TERMS, said, verdict, self.decide)
        if problem:
            raise Violation(
                f"{problem}\n  input: {said.name}\n  before: {before}\n  after: {verdict.standing}"
            )
        states = tuple(step.to_state for step in verdict.steps)
        return self._id(verdict.standing), states, said.is_command and bool(states)

    def _id(self, standing: Standing) -> int:
        found = self.ids.get(standing)
        if found is None:
            found = self.ids[standing] = len(self.standings)
            self.standings.append(standing)
        return found

    def _check_node(
        self, counts: int, weights: list[int], standing: int, path: tuple[State, ...], moved: tuple[int, ...]
    ) -> None:
        base = self.copies + 1
        delivered = 0
        for place, weight in enumerate(weights):
            if counts // weight % base and not self.history[place].is_command:
                delivered |= 1 << place
        now = self.standings[standing]
        end = (now.state, now.version, path)
        key = (delivered, moved)
        first = self.ends.setdefault(key, end)
        if first != end:
            raise Violation(f"not confluent: {self._names(key)} ends {first} and {end}")
        if (*key, standing) not in self.checked:
            self.checked.add((*key, standing))
            taught = self.taught.setdefault(delivered, now.facts)
            if taught != now.facts:
                raise Violation(f"not confluent: {self._names(key)} teach {taught} and {now.facts}")
            said = [each for place, each in enumerate(self.history) if delivered >> place & 1]
            problem = check_node(now, path, said, [self.history[place].given for place in moved])
            if problem:
                raise Violation(f"{problem}\n  after: {self._names(key)}\n  standing: {now}")

    def _names(self, key: tuple[int, tuple[int, ...]]) -> str:
        delivered, moved = key
        facts = [said.name for place, said in enumerate(self.history) if delivered >> place & 1]
        return f"facts {facts}, moving commands {[self.history[place].name for place in moved]}"
