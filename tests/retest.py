"""`make retest`: what the last test run left red once more, one test at a time, and a word on what that means.

Tests against a live platform share a machine with each other. One that failed beside others and passes alone was in
the way of a deadline, or has found a race: it is named, and looked at. One that fails alone is broken.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MOST = 3
REPOSITORY = Path(__file__).parents[1]
LAST_FAILED = Path(".pytest_cache", "v", "cache", "lastfailed")
EXIT_CODE = Path(".pytest_cache", "exit-code")
SOME_FAILED = "1"
"""pytest's code when all tests ran. After any other, some may have been left out, and nobody knows what they would say."""


def retest(repository: Path) -> int:
    """0 when every test that failed passes alone."""
    last_failed, exit_code = repository / LAST_FAILED, repository / EXIT_CODE
    ended = exit_code.read_text().strip() if exit_code.exists() else "nothing"
    if ended != SOME_FAILED:
        print(f"the last run ended with {ended}, not because tests failed: there is nothing to repeat")
        return 1
    failed = sorted(json.loads(last_failed.read_text())) if last_failed.exists() else []
    if not failed:
        print("no failed test was noted: there is nothing to repeat")
        return 1
    if len(failed) > MOST:
        print(f"{len(failed)} tests failed: that is no accident, so none of them is repeated")
        return 1
    again = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--last-failed"], cwd=repository, check=False
    )
    if again.returncode:
        return again.returncode
    print("\nFAILED BESIDE OTHERS AND PASSED ALONE, so look at them:", *failed, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(retest(REPOSITORY))
