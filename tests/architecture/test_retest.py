"""`make retest` forgives only what passes alone, and only a little of that."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from retest import EXIT_CODE, LAST_FAILED, MOST, retest

_UNLUCKY = """
from pathlib import Path

def test_unlucky():
    first = Path(__file__).with_name("ran")
    was_there = first.exists()
    first.touch()
    assert was_there
"""


def _run(folder: Path, **modules: str) -> None:
    (folder / "pytest.ini").write_text("[pytest]\n")
    for name, text in modules.items():
        (folder / f"test_{name}.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"], cwd=folder, check=False, capture_output=True, timeout=60
    )
    (folder / EXIT_CODE).write_text(f"{done.returncode}\n")


def test_what_passes_alone_is_named(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _run(tmp_path, unlucky=_UNLUCKY, sound="def test_sound(): pass")
    assert retest(tmp_path) == 0
    said = capfd.readouterr().out
    assert "PASSED ALONE" in said
    assert "test_unlucky.py::test_unlucky" in said
    assert "1 passed" in said


def test_what_fails_again_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _run(tmp_path, unlucky=_UNLUCKY, broken="def test_broken(): assert False")
    assert retest(tmp_path) != 0
    assert "PASSED ALONE" not in capfd.readouterr().out


def test_a_file_that_cannot_be_read_fails_again(tmp_path: Path) -> None:
    _run(tmp_path, unreadable="import no_such_module")
    assert retest(tmp_path) != 0


def test_a_run_that_broke_off_is_not_repeated(tmp_path: Path) -> None:
    """One unlucky test is noted, and the broken one that follows it never ran."""
    (tmp_path / "conftest.py").write_text(
        "def pytest_runtest_logfinish(nodeid):\n    if 'unlucky' in nodeid:\n        raise RuntimeError\n"
    )
    _run(tmp_path, a_unlucky=_UNLUCKY, broken="def test_broken(): assert False")
    assert (tmp_path / EXIT_CODE).read_text().strip() == "3"
    assert len(json.loads((tmp_path / LAST_FAILED).read_text())) == 1
    assert retest(tmp_path) == 1


def test_many_failures_are_no_accident(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _run(tmp_path, many="".join(f"def test_{number}(): assert False\n" for number in range(MOST + 1)))
    assert retest(tmp_path) == 1
    said = capfd.readouterr().out
    assert "none of them is repeated" in said
    assert "test_many.py" not in said


def test_nothing_that_failed_is_nothing_to_forgive(tmp_path: Path) -> None:
    """`make test` may have ended before any test ran; that is no reason to pass."""
    assert retest(tmp_path) == 1
    _run(tmp_path, sound="def test_sound(): pass")
    assert retest(tmp_path) == 1
