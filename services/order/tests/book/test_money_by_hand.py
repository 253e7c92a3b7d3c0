"""An operator acts on money that waits: the policy keeps its own ids, and what an order's book holds stays there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest

from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import STRIPE, read_stripe
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.sweep import Deadlines, Sweep
from twyst.order.application.take_deliveries import TakeDeliveries
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.inputs import Observed, ObservedRefund, RefundAnswered, ResolveHold
from twyst.order.domain.order import Terms
from twyst.order.invariants.tables import TABLES
from twyst.order.ops import repair
from twyst.verify.invariant import Query, Rows, Scope
from twyst.verify.looking import counted
from twyst.verify.sources import Sources
from twyst.verify.targets import Targets

pytestmark = pytest.mark.integration
REASON = ("--reason", "paid twice by mistake")


@pytest.fixture
async def paid_twice(book: Any, transactions: PostgresTransactions) -> tuple[Terms, str]:
    """An order, and the second payment that is held."""
    agreed = book.terms()
    await book.place(transactions, agreed)
    second = f"{book.pi_of(agreed)}_2"
    thing = {**book.intent(agreed, "succeeded"), "id": second, "latest_charge": f"ch_{second}"}
    twice = book.record(agreed, "second", thing, "payment_intent.succeeded")
    await take(book, transactions, [*book.history(agreed), twice])
    return agreed, second


async def take(book: Any, transactions: PostgresTransactions, records: list[Any]) -> Any:
    return await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(each) for each in records])


async def give(book: Any, transactions: PostgresTransactions, agreed: Terms, given: Any) -> str:
    async with transactions.begin() as desk:
        (applied,) = await apply_inputs(desk, [arrival_of(agreed.order_id, given, actor="test")], book.now())
    return str(applied.decision)


def refund_of(agreed: Terms, second: str, status: RefundStatus) -> ObservedRefund:
    return ObservedRefund(f"re_{agreed.order_id[:8]}", second, 1000, status, None)


def refunded_charge(book: Any, agreed: Terms, second: str) -> Any:
    charge = {
        "object": "charge", "id": f"ch_{second}", "payment_intent": second, "amount": 1000,
        "amount_refunded": 1000, "currency": "eur", "status": "succeeded",
    }  # fmt: skip
    return book.record(agreed, "refunded", charge, "charge.refunded")


async def test_a_rejected_refund_blocks_neither_the_policy_nor_the_next_try(
    book: Any,
    transactions: PostgresTransactions,
    paid_twice: tuple[Terms, str],
    ops: Callable[..., Any],
    refused: Any,
    fake_stripe: Callable[[], Any],
) -> None:
    """Somebody refunds it in the Dashboard meanwhile; of that refund the charge's event comes first, and it fails later."""
    agreed, second = paid_twice
    planned = ops("holds", "resolve", agreed.order_id, second)
    await take(book, transactions, [refunded_charge(book, agreed, second)])
    code, _ = refused("execute", planned["run_id"], *REASON)
    assert code == 3
    failed = Observed("evt_failed", (refund_of(agreed, second, RefundStatus.FAILED),))
    assert await give(book, transactions, agreed, failed) == "applied"
    stripe = fake_stripe()
    stripe.intents[second] = {
        "status": "succeeded", "received": 1000, "refunded": 1000, "amount": 1000, "currency": "eur",
        "client_secret": "", "transfer_data": {"destination": "acct_venue"},
    }  # fmt: skip
    async with transactions.begin() as desk:
        watched = await desk.watched(agreed.order_id)
    assert watched is not None
    sweep = Sweep(transactions, stripe, book.now, Deadlines(refund_hold=timedelta(0)))
    findings = await sweep.look_at(watched)
    assert findings.counts["hold_refunded"] == 1
    (inputs,) = [ops("order", "timeline", agreed.order_id)["inputs"]]
    last = [row for row in inputs if row["kind"] == "hold"][-1]
    assert (last["decision"], last["actor"]) == ("applied", "sweep")


