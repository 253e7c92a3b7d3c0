"""`twyst-stack doctor`: is everything here that the stack needs?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from twyst.devstack.docker_stack import engine_answers
from twyst.devstack.errors import StackError
from twyst.devstack.java import java_executable
from twyst.devstack.kafka_jars import installed_classpath
from twyst.devstack.layout import StackLayout
from twyst.devstack.local_secrets import load_or_create_secrets
from twyst.devstack.node import node_executable
from twyst.devstack.postgres import postgres_binaries
from twyst.devstack.unprivileged import how_to_run


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    sentence: str


def examine(layout: StackLayout) -> list[Finding]:
    """Look at each prerequisite; nothing is started or changed."""
    return list(_findings(layout))


def _findings(layout: StackLayout) -> Iterator[Finding]:
    yield Finding("python", sys.version_info >= (3, 11), sys.version.partition(" ")[0])
    yield _checked("java", lambda: _version(java_executable(), "-version"))
    yield _checked("node", lambda: _version(node_executable(), "--version"))
    yield _checked("postgres", lambda: _version(postgres_binaries() / "postgres", "--version"))
    yield _checked("user", lambda: how_to_run(os.geteuid()))
    jars = installed_classpath(layout.kafka_lock, layout.jars) is not None
    yield Finding("kafka jars", jars, "all there" if jars else "missing: `make stack` fetches them")
    yield _checked("state folder", lambda: _state(layout))
    docker = "an engine answers" if engine_answers() else "no engine answers; only --stack=docker needs one"
    yield Finding("docker", good=True, sentence=docker)


def _checked(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, good=True, sentence=look())
    except StackError as error:
        return Finding(subject, good=False, sentence=str(error))


def _version(program: Path, option: str) -> str:
    try:
        result = subprocess.run([program, option], capture_output=True, text=True, check=False)
    except OSError as error:
        raise StackError(
            f"{program} does not run ({error.strerror}): remove .venv and run `make install`."
        ) from error
    if result.returncode != 0:
        raise StackError(f"{program} fails ({result.stderr.strip()}): remove .venv and run `make install`.")
    return (result.stdout or result.stderr).strip().splitlines()[0]


def _state(layout: StackLayout) -> str:
    if not layout.state.exists():
        parent = layout.state.parent
        if not os.access(parent, os.W_OK):
            raise StackError(f"{parent} cannot be written: fix its owner.")
        return f"{layout.state} will be made"
    layout.prepare()
    if (layout.state / "secrets.json").exists():
        load_or_create_secrets(layout.state)
    return f"{layout.state}, {shutil.disk_usage(layout.state).free // 1_000_000_000} GB free"
