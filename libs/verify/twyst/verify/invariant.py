"""What an invariant is: an id, one sentence, and how to look. Looking never writes.

Three kinds, from simple to free: a `Query` is SQL over one database; a `Rule` sees every record of some topics once,
and rows or lists beside them; a `Probe` looks by itself. All of them count what they looked at, so that none holds
only because there was nothing to see.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from twyst.verify.seen import Seen

SAMPLES = 20

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """How far to look back, and how long anything on its way may take before it counts as lost.

    `since` None is everything that is kept. `begun_ms` is when the looking began, Unix milliseconds.
    """

    since: datetime | None = None
    patience: timedelta = timedelta(seconds=60)
    begun_ms: int = 0

    def is_due(self, timestamp_ms: int) -> bool:
        """Whether what was published then must have arrived by now."""
        return timestamp_ms <= self.begun_ms - self.patience.total_seconds() * 1000

    def ago(self, back: timedelta) -> datetime:
        """The moment so long before the looking began."""
        return datetime.fromtimestamp(self.begun_ms / 1000, UTC) - back


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a service's database. Without `arguments` of its own the SQL may use `$1`, since when (timestamptz), and
    `$2`, the patience (interval).
    """

    database: str
    sql: str
    arguments: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class StripeList:
    """All objects of a list of Stripe's API; of the platform, or of it and every connected account.

    Objects made before the scope's `since` are left out.
    """

    path: str
    connected: bool = False


@dataclass(frozen=True, slots=True)
class SandboxLog:
    """All rows of one of the sandbox's logs; only where Stripe is the sandbox."""

    path: str


Source = Rows | StripeList | SandboxLog
Found = Mapping[str, Sequence[Row]]
"""What the sources of a rule answered, by their names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, how much of it breaks the invariant, and the first of that."""

    looked_at: int
    broken: int
    samples: tuple[str, ...] = ()

    @classmethod
    def of(cls, looked_at: int, what: Iterable[str]) -> Verdict:
        """From everything that breaks the invariant, of which few are kept."""
        broken, samples = 0, list[str]()
        for each in what:
            broken += 1
            if len(samples) < SAMPLES:
                samples.append(each)
        return cls(looked_at, broken, tuple(samples))


@dataclass(frozen=True, slots=True)
class Query:
    """`sql` answers one row for everything it looks at, with a column `what`: NULL, or what breaks the invariant."""

    id: str
    sentence: str
    database: str
    sql: str


class Judge(Protocol):
    """Sees the records of a rule's topics, ascending within each partition, and then decides."""

    def see(self, record: Seen, /) -> None: ...

    def verdict(self, found: Found, /) -> Verdict: ...


class WithoutTopics:
    """A judge of lists and rows alone: no topic is read for it."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def see(self, record: Seen, /) -> None:
        raise AssertionError(record)


@dataclass(frozen=True, slots=True)
class Rule:
    """`first` is read before the topics, `then` after them: so what `first` tells of must be on the topics already, and
    what the topics hold must be in `then`, also while the platform is at work.
    """

    id: str
    sentence: str
    judge: Callable[[Scope], Judge]
    topics: tuple[str, ...] = ()
    first: Mapping[str, Source] = field(default_factory=dict)
    then: Mapping[str, Source] = field(default_factory=dict)


class Databases(Protocol):
    """Read-only statements on the services' databases."""

    async def rows(self, source: Rows, scope: Scope, /) -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Probe:
    """Looks by itself, with the auditors' roles of the databases it names."""

    id: str
    sentence: str
    databases: tuple[str, ...]
    look: Callable[[Databases, Scope], Awaitable[Verdict]]


Invariant = Query | Rule | Probe
