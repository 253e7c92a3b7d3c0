"""Which platform is operated on: the local stack's file, or addresses that are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from twyst.verify import targets as read_targets
from twyst.verify.targets import NoTargets, Targets

LOCAL = "local"


@dataclass(frozen=True, slots=True)
class OpsTargets:
    """`read` is what looking needs; the rest is what changing needs. `environment` is the platform's `twyst_env`."""

    read: Targets
    workers: Mapping[str, str] = field(default_factory=dict)
    gateway: str | None = None
    webhook_secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    environment: str = LOCAL

    @property
    def is_local(self) -> bool:
        return self.environment == LOCAL


class _StackFile(msgspec.Struct):
    urls: dict[str, str | None]
    webhook_secrets: dict[str, tuple[str, ...]]
    workers: dict[str, str] = {}


def find(
    stack: Path | None,
    *,
    read: Targets | None,
    workers: Mapping[str, str],
    gateway: str | None,
    webhook_secrets: Mapping[str, tuple[str, ...]],
    environment: str | None,
) -> OpsTargets:
    """The stack that runs here, unless `read` names a platform. NoTargets when there is neither."""
    if read is not None:
        if not environment:
            raise NoTargets("--environment is missing: say which platform these addresses are of")
        return OpsTargets(read, dict(workers), gateway, dict(webhook_secrets), environment)
    path = stack or read_targets.stack_file()
    if path is None:
        raise NoTargets(
            "no stack runs here: start one with `make up DETACH=1`, name its file with --stack, or give addresses"
        )
    looked = read_targets.from_stack(path)
    found = msgspec.json.decode(path.read_bytes(), type=_StackFile)
    return OpsTargets(
        looked,
        {**found.workers, **workers},
        gateway or found.urls.get("gateway"),
        {**found.webhook_secrets, **webhook_secrets},
        environment or LOCAL,
    )
