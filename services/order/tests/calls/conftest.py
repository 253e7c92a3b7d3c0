"""One order, its Stripe, and a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from twyst.mailbox.database import Database
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
from twyst.order.application.sweep import Deadlines, Sweep
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.inputs import (
    Input,
    Observation,
    Observed,
    ObservedCharge,
    ObservedDispute,
    ObservedPaymentIntent,
    ObservedRefund,
)
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Line, Order, Terms


@dataclass
class Stripe:
    """A Stripe of one order at a time: PaymentIntents by key, refunds by key, and what goes wrong next."""

    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    fail: list[Exception] = field(default_factory=list)
    lose: int = 0
    disputes: dict[str, tuple[str, ...]] = field(default_factory=dict)

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
        if intent["status"] in {"succeeded", "processing"}:
            raise StripeRefused("payment_intent_unexpected_state", "paid, or on its way")
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
            for refund, given in self.refunds.items():
                if given["payment_intent"] == name:
                    observed += self._refund_reading(refund).observations[:1]
            if name in self.disputes:
                observed += (
                    ObservedDispute("dp_1", name, f"ch_{name}", intent["received"], self.disputes[name]),
                )
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

    async def keep_refunded(self, payment_intent: str) -> None:
        """An event that names no order, kept just before its reference was learned."""
        event_id = f"evt_late_{payment_intent}"
        payload = (
            f'{{"id":"{event_id}","type":"charge.refunded","account":null,"livemode":false,"created":1,'
            f'"api_version":null,"body_sha256":"{"0" * 64}","metadata":{{}},"object":{{"object":"charge",'
            f'"id":"ch_{payment_intent}","payment_intent":"{payment_intent}","amount":1000,"amount_refunded":1000,'
            f'"currency":"eur","status":"succeeded"}}}}'
        )
        async with self.transactions.begin() as desk:
            late = Unrouted(
                event_id, "charge.refunded", payload, (payment_intent,), None, "t/0/1", None, "names no order"
            )
            await desk.keep_unrouted([late])

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