async def test_a_plan_is_of_the_hold_as_it_was_seen(
    book: Any,
    transactions: PostgresTransactions,
    paid_twice: tuple[Terms, str],
    ops: Callable[..., Any],
    refused: Any,
) -> None:
    agreed, second = paid_twice
    planned = ops("holds", "resolve", agreed.order_id, second)
    # A manager refunds it first; that refund fails, so the hold is open again.
    theirs = ResolveHold("cmd:manager", second, 1, f"hold:{second}", "by the venue")
    assert await give(book, transactions, agreed, theirs) == "applied"
    failed = refund_of(agreed, second, RefundStatus.FAILED)
    answered = RefundAnswered("answered", f"hold:{second}", (failed,), failed.refund)
    assert await give(book, transactions, agreed, answered) == "applied"
    code, _ = refused("execute", planned["run_id"], *REASON)
    assert code == 3
    run = ops("audit", planned["run_id"])
    assert "somebody else acted on this hold first" in run[-1]["what"]
    anew = ops("holds", "resolve", agreed.order_id, second, "--execute", *REASON)
    assert anew["failed"] == {}


async def test_a_person_refunds_a_hold(paid_twice: tuple[Terms, str], ops: Callable[..., Any]) -> None:
    agreed, second = paid_twice
    done = ops("holds", "resolve", agreed.order_id, second, "--execute", *REASON)
    assert "intended" in done["done"][second]
    assert [row["kind"] for row in ops("order", "timeline", agreed.order_id)["calls"]] == ["create", "refund"]


async def test_a_payment_whose_order_came_back_is_not_refunded_behind_its_book(
    book: Any, transactions: PostgresTransactions, ops: Callable[..., Any], refused: Any
) -> None:
    agreed = book.terms()
    name = book.pi_of(agreed)
    await take(book, transactions, book.history(agreed))
    async with transactions.begin() as desk:
        await desk.close_old_unrouted(book.now() + timedelta(days=1), book.now())
    planned = ops("unrouted", "resolve", name)
    await book.place(transactions, agreed)  # it is adopted from the topic
    for words in (("execute", planned["run_id"], *REASON), ("unrouted", "resolve", name)):
        code, said = refused("--stripe-key", "sk_test_1", "--stripe-api", "http://127.0.0.1:1", *words)
        assert (code, f"order {agreed.order_id} is here" in said, "--release" in said) == (4, True, True), (
            said
        )
    done = ops("unrouted", "resolve", name, "--release", "--execute", *REASON)
    assert done["done"] == {name: "released"}


async def test_an_operator_waits_as_long_as_the_worker_does(
    book: Any,
    transactions: PostgresTransactions,
    ops: Callable[..., Any],
    fake_stripe: Callable[[], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    agreed, stripe = book.terms(), fake_stripe()
    stripe.intents[book.pi_of(agreed)] = {
        "status": "requires_payment_method", "received": 0, "currency": "eur", "client_secret": "",
        "transfer_data": {"destination": "acct_venue"},
    }  # fmt: skip
    await book.place(transactions, agreed)
    monkeypatch.setattr(repair, "stripe_of", lambda _hands: nullcontext(stripe))
    words = ("--stripe-key", "sk_test_1", "orders", "repair", agreed.order_id, "--execute", *REASON)
    assert "abandoned" not in ops(*words)["done"][agreed.order_id]
    monkeypatch.setenv("TWYST_SWEEP_ABANDON_UNPAID_SECONDS", "0.001")
    assert "abandoned 1" in ops(*words)["done"][agreed.order_id]


async def test_what_is_nobodys_may_wait_for_a_day(
    book: Any, transactions: PostgresTransactions, database: Callable[..., Any]
) -> None:
    """A payment of the venue's own, or of another installation on the same Stripe account."""
    nobodys = book.terms()
    await take(book, transactions, book.history(nobodys))
    (unrouted,) = [each for each in TABLES if each.id == "I46.unrouted"]
    assert isinstance(unrouted, Query)
    targets = Targets(databases={"order": (await database("order")).auditor})
    async with Sources(targets) as sources:
        (found,) = await sources.rows(Rows("order", counted(unrouted.sql)), Scope(patience=timedelta(0)))
    assert found["looked_at"] >= 4
    assert not [each for each in found["samples"] or () if nobodys.order_id[:8] in each]
