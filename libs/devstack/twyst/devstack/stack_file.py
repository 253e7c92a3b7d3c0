"""`.twyst/stack.json`: what tests, scripts and people read to reach the running stack."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from twyst.devstack.databases import SERVICES
from twyst.devstack.plan import StackPlan
from twyst.devstack.private_files import write_private

_URLS = ("gateway", "order", "fulfillment", "reconciliation", "sandbox", "web")


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


def stack_file_path(state: Path) -> Path:
    return state / "stack.json"


def describe(plan: StackPlan, venues: list[dict[str, Any]], processes: Iterable[ProcessLine]) -> StackFile:
    urls: dict[str, str | None] = dict.fromkeys(_URLS)
    urls |= {entry.url: plan.url(entry.name) for entry in plan.table.process if entry.url}
    return StackFile(
        urls=urls,
        kafka={"bootstrap": plan.kafka_bootstrap},
        postgres={service: plan.auditor_dsn(service) for service in SERVICES},
        webhook_secrets={
            "platform": plan.secrets.webhook_secrets_platform,
            "connect": plan.secrets.webhook_secrets_connect,
        },
        stripe={
            "api_key": plan.secrets.stripe_api_key,
            "publishable_key": plan.secrets.stripe_publishable_key,
        },
        venues=venues,
        processes=list(processes),
    )


def write_stack_file(state: Path, content: StackFile) -> None:
    write_private(stack_file_path(state), msgspec.json.format(msgspec.json.encode(content)) + b"\n")


def read_stack_file(state: Path) -> StackFile | None:
    """What was last written, None when there is nothing to read."""
    try:
        return msgspec.json.decode(stack_file_path(state).read_bytes(), type=StackFile)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
