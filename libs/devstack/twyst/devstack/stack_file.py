"""`.twyst/stack.json`: what tests, scripts and people read to reach the running stack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from twyst.devstack.private_files import write_private


class ProcessLine(msgspec.Struct, frozen=True):
    """One running process; `log` is relative to the project where it lies below it."""

    name: str
    pid: int
    log: str


class StackFile(msgspec.Struct, frozen=True):
    """The file's shape. Programs outside this repository rely on it."""

    urls: dict[str, str | None]
    kafka: dict[str, str]
    postgres: dict[str, str]
    webhook_secrets: dict[str, tuple[str, ...]]
    stripe: dict[str, str]
    venues: list[dict[str, Any]]
    processes: list[ProcessLine]
    workers: dict[str, str] = {}
    """The workers' DSNs by service, which `twyst-ops` changes things with."""


def stack_file_path(state: Path) -> Path:
    return state / "stack.json"


def write_stack_file(state: Path, content: StackFile) -> None:
    write_private(stack_file_path(state), msgspec.json.format(msgspec.json.encode(content)) + b"\n")


def read_stack_file(state: Path) -> StackFile | None:
    """What was last written, None when there is nothing to read."""
    try:
        return msgspec.json.decode(stack_file_path(state).read_bytes(), type=StackFile)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
