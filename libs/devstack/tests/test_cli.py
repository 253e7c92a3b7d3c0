"""What the operator reads: one sentence with the cure, exit code 1, never a traceback."""

import ast
import os
import pwd
import socket
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from twyst.devstack.errors import StackError
from twyst.devstack.units import Unit, until_server_answers
from twyst.devstack.unprivileged import how_to_run


@pytest.fixture
def run(layout):
    def run(*words, **environment):
        command = [sys.executable, "-m", "twyst.devstack", "--state", str(layout.state), *words]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TWYST_")}
        return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False)

    return run


def assert_one_sentence(result, *fragments):
    assert result.returncode == 1
    error = result.stderr.strip()
    assert error.startswith("twyst: ")
    assert "\n" not in error
    assert "Traceback" not in error
    for fragment in fragments:
        assert fragment in error


def test_a_port_that_is_taken(run):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert_one_sentence(
            run("up", "--port", f"gateway={port}"), f"Port {port}", "by process", "name another"
        )


def test_a_port_that_is_none(run):
    assert_one_sentence(run("up", "--port", "gateway"), "NAME=PORT", "gateway=8081")


def test_a_damaged_secrets_file(run, layout):
    layout.prepare()
    (layout.state / "secrets.json").write_text("{")
    assert_one_sentence(run("up"), "secrets.json is damaged", "twyst-stack clean")
    assert run("clean", "--yes").returncode == 0
    assert list(layout.state.iterdir()) == []


def test_a_state_folder_that_is_no_folder(run, layout):
    layout.state.write_text("")
    assert_one_sentence(run("up"), "cannot be written")


def test_a_full_disk(layout):
    with pytest.raises(StackError, match=r"Only .* MB are free .*: free some space, then try again"):
        layout.prepare(needed_bytes=2**70)


async def test_a_server_of_the_environment_that_does_not_answer():
    async def never():
        return False

    with pytest.raises(
        StackError, match=r"kafka does not answer where TWYST_KAFKA_BOOTSTRAP says: start it or unset"
    ):
        await until_server_answers(Unit("kafka", is_ready=never), timeout_seconds=0)


@pytest.mark.parametrize("words", [["start", "kafka"], ["stop", "kafka"], ["restart", "kafka"]])
def test_commands_without_a_running_stack(run, words):
    assert_one_sentence(run(*words), "not running", "make up")


def test_a_log_that_is_not_there(run):
    assert_one_sentence(run("logs", "kitchen"), "no log of kitchen")


def test_clean_asks_before_it_removes(run):
    assert_one_sentence(run("clean"), "add --yes")


def test_docker_without_an_engine(run):
    result = run("up", "--stack=docker", DOCKER_HOST="unix:///nonexistent.sock")
    assert_one_sentence(
        result, "leave out --stack=docker" if "engine" in result.stderr else "docker-compose.yml"
    )


def test_a_home_that_cannot_be_read_does_not_matter(run):
    result = run("doctor", HOME="/nonexistent")
    assert "FAIL" not in result.stdout
    assert result.stderr == ""


def test_root_without_unshare_and_setpriv(tmp_path):
    code = "from twyst.devstack.unprivileged import how_to_run; how_to_run(0)"
    environment = {**os.environ, "PATH": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "neither `unshare --user` nor `setpriv` works here: run as a normal user" in result.stderr


def test_a_normal_user_needs_neither():
    named = next(entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0)
    assert how_to_run(named) == f"normal user {named}"


def test_a_user_without_a_name_and_without_unshare(tmp_path):
    code = "from twyst.devstack.unprivileged import how_to_run; how_to_run(54321)"
    environment = {**os.environ, "PATH": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (
        "user id 54321, which has no name, and `unshare --user` does not work here: add the user"
        in result.stderr
    )


def test_an_old_python_can_read_the_file_that_refuses_it():
    source = Path(find_spec("twyst.devstack.__main__").origin).read_text()
    assert ast.parse(source, feature_version=(3, 6))
    assert "Python 3.11 or newer is needed" in source
