"""Which platform is looked at: the local stack's file, or addresses that are given."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

STRIPE_API = "https://api.stripe.com"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NoTargets(Exception):
    """Nothing says where the platform is; the message says how to."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Where to look. What is missing is not looked at, and the report says so.

    `databases` holds DSNs of auditors by service. `sandbox` is its address where Stripe is the sandbox.
    """

    kafka: str | None = None
    databases: Mapping[str, str] = field(default_factory=dict)
    stripe_key: str | None = None
    stripe_api: str = STRIPE_API
    sandbox: str | None = None
    namespace: str = "twyst"


class _StackFile(msgspec.Struct):
    urls: dict[str, str | None]
    kafka: dict[str, str]
    postgres: dict[str, str]
    stripe: dict[str, str]


def stack_file() -> Path | None:
    """`stack.json` of the state folder that the environment names, or of the nearest `.twyst` above this folder."""
    state = os.environ.get("TWYST_STATE_DIR")
    folders = [Path(state)] if state else [each / ".twyst" for each in (Path.cwd(), *Path.cwd().parents)]
    return next((each / "stack.json" for each in folders if (each / "stack.json").is_file()), None)


def from_stack(path: Path) -> Targets:
    """The local stack. NoTargets when the file cannot be read."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=_StackFile)
    except (OSError, msgspec.DecodeError) as error:
        raise NoTargets(
            f"{path} cannot be read ({error}): start a stack with `make up DETACH=1`, or name addresses"
        ) from error
    sandbox = found.urls.get("sandbox")
    return Targets(
        kafka=found.kafka["bootstrap"],
        databases=found.postgres,
        stripe_key=found.stripe["api_key"],
        stripe_api=sandbox or STRIPE_API,
        sandbox=sandbox,
    )


def find(
    stack: Path | None,
    *,
    kafka: str | None,
    databases: Mapping[str, str],
    stripe_key: str | None,
    stripe_api: str | None,
    namespace: str | None,
) -> Targets:
    """What the options say; a stack only where they name no address. NoTargets when there is neither."""
    if stack is None and not kafka and not databases:
        stack = stack_file()
        if stack is None:
            raise NoTargets(
                "no stack runs here: start one with `make up DETACH=1`, name its file with --stack, "
                "or give --kafka and --database"
            )
    base = from_stack(stack) if stack else Targets(kafka=kafka, databases=dict(databases))
    return replace(
        base,
        kafka=kafka or base.kafka,
        databases={**base.databases, **databases},
        stripe_key=stripe_key or base.stripe_key,
        stripe_api=(stripe_api or base.stripe_api).rstrip("/"),
        namespace=namespace or base.namespace,
    )


def without_tls(dsn: str) -> bool:
    """On this machine the client need not look for certificates in a home folder."""
    return urlsplit(dsn).hostname in _LOOPBACK
