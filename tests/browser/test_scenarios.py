"""The fast browser scenarios (`services/web/e2e/fast.mjs`) on a stack of their own, in a real Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from journeys.live_stack import started_stack

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
WEB = ROOT / "services" / "web"
BUILT = WEB / ".next" / "standalone" / "services" / "web" / "server.js"
MINUTES_AT_MOST = 15


def test_diners_and_venues_in_a_browser() -> None:
    assert BUILT.is_file(), "the web app is not built: `make web`"
    state = Path(tempfile.mkdtemp(prefix="twyst-live-")).resolve()
    with started_stack(state, web=True):
        ran = subprocess.run(
            [Path(sys.executable).with_name("node"), "e2e/fast.mjs"],
            cwd=WEB,
            env={**os.environ, "TWYST_STACK_FILE": str(state / "stack.json")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=MINUTES_AT_MOST * 60,
            check=False,
        )
    assert ran.returncode == 0, f"{ran.stdout}\nlogs are in {state / 'logs'}"
    shutil.rmtree(state)
