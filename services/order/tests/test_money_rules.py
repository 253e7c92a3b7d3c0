"""What Stripe says of orders' money beside what orders say: payments that nobody knows, and what can still be paid."""

from __future__ import annotations

from typing import Any

import pytest

from twyst.order.invariants.money import CanceledIsCanceled, EndsInOneWay
from twyst.verify.invariant import Scope


def intent(name: str, status: str, *, order_id: str = "o", environment: str = "live") -> dict[str, Any]:
    return {"id": name, "status": status, "metadata": {"order_id": order_id, "twyst_env": environment}}


def order(state: str, *, own: str | None = None, money: str = "none") -> dict[str, Any]:
    payments = [] if own is None else [{"payment_intent": own, "money": money}]
    event = {"order_id": "o", "state": state, "payment_intent": own, "payments": payments}
    return {"order_id": "o", "environment": "live", "event": event, "quiet": True}


def broken(judge: type[Any], **found: list[dict[str, Any]]) -> tuple[int, tuple[str, ...]]:
    empty: dict[str, list[dict[str, Any]]] = {"known": [], "unrouted": [], "cancels": []}
    verdict = judge(Scope()).verdict({**empty, **found})
    return verdict.looked_at, verdict.samples


@pytest.mark.parametrize(
    ("status", "is_payable"),
    [("requires_payment_method", True), ("processing", True), ("canceled", False), ("succeeded", False)],
)
def test_a_payment_intent_that_came_too_late_for_a_canceled_order_is_looked_at(
    status: str, is_payable: bool
) -> None:
    looked_at, samples = broken(
        CanceledIsCanceled, orders=[order("CANCELED")], intents=[intent("pi_late", status)]
    )
    assert (looked_at, samples) == (1, (f"o: pi_late is {status}",) if is_payable else ())


def test_what_is_being_canceled_breaks_nothing() -> None:
    found = {"orders": [order("CANCELED")], "intents": [intent("pi_late", "processing")]}
    assert broken(CanceledIsCanceled, **found, cancels=[{"payment_intent": "pi_late"}]) == (1, ())
    assert broken(CanceledIsCanceled, **found, cancels=[{"payment_intent": "pi_other"}])[1]


def test_an_order_that_is_not_canceled_may_be_paid() -> None:
    found = {"orders": [order("PAYMENT_PENDING")], "intents": [intent("pi_1", "requires_payment_method")]}
    assert broken(CanceledIsCanceled, **found) == (0, ())


KNOWN = [{"order_id": "o", "environment": "live"}]


def test_a_payment_of_an_order_that_is_not_here_must_wait_for_it() -> None:
    lost = intent("pi_1", "succeeded", order_id="lost")
    found = {"orders": [order("CREATED")], "known": KNOWN, "intents": [lost]}
    looked_at, samples = broken(EndsInOneWay, **found)
    assert (looked_at, samples) == (1, ("pi_1 names order lost, which is not here, and waits nowhere",))
    assert broken(EndsInOneWay, **found, unrouted=[{"payment_intent": "pi_1"}]) == (1, ())


def test_a_payment_of_another_installation_is_none_of_ours() -> None:
    foreign = intent("pi_1", "succeeded", order_id="theirs", environment="staging")
    assert broken(EndsInOneWay, orders=[order("CREATED")], known=KNOWN, intents=[foreign]) == (0, ())


def test_a_payment_that_its_order_does_not_count_is_lost() -> None:
    found = {"known": KNOWN, "intents": [intent("pi_1", "succeeded")]}
    assert broken(EndsInOneWay, **found, orders=[order("CREATED")])[1] == ("pi_1 of o is not known",)
    kept = order("COMPLETED", own="pi_1", money="kept")
    assert broken(EndsInOneWay, **found, orders=[kept]) == (1, ())
