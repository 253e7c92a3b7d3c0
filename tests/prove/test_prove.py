"""The proof itself, on a small scale: it goes on where it was interrupted, and says what failed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from prove import report
from prove import simulate as under_test
from prove.__main__ import main
from prove.real_processes import of_faults
from prove.simulate import simulation
from prove.stages import Result, by_command
from prove.tree import Tree, tree_of
from simulation.campaign import Tally


def test_a_proof_goes_on_where_it_was_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "WORLDS_PER_CHUNK", 1)
    kept, told = tmp_path / "kept.jsonl", list[str]()
    first = simulation(120, 1, kept, processes=1).run(lambda _line: None)
    assert (first.facts["orders"], first.facts["worlds"], first.facts["violated worlds"]) == (120, 2, 0)
    kept.write_text(kept.read_text() + '{"chunk": 2, "orders": 6')  # killed while it wrote
    again = simulation(120, 1, kept, processes=1).run(told.append)
    assert told == ["2 of 2 chunks were simulated before"]
    assert again.facts == first.facts


def test_a_violated_world_and_a_fault_that_never_struck_are_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.jsonl"
    bad = {"chunk": 0, "orders": 60, "worlds": 1, "cpu_seconds": 1.0, "struck": {}, "violations": ["seed 1"]}
    kept.write_text(json.dumps(bad) + "\n")
    problems = simulation(60, 1, kept, processes=1).run(lambda _line: None).problems
    assert problems[0] == "seed 1"
    assert f"never struck: {Tally().never_struck[0]}" in problems


@pytest.mark.parametrize(("code", "holds"), [("print('fine')", True), ("print('no'); exit(3)", False)])
def test_a_program_holds_when_it_ends_with_0(code: str, holds: bool) -> None:
    result = by_command("name", "claim", "-c", code).run(lambda _line: None)
    assert (not result.problems) is holds
    assert result.facts["said"] in {"fine", "no"}


def test_what_real_processes_lived_through_is_kept_and_told(tmp_path: Path) -> None:
    kept = tmp_path / "crash-points.jsonl"
    lived = {"scenario": "kill at x1", "facts": {"struck": 1, "orders": 9}}
    kept.write_text(json.dumps(lived) + '\n{"scenario": "kill at x2", "fa')  # killed while it wrote
    told = list[str]()
    result = of_faults("crash-points", kept, "--only", "no scenario has this name").run(told.append)
    assert result.facts["kill at x1"] == "1 struck, 9 orders"
    assert told[0].startswith("1 of ")
    assert result.problems == []


def test_the_report_says_what_holds_and_escapes_what_was_said(tmp_path: Path) -> None:
    results = [Result("one", 1.0, {"orders": 60}), Result("two", 2.0, {}, ["<b>seed 5"])]
    files = report.write(
        tmp_path, Tree("a" * 40, "b" * 40, dirty=True), {"one": "claim 1", "two": "claim 2"}, results
    )
    assert [file.name for file in files] == ["report.json", "report.html"]
    content = json.loads(files[0].read_text())
    assert (content["passed"], content["seconds"], len(content["stages"])) == (False, 3.0, 2)
    assert content["dirty"]
    page = files[1].read_text()
    assert "Not proven" in page
    assert "&lt;b&gt;seed 5" in page
    assert "with changes that are not committed" in page


def test_what_was_proven_of_one_tree_is_not_recalled_for_another(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=n", "-c", "user.email=e", *words], cwd=tmp_path, check=True)

    source = tmp_path / "source.py"
    source.write_text("sound")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "first")
    clean = tree_of(tmp_path)
    source.write_text("broken")
    broken = tree_of(tmp_path)
    (tmp_path / "new.py").write_text("more")
    more = tree_of(tmp_path)
    assert (clean.dirty, broken.dirty, more.dirty) == (False, True, True)
    assert len({clean.name, broken.name, more.name}) == 3
    git("add", "source.py")
    assert tree_of(tmp_path) == more, "what is staged makes no difference"
    source.write_text("sound")
    (tmp_path / "new.py").unlink()
    assert tree_of(tmp_path) == clean


def test_a_stage_that_is_not_there_proves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["prove", "--only", "simulatoin"])
    assert main() == 2
    assert "no stage is called simulatoin; there are exhaustive, mutants" in capsys.readouterr().err
