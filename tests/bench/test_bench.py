"""The benchmarks still run: one tiny round, from the command line, with everything accounted for."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.integration
def test_a_tiny_run_of_ingest_loses_nothing_and_reports_its_ratios(tmp_path):
    report = tmp_path / "bench.json"
    run = Path(__file__).parent / "run.py"
    done = subprocess.run(
        [sys.executable, str(run), "ingest", "--rounds", "1", "--scale", "0.05", "--json", str(report)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    [ingest] = json.loads(report.read_text())["benchmarks"]
    assert ingest["contenders"].keys() == {"gateway", "floor", "tutorial"}
    assert all(ratio["median"] > 0 for ratio in ingest["ratios"])
