"""What the installed packages contribute to `twyst-ops`, under the entry point `twyst.ops`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Any, Protocol

import typer

from twyst.ops.desk import Desk
from twyst.ops.hands import Hands
from twyst.ops.run import Deed

GROUP = "twyst.ops"


class ParkedDoor(Protocol):
    """How a service takes its parked records again, or gives them up; both by its own code."""

    async def redrive(self, hands: Hands, key: str, /, *, by: str) -> str:
        """Take everything under a key, all or nothing; a few words on what became of it."""
        ...

    async def discard(self, hands: Hands, ids: Sequence[int], /, *, by: str, reason: str) -> int: ...


@dataclass
class Registry:
    """Filled by the services' `register` functions."""

    app: typer.Typer
    groups: dict[str, typer.Typer] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    parked: dict[str, ParkedDoor] = field(default_factory=dict)

    def group(self, name: str, about: str) -> typer.Typer:
        """The commands under one word; services may share it."""
        if name not in self.groups:
            self.groups[name] = typer.Typer(no_args_is_help=True, help=about)
            self.app.add_typer(self.groups[name], name=name)
        return self.groups[name]

    def deed(self, deed: Deed) -> str:
        """Make a changing command known; its name."""
        self.deeds.append(deed)
        return deed.name


Register = Callable[[Registry], None]


def fill(registry: Registry) -> None:
    """Everything that is installed."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        register: Register = entry.load()
        register(registry)


def desk(context: typer.Context) -> Desk:
    """The desk that the main options made."""
    found: Any = context.find_root().obj
    assert isinstance(found, Desk)
    return found
