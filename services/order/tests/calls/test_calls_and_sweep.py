"""Calls to Stripe and the sweep on real PostgreSQL: lost answers, stored errors, refusals, races, deadlines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from twyst.mailbox.database import execute, fetch
from twyst.order.application.ports import (
    StripeRefused,
    StripeUnavailable,
    Unrouted,
)
from twyst.order.application.sweep import POLICY_TRIES
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.domain.inputs import (
    Abandon,
    Cancel,
    GiveUp,
    Observed,
    ObservedDispute,
    ObservedRefund,
)
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import IntentStatus

pytestmark = pytest.mark.integration


async def test_a_create_call_that_nobody_made_is_made_once(world: Any) -> None:
    await world.place()
    world.stripe.lose = 1
    await world.work()
    world.later(seconds=30)
    await world.work()
    order = await world.order()
    assert order.standing.own in world.stripe.intents
    assert len(world.stripe.intents) == 1
    assert {key for what, key in world.stripe.calls if what == "create"} == {f"pi:{world.terms.order_id}"}


async def test_a_refused_create_call_ends_the_order(world: Any) -> None:
    await world.place()
    world.stripe.fail = [StripeRefused("account_invalid", "")]
    await world.work()
    order = await world.order()
    assert order.standing.state is State.CANCELED
    assert order.standing.reason == "payment could not be created: account_invalid"


async def test_an_error_that_stripe_keeps_repeating_is_looked_up_and_given_up(world: Any) -> None:
    await world.place()
    world.stripe.fail = [StripeUnavailable("status 500")] * 400
    await world.work()
    world.later(minutes=31)
    world.stripe.fail = [StripeUnavailable("status 500")]  # the call fails again; the search answers
    await world.work()
    assert await world.state() is State.CANCELED
    assert ("find", world.terms.order_id) in world.stripe.calls


async def test_an_unpaid_order_is_canceled_at_stripe_and_only_there(world: Any) -> None:
    await world.place()
    await world.work()
    world.later(minutes=31)
    await world.work()
    assert (await world.order()).standing.abandoned
    await world.work()
    order = await world.order()
    assert order.standing.state is State.CANCELED
    assert world.stripe.intents[order.standing.own or ""]["status"] == "canceled"


async def test_a_cancel_that_meets_a_payment_finds_it(world: Any) -> None:
    await world.place()
    await world.work()
    own = (await world.order()).standing.own
    assert own is not None
    world.stripe.pay(own)  # its event was lost
    await world.give(Abandon("cmd:1", "diner left"))
    await world.work()
    assert await world.state() is State.PAYMENT_SUCCEEDED


async def test_a_cancel_that_meets_a_bank_debit_is_made_until_the_debit_has_ended(world: Any) -> None:
    await world.place()
    await world.work()
    own = (await world.order()).standing.own
    assert own is not None
    world.stripe.intents[own]["status"] = "processing"
    await world.give(Abandon("cmd:1", "diner left"))
    await world.work(3)
    assert await world.state() is not State.CANCELED
    world.stripe.intents[own]["status"] = (
        "requires_payment_method"  # the bank said no, so it can be paid again
    )
    world.later(minutes=16)
    await world.work(2)
    assert await world.state() is State.CANCELED
    assert world.stripe.intents[own]["status"] == "canceled"
    keys = [key for what, key in world.stripe.calls if what == "cancel"]
    assert len(keys) == len(set(keys)) > 1  # Stripe repeats a refusal under its key for a day


async def test_a_payment_whose_event_was_lost_is_found(world: Any) -> None:
    await world.place()
    await world.work()
    own = (await world.order()).standing.own
    assert own is not None
    world.stripe.pay(own)
    world.later(minutes=3)
    await world.work()
    order = await world.order()
    assert order.standing.state is State.PAYMENT_SUCCEEDED
    inputs = order.input_seq
    world.later(minutes=3)
    await world.work()
    assert (await world.order()).input_seq == inputs  # nothing new was found, nothing was journaled


async def test_an_attach_that_comes_too_late_cancels_the_stranger(world: Any) -> None:
    await world.place()
    await world.give(GiveUp("cmd:give-up", "expired"))
    await world.work(2)
    assert [intent["status"] for intent in world.stripe.intents.values()] == ["canceled"]
    assert await world.state() is State.CANCELED


async def test_a_refund_whose_answer_was_lost_is_made_once(world: Any) -> None:
    own = await world.paid()
    await world.give(Cancel("cmd:cancel", "out of soup", "ref_1"))
    world.stripe.lose = 1
    await world.work()
    world.later(minutes=1)
    await world.work()
    order = await world.order()
    assert [refund["amount"] for refund in world.stripe.refunds.values()] == [1000]
    assert world.stripe.intents[own]["refunded"] == 1000
    assert order.standing.intents[0].status is IntentStatus.ACCEPTED
    assert ("find_refund", "ref_1") in world.stripe.calls


async def test_a_refused_refund_frees_the_money_for_another(world: Any) -> None:
    await world.paid()
    await world.give(Cancel("cmd:cancel", "out of soup", "ref_1"))
    world.stripe.fail = [StripeRefused("charge_disputed", "")]
    await world.work()
    assert (await world.order()).standing.intents[0].status is IntentStatus.REFUSED
    world.later(minutes=2)  # canceled and paid: the policy owes the diner a refund
    await world.work(2)
    assert [refund["amount"] for refund in world.stripe.refunds.values()] == [1000]


async def test_money_whose_refunds_keep_failing_ends_with_its_owner(world: Any) -> None:
    own = await world.paid()
    await world.give(Cancel("cmd:cancel", "out of soup", "ref_1"))
    for _ in range(8):
        world.stripe.fail = [StripeRefused("charge_disputed", "")]
        await world.work()
        world.stripe.fail = []
        world.later(minutes=2)
        await world.sweep.run_once()
    order = await world.order()
    (hold,) = holds_of(order.standing)
    assert (hold.payment_intent, hold.status) == (own, HoldStatus.OPEN)
    assert len(order.standing.intents) == 1 + POLICY_TRIES


async def test_a_second_payment_is_held_and_refunded_after_a_fresh_read(world: Any) -> None:
    await world.paid()
    other = world.stripe.foreign(world.terms.order_id)
    await world.give(Observed("evt_other", world.stripe.reading(other).observations))
    assert holds_of((await world.order()).standing)[0].status is HoldStatus.OPEN
    await world.work()
    assert not world.stripe.refunds  # not at once: a person may act first
    world.later(minutes=2)
    await world.work(2)
    order = await world.order()
    assert holds_of(order.standing)[0].status is HoldStatus.REFUNDED
    (refund,) = world.stripe.refunds.values()
    assert (refund["payment_intent"], refund["reverse_transfer"]) == (other, False)
    assert order.standing.state is State.PAYMENT_SUCCEEDED


async def test_calls_of_one_worker_are_not_made_by_another(world: Any) -> None:
    await world.place()
    async with world.transactions.begin() as desk:
        leased = await desk.lease_calls(now=world.time, until=world.time + timedelta(seconds=60), limit=10)
        assert len(leased) == 1
    async with world.transactions.begin() as desk:
        assert not await desk.lease_calls(now=world.time, until=world.time + timedelta(seconds=60), limit=10)
    world.later(seconds=61)  # the first worker died
    await world.work()
    assert (await world.order()).standing.own is not None


async def test_an_event_that_raced_its_reference_is_applied_by_the_sweep(world: Any) -> None:
    own = await world.paid()
    async with world.transactions.begin() as desk:
        payload = (
            '{"id":"evt_late","type":"charge.refunded","account":null,"livemode":false,"created":1,"api_version":null,'
            f'"body_sha256":"{"0" * 64}","metadata":{{}},"object":{{"object":"charge","id":"ch_{own}",'
            f'"payment_intent":"{own}","amount":1000,"amount_refunded":1000,"currency":"eur","status":"succeeded"}}}}'
        )
        late = Unrouted("evt_late", "charge.refunded", payload, (own,), None, "t/0/1", None, "names no order")
        await desk.keep_unrouted([late])
    await world.work()
    assert await world.state() is State.CANCELED


async def test_what_is_nobodys_is_closed_after_a_day(world: Any) -> None:
    async with world.transactions.begin() as desk:
        await desk.keep_unrouted(
            [Unrouted("evt_x", "t", "{}", ("pi_x",), None, "t/0/2", None, "names no order")]
        )
    world.later(hours=25)
    await world.work()
    async with world.database.transaction() as connection:
        rows = await fetch(connection, "SELECT status, because FROM unrouted WHERE event_id = 'evt_x'")
        assert [tuple(row) for row in rows] == [("not_ours", "no order named it in time")]
        assert await execute(connection, "SELECT 1") == 1


async def test_money_for_an_order_that_never_came_is_held_for_the_operator(world: Any) -> None:
    order_id = str(uuid4())
    async with world.transactions.begin() as desk:
        paid = Unrouted(
            "evt_paid",
            "event",
            '{"type":"payment_intent.succeeded"}',
            (),
            order_id,
            "t/0/3",
            None,
            "unknown order",
        )
        told = Unrouted(
            "evt_told", "event", '{"type":"charge.updated"}', (), order_id, "t/0/4", None, "unknown order"
        )
        await desk.keep_unrouted([paid, told])
    world.later(hours=25)
    await world.work()
    async with world.database.transaction() as connection:
        rows = await fetch(connection, "SELECT event_id, status, because FROM unrouted ORDER BY event_id")
    assert [tuple(row) for row in rows] == [
        ("evt_paid", "held", "its order never came"),
        ("evt_told", "not_ours", "its order never came"),
    ]


async def test_a_refund_whose_end_was_not_heard_is_read(world: Any) -> None:
    own = await world.paid()
    await world.give(Cancel("cmd:1", "ref_1", "kitchen closed"))
    await world.give(_refund(own, RefundStatus.PENDING))
    world.stripe.refunds["re_1"] = {"payment_intent": own, "amount": 1000, "metadata": {"refund_id": "ref_1"}}
    reads = world.stripe.calls.count(("read", own))
    await world.sweep.run_once()
    assert world.stripe.calls.count(("read", own)) == reads, "its event may still be on its way"

    world.later(minutes=3)
    findings = await world.sweep.run_once()
    assert findings.counts["unsettled_read"] == 1
    assert dict((await world.order()).standing.facts.refunds)["re_1"].status is RefundStatus.SUCCEEDED

    reads = world.stripe.calls.count(("read", own))
    world.later(minutes=10)
    await world.sweep.run_once()
    assert world.stripe.calls.count(("read", own)) == reads, "what is settled is left alone"


async def test_an_open_dispute_is_read_ever_less_often_until_it_is_closed(world: Any) -> None:
    own = await world.paid()
    await world.give(Observed("evt_dp", (ObservedDispute("dp_1", own, f"ch_{own}", 1000, ("opened",)),)))

    async def reads_in(**span: float) -> int:
        before = world.stripe.calls.count(("read", own))
        until = world.time + timedelta(**span)
        while world.time < until:
            world.later(minutes=10)
            await world.sweep.run_once()
        return world.stripe.calls.count(("read", own)) - before

    first, later = await reads_in(hours=4), await reads_in(days=2)
    assert 10 <= first <= 24
    assert 4 <= later < first * 3
    world.stripe.disputes[own] = ("closed:won", "opened")
    assert await reads_in(days=1) >= 1
    assert await reads_in(days=2) == 0


def _refund(own: str, status: RefundStatus) -> Observed:
    return Observed(f"evt_{status}", (ObservedRefund("re_1", own, 1000, status, "ref_1"),))
