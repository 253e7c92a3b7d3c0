"""From a row of the process table to a program that can be started."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from string import Template

import msgspec

from twyst.devstack.child import Launch
from twyst.devstack.errors import StackError
from twyst.devstack.leftovers import mark
from twyst.devstack.node import node_executable
from twyst.devstack.plan import StackPlan
from twyst.devstack.process_table import ProcessEntry

# A service ends its open requests and then each background task, which may take a while.
_GRACE_SECONDS = 20.0
# The embedded server has no TLS; without this its clients look for certificates in the home folder, and fail
# when it cannot be read.
_EMBEDDED_POSTGRES = {"PGSSLMODE": "disable"}


def launch_of(entry: ProcessEntry, plan: StackPlan, values: Mapping[str, str]) -> Launch:
    """The program of a row. Raises StackError for an unknown `${name}` and for a file that was not built."""
    if entry.requires is not None and not (plan.layout.root / entry.requires.file).is_file():
        raise StackError(f"{entry.name} needs {entry.requires.file}: run `{entry.requires.made_by}` first.")
    mine = {**values, "port": str(plan.ports.get(entry.name, ""))}
    if any("${node}" in word for word in entry.command):
        mine["node"] = str(node_executable())
    environment = {**plan.table.environment, **entry.environment}
    return Launch(
        name=entry.name,
        argv=tuple(_filled(word, mine, entry.name) for word in entry.command),
        log=plan.layout.log_of(entry.name),
        cwd=plan.layout.root,
        env={
            **os.environ,
            **({} if plan.postgres is None else _EMBEDDED_POSTGRES),
            **{name: _filled(value, mine, entry.name) for name, value in environment.items()},
            **mark(plan.layout.state, entry.name),
        },
        output=kept_output(entry, plan.layout.state) if entry.keep else None,
        grace_seconds=_GRACE_SECONDS,
    )


def kept_output(entry: ProcessEntry, state: Path) -> Path:
    """Where the JSON that a task prints is kept."""
    return state / f"{entry.name}.json"


def require_output(entry: ProcessEntry, state: Path) -> None:
    """Raises StackError unless the task printed one JSON object with the name it is kept under."""
    path = kept_output(entry, state)
    try:
        printed = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
    except msgspec.DecodeError as error:
        raise StackError(f"{entry.name} printed no JSON object: see {path}.") from error
    if entry.keep not in printed:
        raise StackError(f"{entry.name} printed no {entry.keep!r}: see {path}.")


def _filled(text: str, values: Mapping[str, str], owner: str) -> str:
    try:
        return Template(text).substitute(values)
    except (KeyError, ValueError) as error:
        raise StackError(
            f"{owner}: {text!r} in the process table names something unknown ({error})."
        ) from error
