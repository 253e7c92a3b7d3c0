"""Calls to Stripe and the sweep on real PostgreSQL: lost answers, stored errors, refusals, races, deadlines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from twyst.mailbox.database import Database, execute, fetch
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.calls import create_call
from twyst.order.application.fold import create
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.ports import (
    Batch,
    PaymentReading,
    RefundReading,
    StripeRefused,
    StripeUnavailable,
    Unrouted,
)
from twyst.order.application.sweep import POLICY_TRIES, Deadlines, Sweep
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.domain.inputs import (
    Abandon,
    Cancel,
    GiveUp,
    Input,
    Observation,
    Observed,
    ObservedCharge,
    ObservedPaymentIntent,
    ObservedRefund,
)
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import IntentStatus, Line, Order, Terms

pytestmark = pytest.mark.integration


@dataclass
class Stripe:
    """A Stripe of one order at a time: PaymentIntents by key, refunds by key, and what goes wrong next."""

    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    fail: list[Exception] = field(default_factory=list)
    lose: int = 0

    def _called(self, what: str, key: str) -> None:
        self.calls.append((what, key))
        if self.fail:
            raise self.fail.pop(0)

    def _answered(self) -> None:
        if self.lose:
            self.lose -= 1
            raise StripeUnavailable("the answer was lost")

    async def create_payment_intent(self, parameters: Mapping[str, Any], key: str) -> PaymentReading:
        self._called("create", key)
        name = self.keys.setdefault(key, f"pi_{uuid4().hex[:12]}")
        self.intents.setdefault(
            name,
            {"status": "requires_payment_method", "received": 0, "refunded": 0, "order_id": parameters["metadata"]["order_id"],
             "amount": parameters["amount"], "destination": parameters["transfer_data"]["destination"]},
        )  # fmt: skip
        self._answered()
        return self.reading(name)

    async def cancel_payment_intent(self, parameters: Mapping[str, Any], key: str) -> PaymentReading:
        self._called("cancel", key)
        intent = self.intents[parameters["payment_intent"]]
        if intent["status"] == "succeeded":
            raise StripeRefused("payment_intent_unexpected_state", "paid")
        intent["status"] = "canceled"
        self._answered()
        return self.reading(parameters["payment_intent"])

    async def read_payment_intent(self, payment_intent: str) -> PaymentReading:
        self._called("read", payment_intent)
        return self.reading(payment_intent)

    async def find_payment_intent(self, order_id: str) -> PaymentReading | None:
        self._called("find", order_id)
        found = [name for name, intent in self.intents.items() if intent["order_id"] == order_id]
        return self.reading(found[0]) if found else None

    async def refund(self, parameters: Mapping[str, Any], key: str) -> RefundReading:
        self._called("refund", key)
        if key not in self.keys:
            name = self.keys[key] = f"re_{uuid4().hex[:12]}"
            self.refunds[name] = dict(parameters)
            self.intents[parameters["payment_intent"]]["refunded"] += parameters["amount"]
        self._answered()
        return self._refund_reading(self.keys[key])

    async def find_refund(self, payment_intent: str, refund_id: str) -> RefundReading | None:
        self._called("find_refund", refund_id)
        for name, refund in self.refunds.items():
            if refund["metadata"]["refund_id"] == refund_id:
                return self._refund_reading(name)
        return None

    def pay(self, name: str) -> None:
        self.intents[name].update(status="succeeded", received=self.intents[name]["amount"])

    def foreign(self, order_id: str) -> str:
        name = f"pi_other_{uuid4().hex[:8]}"
        self.intents[name] = {
            "status": "succeeded", "received": 1000, "refunded": 0, "order_id": order_id, "amount": 1000, "destination": None,
        }  # fmt: skip
        return name

    def reading(self, name: str) -> PaymentReading:
        intent = self.intents[name]
        observed: tuple[Observation, ...] = (
            ObservedPaymentIntent(
                payment_intent=name, account=None, livemode=False, currency="eur", destination=intent["destination"],
                amount_received_minor=intent["received"], succeeded=intent["status"] == "succeeded",
                canceled=intent["status"] == "canceled",
            ),
        )  # fmt: skip
        if intent["status"] == "succeeded":
            observed += (ObservedCharge(f"ch_{name}", name, intent["refunded"]),)
        return PaymentReading(
            name, intent["status"], f"{name}_secret", observed,
            has_transfer=intent["destination"] is not None, has_fee=False,
        )  # fmt: skip

    def _refund_reading(self, name: str) -> RefundReading:
        refund = self.refunds[name]
        pi = refund["payment_intent"]
        return RefundReading(
            name,
            (
                ObservedRefund(
                    name, pi, refund["amount"], RefundStatus.SUCCEEDED, refund["metadata"]["refund_id"]
                ),
                ObservedCharge(f"ch_{pi}", pi, self.intents[pi]["refunded"]),
            ),
        )


class World:
    """An order, its Stripe, and a clock that the test moves."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.transactions = PostgresTransactions(database)
        self.stripe = Stripe()
        self.time = datetime.now(UTC)
        self.calls = MakeCalls(self.transactions, self.stripe, self.now)
        self.sweep = Sweep(self.transactions, self.stripe, self.now, Deadlines())
        self.terms = Terms(
            order_id=str(uuid4()), venue_id=str(uuid4()), table_id=str(uuid4()), table_label="7", order_number="A1",
            environment="test", livemode=False, created_at="2026-01-01T12:00:00.000000Z", currency="eur",
            lines=(Line("1", str(uuid4()), "Soup", 1, 1000, 1000),), items_minor=1000, tip_minor=0, total_minor=1000,
            application_fee_minor=50, destination="acct_venue", hold_owner="owner",
        )  # fmt: skip

    def now(self) -> datetime:
        return self.time

    def later(self, **amount: float) -> None:
        self.time += timedelta(**amount)

    async def place(self) -> None:
        """Tx 1, and nothing after it: the API died before it called Stripe."""
        async with self.transactions.begin() as desk:
            creation = create(
                self.terms,
                codec.encode_terms(self.terms),
                actor="diner",
                recorded_at=self.time,
                traceparent=None,
            )
            await desk.write(Batch(creations=[creation], calls=[create_call(self.terms, due_at=self.time)]))

    async def give(self, given: Input) -> None:
        async with self.transactions.begin() as desk:
            await apply_inputs(desk, [arrival_of(self.terms.order_id, given, actor="test")], self.time)

    async def work(self, passes: int = 1) -> None:
        for _ in range(passes):
            while await self.calls.run_due():
                pass
            await self.sweep.run_once()

    async def order(self) -> Order:
        async with self.transactions.begin() as desk:
            return (await desk.lock([self.terms.order_id]))[self.terms.order_id]

    async def paid(self) -> str:
        """An order that is paid, known by Stripe's event."""
        await self.place()
        await self.calls.run_due()
        own = (await self.order()).standing.own
        assert own is not None
        self.stripe.pay(own)
        await self.give(Observed("evt_paid", self.stripe.reading(own).observations))
        return own

    async def state(self) -> State:
        return (await self.order()).standing.state


