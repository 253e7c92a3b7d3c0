"""What the installed packages contribute to `twyst-ops`, under the entry point `twyst.ops`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import Annotated, Any, Protocol

import typer

from twyst.ops.desk import Desk, Execution
from twyst.ops.hands import Hands
from twyst.ops.run import Deed
from twyst.ops.safety import MAX_ITEMS, RATE_PER_SECOND, Care, who

GROUP = "twyst.ops"


class ParkedDoor(Protocol):
    """How a service takes its parked records again, or gives them up; both by its own code."""

    async def redrive(self, hands: Hands, key: str, /, *, by: str) -> str:
        """Take everything under a key, all or nothing; a few words on what became of it. Raises `Failed`."""
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


Execute = Annotated[
    bool, typer.Option("--execute", help="Do it now; otherwise only the plan is written down.")
]
Reason = Annotated[str, typer.Option(help="Why; kept for good. Needed to change anything.")]
By = Annotated[str | None, typer.Option(help="Who answers for it; this machine's user unless said.")]
MaxItems = Annotated[int, typer.Option(min=1, help="Refuse to touch more than that.")]
Rate = Annotated[float, typer.Option(min=0.01, help="Items per second at most.")]
Confirm = Annotated[
    str | None, typer.Option(help="The platform's name, repeated; needed where it is not local.")
]


def execution(
    *,
    execute: bool = False,
    reason: str = "",
    by: str | None = None,
    max_items: int = MAX_ITEMS,
    rate: float = RATE_PER_SECOND,
    confirm: str | None = None,
) -> Execution:
    """From a changing command's options."""
    return Execution(execute, Care(reason, who(by), max_items, rate, confirm))
