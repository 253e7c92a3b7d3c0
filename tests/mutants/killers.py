"""What runs in a mutant's process. Nothing of the platform is imported before its source was put first on the path."""

from __future__ import annotations

import importlib
import logging
import os
import subprocess
import sys

import pytest

WORLDS, ORDERS = 24, 30


def prefer(*folders: str) -> None:
    """Import from these folders first."""
    already = sorted(
        name for name in sys.modules if name.startswith(("twyst.", "exhaustive.", "simulation."))
    )
    if already:
        raise RuntimeError(f"imported too early: {already}")
    sys.path[:0] = folders
    importlib.invalidate_caches()


def explore() -> str | None:
    """Explore every history, the short ones first; what was violated."""
    from exhaustive.explore import Explorer, Violation
    from exhaustive.histories import HISTORIES

    for name, history in sorted(HISTORIES.items(), key=lambda item: len(item[1])):
        try:
            Explorer(history).run()
        except (Violation, RuntimeError) as caught:
            return f"{name}: {str(caught).splitlines()[0]}"
    return None


def simulate() -> str | None:
    """Simulate world after world; the first violation, of an invariant if there is one."""
    from simulation.world import live

    logging.disable(logging.CRITICAL)
    for seed in range(1, WORLDS + 1):
        violations = live(seed, ORDERS).violations
        if violations:
            named = [each for each in violations if each.startswith("I")]
            return f"seed {seed}: {[*named, *violations][0]}"
    return None


class SuiteBroken(Exception):
    """The suite did not come to run its tests: that says nothing of the mutant."""


def run_suite(first: list[str], repository: str, suite: str) -> str | None:
    """Run a suite of the repository with the mutant's source first; the first test that failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-rfE", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, *suite.split()], cwd=repository, env={**os.environ, "PYTHONPATH": os.pathsep.join(first)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
    if done.returncode == pytest.ExitCode.OK:
        return None
    if done.returncode == pytest.ExitCode.TESTS_FAILED and failed:
        return failed[0].removeprefix("FAILED ")
    raise SuiteBroken(f"{suite} ended with {done.returncode}: {done.stdout[-1000:]}{done.stderr[-1000:]}")
