"""What is left to deliver is judged at rest, and not said to be fine where it was not."""

from __future__ import annotations

from datetime import timedelta

from twyst.stripe_sandbox.invariants import NothingLeftToDeliver
from twyst.verify.invariant import Scope, Verdict

PENDING = {"deliveries": [{"event": "evt_1", "type": "charge.succeeded", "status": "pending"}]}


def test_at_rest_a_pending_delivery_is_named() -> None:
    judge = NothingLeftToDeliver(Scope(patience=timedelta(0)))
    assert judge.verdict(PENDING) == Verdict(1, 1, ("evt_1 charge.succeeded",))


def test_a_platform_at_work_is_not_looked_at() -> None:
    assert NothingLeftToDeliver(Scope()).verdict(PENDING) == Verdict(0, 0)
