import subprocess
import sys

import pytest

from twyst.devstack.layout import StackLayout


@pytest.fixture
def layout(tmp_path):
    """A stack of this checkout whose state lies in a folder of the test's own."""
    return StackLayout.of_project(tmp_path / "state")


@pytest.fixture
def sleeper():
    """A process that sleeps, in a session of its own; killed after the test."""
    started = []

    def start(**environment):
        process = subprocess.Popen(
            [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"],
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=environment,
        )
        process.stdout.readline()
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
