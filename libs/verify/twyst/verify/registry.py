"""Which invariants there are: what the installed packages contribute under `twyst.invariants`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import entry_points

from twyst.verify.invariant import Invariant

GROUP = "twyst.invariants"


class UnknownInvariant(LookupError):
    """No invariant has that id."""


def contributed() -> list[Invariant]:
    """All of them, by id. An id that two packages claim is a mistake of theirs."""
    found: dict[str, Invariant] = {}
    for entry in entry_points(group=GROUP):
        for invariant in entry.load():
            if invariant.id in found:
                raise ValueError(f"{invariant.id} is contributed twice")
            found[invariant.id] = invariant
    return sorted(found.values(), key=lambda invariant: _order(invariant.id))


def chosen(all_of_them: Sequence[Invariant], only: Sequence[str], skip: Sequence[str]) -> list[Invariant]:
    """Those that are asked for. `I31` means `I31.order` and all others of that number."""
    for name in (*only, *skip):
        if not any(_is_meant(name, invariant) for invariant in all_of_them):
            raise UnknownInvariant(name)
    return [
        each
        for each in all_of_them
        if (not only or any(_is_meant(name, each) for name in only))
        and not any(_is_meant(name, each) for name in skip)
    ]


def _is_meant(name: str, invariant: Invariant) -> bool:
    return invariant.id.lower() == name.lower() or invariant.id.lower().startswith(f"{name.lower()}.")


def _order(name: str) -> tuple[int, str]:
    number = re.match(r"I(\d+)", name)
    return (int(number.group(1)) if number else 0, name)
