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


@dataclass(frozen=True, slots=True)
class Given:
    """What options and variables say of a platform. Those that are not said are None or empty."""

    kafka: str | None = None
    auditors: Mapping[str, str] = field(default_factory=dict)
    workers: Mapping[str, str] = field(default_factory=dict)
    stripe_key: str | None = None
    stripe_api: str | None = None
    namespace: str | None = None
    gateway: str | None = None
    webhook_secrets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    environment: str | None = None


def find(stack: Path | None, given: Given) -> OpsTargets:
    """The platform that addresses name, or the stack that runs here. NoTargets when there is neither, or half of both."""
    if given.kafka or given.auditors:
        if stack is not None:
            raise NoTargets(
                "--stack and addresses name two platforms: give one of them (TWYST_OPS_KAFKA and TWYST_OPS_AUDITORS count)"
            )
        return _elsewhere(given)
    if given.workers:
        raise NoTargets(
            "--worker (or TWYST_OPS_WORKERS) names a platform's database: give --auditor of that platform as well"
        )
    return _on_stack(stack, given)


def _elsewhere(given: Given) -> OpsTargets:
    if not given.environment:
        raise NoTargets("--environment is missing: say which platform these addresses are of")
    return OpsTargets(
        _read(None, given), dict(given.workers), given.gateway, dict(given.webhook_secrets), given.environment
    )


def _on_stack(stack: Path | None, given: Given) -> OpsTargets:
    path = stack or read_targets.stack_file()
    if path is None:
        raise NoTargets(
            "no stack runs here: start one with `make up DETACH=1`, name its file with --stack, or give addresses"
        )
    if given.stripe_key and "_live_" in given.stripe_key:
        raise NoTargets("a live key of Stripe is no local stack's: give the addresses of its platform")
    looked = _read(path, given)
    found = msgspec.json.decode(path.read_bytes(), type=_StackFile)
    return OpsTargets(
        looked,
        found.workers,
        given.gateway or found.urls.get("gateway"),
        {**found.webhook_secrets, **given.webhook_secrets},
        given.environment or LOCAL,
    )


def _read(stack: Path | None, given: Given) -> Targets:
    return read_targets.find(
        stack, kafka=given.kafka, databases=given.auditors, stripe_key=given.stripe_key, stripe_api=given.stripe_api,
        namespace=given.namespace,
    )  # fmt: skip
