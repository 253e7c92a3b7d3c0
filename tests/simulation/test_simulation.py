"""Worlds of this commit: other seeds with every commit, the same ones whenever a commit is tested again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from simulation.campaign import run_for
from simulation.world import live

TESTS = Path(__file__).parents[1]
SECONDS = float(os.environ.get("TWYST_SIMULATION_SECONDS", "120"))
"""Of simulation, divided among the shards: they run on workers side by side, each for its part of the wall clock."""
SHARDS = 2
_SEEDS_APART = 1_000_000
# Seeds that once found a mistake, ours or the simulation's. They stay for ever.
REGRESSIONS = (4, 9, 12, 14)


def first_seed(shard: int) -> int:
    """From the commit, so that a seed in a log can be replayed, and every commit explores new ones."""
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=TESTS, capture_output=True, text=True, check=True
    ).stdout
    return int(head[:7], 16) + shard * _SEEDS_APART


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_invariant_is_violated(shard: int, record_property: Callable[[str, Any], None]) -> None:
    first = first_seed(shard)
    tally = run_for(SECONDS / SHARDS, first, worlds_max=400)
    record_property(
        "simulation",
        f"seeds {first} to {first + tally.worlds - 1}: {tally.orders} orders, "
        f"{tally.orders_per_cpu_second:.0f} per CPU second, {len(tally.violations)} violated",
    )
    assert not tally.violations, "\n".join(tally.violations)
    assert not tally.never_struck, f"these faults never struck: {tally.never_struck}"


@pytest.mark.parametrize("seed", REGRESSIONS)
def test_seeds_that_once_failed(seed: int) -> None:
    assert live(seed, 40).violations == []


def test_without_faults_everything_ends_as_planned() -> None:
    outcome = live(1, 40, calm=True)
    assert outcome.violations == []
    assert outcome.struck["kitchen: next"] > 40


def test_the_same_seed_makes_the_same_world() -> None:
    """In other processes too, whose sets and dictionaries are shuffled otherwise."""
    here = live(77, 25).digest
    command = (
        "from simulation.world import live; import logging; logging.disable(50); print(live(77, 25).digest)"
    )
    for shuffle in ("1", "2"):
        again = subprocess.run(
            [sys.executable, "-c", command], cwd=TESTS, env={**os.environ, "PYTHONHASHSEED": shuffle},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert again.stdout.strip() == here
    assert live(78, 25).digest != here
