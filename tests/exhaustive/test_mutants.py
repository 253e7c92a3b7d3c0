"""The exploration notices every named mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from exhaustive.mutants import MUTANTS, Mutant, kill


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name.replace(" ", "-"))
def test_the_mutant_is_killed(mutant: Mutant, tmp_path: Path) -> None:
    assert kill(mutant, tmp_path), f"nothing noticed: {mutant.name}"
