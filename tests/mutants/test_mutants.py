"""The suites notice the named mistakes: all that concern decisions, and every third of the others, others with each commit.

`make mutants` makes all of them, and runs the suites on real servers too.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from mutants.decisions import DECISIONS
from mutants.mutant import REPOSITORY, Killer, Mutant, control_of, kill
from mutants.plumbing import NAMED, PLUMBING

_EVERY = 3


def of_this_commit() -> list[Mutant]:
    """Every third, beginning with another one at each commit."""
    counted = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return list(PLUMBING[int(counted.stdout) % _EVERY :: _EVERY])


@pytest.mark.parametrize(
    "mutant", [*DECISIONS, *of_this_commit()], ids=lambda mutant: mutant.name.replace(" ", "-")
)
def test_the_mutant_is_killed(mutant: Mutant, tmp_path: Path) -> None:
    assert kill(mutant, tmp_path).by, f"nothing noticed: {mutant.name}"


def test_without_a_mistake_nothing_is_noticed(tmp_path: Path) -> None:
    assert kill(control_of(Killer.SIMULATION), tmp_path).by is None


def test_the_mutants_are_different_mistakes() -> None:
    every = (*DECISIONS, *PLUMBING, *NAMED)
    assert (
        len({mutant.name for mutant in every}) == len({mutant.edits for mutant in every}) == len(every) >= 40
    )


@pytest.mark.parametrize("mutant", [*PLUMBING, *NAMED], ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_the_line_to_change_is_still_there(mutant: Mutant) -> None:
    for path, old, new in mutant.edits:
        assert (REPOSITORY / path).read_text().count(old) == 1, path
        assert old != new
