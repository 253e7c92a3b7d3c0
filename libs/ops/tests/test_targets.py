"""Which platform is meant: the stack that runs here or addresses, and never a part of both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from twyst.ops.targets import Given, find
from twyst.verify.targets import NoTargets

AUDITORS = {"order": "postgresql://auditor@db.example/order"}
WORKERS = {"order": "postgresql://worker@db.example/order"}


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A local stack that is found by itself."""
    monkeypatch.setenv("TWYST_STATE_DIR", str(tmp_path))
    described: dict[str, Any] = {
        "urls": {"sandbox": "http://127.0.0.1:1", "gateway": "http://127.0.0.1:2"},
        "kafka": {"bootstrap": "127.0.0.1:3"},
        "postgres": {"order": "postgresql://auditor@127.0.0.1:4/o"},
        "stripe": {"api_key": "sk_test_1"},
        "webhook_secrets": {"platform": ["whsec_1"]},
        "workers": {"order": "postgresql://worker@127.0.0.1:4/o"},
    }
    (tmp_path / "stack.json").write_text(json.dumps(described))
    return tmp_path / "stack.json"


def test_the_stack_that_runs_here_is_local(stack: Path) -> None:
    found = find(None, Given())
    assert found.is_local
    assert found.workers == {"order": "postgresql://worker@127.0.0.1:4/o"}


@pytest.mark.parametrize("named", [True, False])
def test_a_worker_of_another_platform_never_meets_a_local_stack(stack: Path, named: bool) -> None:
    with pytest.raises(NoTargets, match="TWYST_OPS_WORKERS"):
        find(stack if named else None, Given(workers=WORKERS))


@pytest.mark.parametrize("given", [Given(kafka="kafka.example:9092"), Given(auditors=AUDITORS)])
def test_a_stack_and_addresses_exclude_each_other(stack: Path, given: Given) -> None:
    with pytest.raises(NoTargets, match="two platforms"):
        find(stack, given)


def test_addresses_name_another_platform_whatever_runs_here(stack: Path) -> None:
    with pytest.raises(NoTargets, match="--environment"):
        find(None, Given(auditors=AUDITORS))
    found = find(None, Given(auditors=AUDITORS, workers=WORKERS, environment="production"))
    assert (found.read.databases, found.workers, found.is_local) == (AUDITORS, WORKERS, False)


def test_what_is_said_beside_a_stack_is_heard(stack: Path) -> None:
    given = Given(
        stripe_key="sk_test_2", stripe_api="http://127.0.0.1:9/", namespace="blue", gateway="http://127.0.0.1:8",
        webhook_secrets={"connect": ("whsec_2",)},
    )  # fmt: skip
    found = find(None, given)
    assert (found.read.stripe_key, found.read.stripe_api, found.read.namespace, found.gateway) == (
        "sk_test_2",
        "http://127.0.0.1:9",
        "blue",
        "http://127.0.0.1:8",
    )
    assert found.webhook_secrets == {"platform": ("whsec_1",), "connect": ("whsec_2",)}


def test_a_live_key_is_no_local_stacks(stack: Path) -> None:
    with pytest.raises(NoTargets, match="live key"):
        find(None, Given(stripe_key="rk_live_1"))
