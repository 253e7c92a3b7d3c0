"""`.twyst/supervisor.json`: who supervises the stack and what each process is doing."""

from __future__ import annotations

from pathlib import Path

import msgspec

from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.private_files import write_private
from twyst.devstack.status import Status


class ControlAddress(msgspec.Struct, frozen=True):
    """Where the supervisor takes commands, and the word that opens."""

    port: int
    token: str


class ProcessRecord(msgspec.Struct, frozen=True):
    """One process; `identity` is None while it does not run."""

    name: str
    status: Status
    identity: ProcessIdentity | None
    restarts: int
    log: str


class SupervisorRecord(msgspec.Struct, frozen=True):
    """The whole file."""

    supervisor: ProcessIdentity
    ready: bool
    control: ControlAddress
    processes: list[ProcessRecord]
    ports: dict[str, int]


def write_record(state: Path, record: SupervisorRecord) -> None:
    write_private(_path(state), msgspec.json.encode(record))


def read_record(state: Path) -> SupervisorRecord | None:
    """The record of a supervisor that runs now; None when there is none, however the last one ended."""
    try:
        record = msgspec.json.decode(_path(state).read_bytes(), type=SupervisorRecord)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    return record if record.supervisor.is_running() else None


def forget_record(state: Path) -> None:
    _path(state).unlink(missing_ok=True)


def _path(state: Path) -> Path:
    return state / "supervisor.json"
