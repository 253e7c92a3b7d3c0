"""The order database and a Stripe in memory, for this service's tests."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest

from twyst.order.adapters.migrate import upgrade
from twyst.order.application.ports import PaymentReading, RefundReading, StripeRefused, StripeUnavailable
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.inputs import ObservedCharge, ObservedPaymentIntent, ObservedRefund
from twyst.testing.stack import register_service_migrations

register_service_migrations("order", upgrade)


@dataclass
class FakeStripe:
    """`Stripe` in memory. `faults` are raised one per create call: before anything is done, or, marked, after it."""

    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: dict[str, dict[str, Any]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, Exception]] = field(default_factory=list)
    down: bool = False
    refund_status: RefundStatus = RefundStatus.SUCCEEDED
    creates: int = 0
    gate: asyncio.Event | None = None
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def create_payment_intent(self, parameters: Mapping[str, object], key: str) -> PaymentReading:
        self.creates += 1
        if self.gate is not None:
            await self.gate.wait()
        when, fault = self.faults.pop(0) if self.faults else ("", None)
        self._answering()
        if fault is not None and when == "before":
            raise fault
        if key not in self.by_key:
            name = f"pi_{uuid4().hex[:12]}"
            secret = f"{name}_secret_{uuid4().hex}"
            made = {
                "status": "requires_payment_method",
                "received": 0,
                "refunded": 0,
                "client_secret": secret,
            }
            self.intents[name] = {**made, **parameters}
            self.by_key[key] = name
        if fault is not None:
            raise fault
        return self.reading(self.by_key[key])

    async def cancel_payment_intent(self, parameters: Mapping[str, object], key: str) -> PaymentReading:
        self._answering()
        intent = self.intents[str(parameters["payment_intent"])]
        if intent["status"] == "succeeded":
            raise StripeRefused("payment_intent_unexpected_state", "it succeeded")
        intent["status"] = "canceled"
        self.by_key[key] = str(parameters["payment_intent"])
        return self.reading(str(parameters["payment_intent"]))

    async def read_payment_intent(self, payment_intent: str) -> PaymentReading:
        self._answering()
        return self.reading(payment_intent)

    async def find_payment_intent(self, order_id: str) -> PaymentReading | None:
        name = self.by_key.get(f"pi:{order_id}")
        return self.reading(name) if name else None

    async def refund(self, parameters: Mapping[str, object], key: str) -> RefundReading:
        self._answering()
        if key not in self.by_key:
            name = str(parameters["payment_intent"])
            intent = self.intents[name]
            left = intent["received"] - intent["refunded"]
            amount = parameters.get("amount", left)
            if not 0 < amount <= left:
                raise StripeRefused("charge_already_refunded", "more than was paid")
            intent["refunded"] += amount
            self.by_key[key] = f"re_{next(self.numbers)}_{name}"
            self.refunds[self.by_key[key]] = {**parameters, "amount": amount}
        return self._refund_reading(self.by_key[key])

    async def find_refund(self, payment_intent: str, refund_id: str) -> RefundReading | None:
        for made, asked in self.refunds.items():
            if (asked["payment_intent"], asked["metadata"]["refund_id"]) == (payment_intent, refund_id):
                return self._refund_reading(made)
        return None

    def _refund_reading(self, made: str) -> RefundReading:
        asked = self.refunds[made]
        name, refund_id = asked["payment_intent"], asked["metadata"]["refund_id"]
        refunded = ObservedCharge(f"ch_{name}", name, self.intents[name]["refunded"])
        refund = ObservedRefund(made, name, asked["amount"], self.refund_status, refund_id)
        return RefundReading(made, (refund, refunded))

    def pay(self, name: str) -> None:
        """A diner confirms the payment."""
        self.intents[name].update(status="succeeded", received=self.intents[name]["amount"])

    def reading(self, name: str) -> PaymentReading:
        intent = self.intents[name]
        seen = ObservedPaymentIntent(
            payment_intent=name,
            account=None,
            livemode=False,
            currency=intent["currency"],
            destination=intent["transfer_data"]["destination"],
            amount_received_minor=intent["received"],
            succeeded=intent["status"] == "succeeded",
            canceled=intent["status"] == "canceled",
        )
        return PaymentReading(
            name, intent["status"], intent["client_secret"], (seen,), has_transfer=True, has_fee=True
        )

    def _answering(self) -> None:
        if self.down:
            raise StripeUnavailable("no answer")


@pytest.fixture(scope="session")
def fake_stripe() -> type[FakeStripe]:
    """Makes a Stripe of one's own."""
    return FakeStripe
