"""The table of processes, `deploy/local/processes.toml`: read, checked, selected."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from twyst.devstack.errors import StackError

# The servers that the stack itself provides; entries may need them.
SERVERS = ("kafka", "postgres")


class RequiredFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A built file and the command that builds it."""

    file: str
    made_by: str


class ProcessEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row; the head of the table explains each field."""

    name: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()
    port: int | None = None
    ready: str | None = None
    task: bool = False
    url: str | None = None
    keep: str | None = None
    requires: RequiredFile | None = None
    environment: dict[str, str] = {}


class ProcessTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rows, and the environment that they share."""

    environment: dict[str, str]
    process: tuple[ProcessEntry, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.process)

    def without(self, names: Iterable[str]) -> ProcessTable:
        """The table without these rows; nothing that stays may need one of them."""
        left_out = frozenset(names)
        unknown = left_out - set(self.names)
        if unknown:
            raise StackError(f"There is no process {_listed(unknown)}: the table has {_listed(self.names)}.")
        kept = tuple(entry for entry in self.process if entry.name not in left_out)
        for entry in kept:
            missing = left_out.intersection(entry.needs)
            if missing:
                raise StackError(f"{entry.name} needs {_listed(missing)}: leave both out or none.")
        return ProcessTable(self.environment, kept)


def read_table(path: Path) -> ProcessTable:
    """Raises StackError with the first thing that is wrong in the file."""
    try:
        table = msgspec.toml.decode(path.read_bytes(), type=ProcessTable)
    except (OSError, msgspec.DecodeError) as error:
        raise StackError(f"{path} is not a process table: {error}.") from error
    problem = _first_problem(table)
    if problem:
        raise StackError(f"{path}: {problem}.")
    return table


def _first_problem(table: ProcessTable) -> str | None:
    known: set[str] = set(SERVERS)
    for entry in table.process:
        if entry.name in known:
            return f"{entry.name} stands twice"
        # Rows may need only earlier rows: so no cycle, and the table reads in the order of the start.
        missing = [need for need in entry.needs if need not in known]
        if missing:
            return f"{entry.name} needs {_listed(missing)}, which stands nowhere above it"
        if not entry.task and (entry.port is None or entry.ready is None):
            return f"{entry.name} needs a port and a way to tell that it is ready"
        known.add(entry.name)
    return None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