@pytest.fixture
async def world(fresh_database: Callable[..., Any]) -> AsyncIterator[World]:
    service = await fresh_database("order")
    opened = Database(service.worker, pool_size=4, application_name="test")
    yield World(opened)
    await opened.close()


async def test_a_create_call_that_nobody_made_is_made_once(world: World) -> None:
    await world.place()
    world.stripe.lose = 1
    await world.work()
    world.later(seconds=30)
    await world.work()
    order = await world.order()
    assert order.standing.own in world.stripe.intents
    assert len(world.stripe.intents) == 1
    assert {key for what, key in world.stripe.calls if what == "create"} == {f"pi:{world.terms.order_id}"}


async def test_a_refused_create_call_ends_the_order(world: World) -> None:
    await world.place()
    world.stripe.fail = [StripeRefused("account_invalid", "")]
    await world.work()
    order = await world.order()
    assert order.standing.state is State.CANCELED
    assert order.standing.reason == "payment could not be created: account_invalid"


async def test_an_error_that_stripe_keeps_repeating_is_looked_up_and_given_up(world: World) -> None:
    await world.place()
    world.stripe.fail = [StripeUnavailable("status 500")] * 400
    await world.work()
    world.later(minutes=31)
    world.stripe.fail = [StripeUnavailable("status 500")]  # the call fails again; the search answers
    await world.work()
    assert await world.state() is State.CANCELED
    assert ("find", world.terms.order_id) in world.stripe.calls


async def test_an_unpaid_order_is_canceled_at_stripe_and_only_there(world: World) -> None:
    await world.place()
    await world.work()
    world.later(minutes=31)
    await world.work()
    assert (await world.order()).standing.abandoned
    await world.work()
    order = await world.order()
    assert order.standing.state is State.CANCELED
    assert world.stripe.intents[order.standing.own or ""]["status"] == "canceled"


async def test_a_cancel_that_meets_a_payment_finds_it(world: World) -> None:
    await world.place()
    await world.work()
    own = (await world.order()).standing.own
    assert own is not None
    world.stripe.pay(own)  # its event was lost
    await world.give(Abandon("cmd:1", "diner left"))
    await world.work()
    assert await world.state() is State.PAYMENT_SUCCEEDED


async def test_a_payment_whose_event_was_lost_is_found(world: World) -> None:
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


async def test_an_attach_that_comes_too_late_cancels_the_stranger(world: World) -> None:
    await world.place()
    await world.give(GiveUp("cmd:give-up", "expired"))
    await world.work(2)
    assert [intent["status"] for intent in world.stripe.intents.values()] == ["canceled"]
    assert await world.state() is State.CANCELED


async def test_a_refund_whose_answer_was_lost_is_made_once(world: World) -> None:
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


async def test_a_refused_refund_frees_the_money_for_another(world: World) -> None:
    await world.paid()
    await world.give(Cancel("cmd:cancel", "out of soup", "ref_1"))
    world.stripe.fail = [StripeRefused("charge_disputed", "")]
    await world.work()
    assert (await world.order()).standing.intents[0].status is IntentStatus.REFUSED
    world.later(minutes=2)  # canceled and paid: the policy owes the diner a refund
    await world.work(2)
    assert [refund["amount"] for refund in world.stripe.refunds.values()] == [1000]


async def test_money_whose_refunds_keep_failing_ends_with_its_owner(world: World) -> None:
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


async def test_a_second_payment_is_held_and_refunded_after_a_fresh_read(world: World) -> None:
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


async def test_calls_of_one_worker_are_not_made_by_another(world: World) -> None:
    await world.place()
    async with world.transactions.begin() as desk:
        leased = await desk.lease_calls(now=world.time, until=world.time + timedelta(seconds=60), limit=10)
        assert len(leased) == 1
    async with world.transactions.begin() as desk:
        assert not await desk.lease_calls(now=world.time, until=world.time + timedelta(seconds=60), limit=10)
    world.later(seconds=61)  # the first worker died
    await world.work()
    assert (await world.order()).standing.own is not None


async def test_an_event_that_raced_its_reference_is_applied_by_the_sweep(world: World) -> None:
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


async def test_what_is_nobodys_is_closed_after_a_day(world: World) -> None:
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
