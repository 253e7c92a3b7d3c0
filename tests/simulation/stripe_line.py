"""`Stripe` for one life of a process: the calls of the order service, and everything that can become of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from simulation.processes import Life
from simulation.stripe_world import (
    PaymentIntent,
    Refund,
    StripeWorld,
    TooMuch,
    UnexpectedState,
    secret_of,
)
from simulation.weather import Weather

from twyst.order.adapters.stripe_events import refund_status
from twyst.order.application.ports import PaymentReading, RefundReading, StripeRefused, StripeUnavailable
from twyst.order.domain.inputs import (
    Observation,
    ObservedCharge,
    ObservedDispute,
    ObservedPaymentIntent,
    ObservedRefund,
)

KEY_SECONDS = 24 * 3600.0
_CLOSED_DISPUTES = frozenset({"won", "lost"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A key's first answer: what was asked, when, and what was read of the object then, or the error."""

    asked: bytes
    at_seconds: float
    answer: Any


class Keys:
    """Idempotency keys; they are Stripe's, so they outlive every process of ours."""

    def __init__(self) -> None:
        self.kept: dict[str, Kept] = {}
        self.misused: list[str] = []
        self.posts: list[tuple[str, str]] = []


class StripeLine:
    """The port. `before_post` is asked before every POST whether the books allow it."""

    def __init__(
        self, world: StripeWorld, keys: Keys, life: Life, weather: Weather, before_post: Callable[[str], None]
    ) -> None:
        self._world = world
        self._keys = keys
        self._life = life
        self._weather = weather
        self._before_post = before_post

    async def create_payment_intent(self, parameters: Mapping[str, object], key: str, /) -> PaymentReading:
        def create() -> PaymentReading:
            return payment_reading(self._world.create(parameters))

        return await self._post(key, parameters, create)

    async def cancel_payment_intent(self, parameters: Mapping[str, object], key: str, /) -> PaymentReading:
        intent = self._intent(str(parameters["payment_intent"]))

        def cancel() -> PaymentReading:
            self._world.cancel(intent)
            return payment_reading(intent)

        return await self._post(key, parameters, cancel)

    async def read_payment_intent(self, payment_intent: str, /) -> PaymentReading:
        await self._get()
        return payment_reading(self._intent(payment_intent), in_full=True)

    async def find_payment_intent(self, order_id: str, /) -> PaymentReading | None:
        await self._get()
        ours = [each for each in self._world.intents.values() if each.metadata.get("order_id") == order_id]
        return payment_reading(ours[0]) if ours else None

    async def refund(self, parameters: Mapping[str, object], key: str, /) -> RefundReading:
        asked: Any = parameters
        intent = self._intent(asked["payment_intent"])

        def refund() -> RefundReading:
            made = self._refunded(intent, asked["amount"], asked["metadata"])
            charge = ObservedCharge(str(intent.charge), intent.id, intent.amount_refunded)
            return RefundReading(made.id, (observed_refund(made), charge))

        return await self._post(key, parameters, refund)

    async def find_refund(self, payment_intent: str, refund_id: str, /) -> RefundReading | None:
        await self._get()
        for refund in self._intent(payment_intent).refunds:
            if refund.metadata.get("refund_id") == refund_id:
                return RefundReading(refund.id, (observed_refund(refund),))
        return None

    def _refunded(self, intent: PaymentIntent, amount: int, metadata: Mapping[str, str]) -> Refund:
        """Some refunds are pending first, and some of those fail in the end."""
        chance, later = self._weather.chance, asyncio.get_running_loop().call_later
        fails = self._weather.draws("stripe.refund_fails_later")
        is_pending = fails or (self._weather.is_stormy and chance.random() < 0.3)
        refund = self._world.refund(intent, amount, metadata, status="pending" if is_pending else "succeeded")
        self._weather.note("stripe.refund_fails_later", fails)
        if is_pending:
            status = "failed" if fails else "succeeded"
            later(chance.uniform(1.0, 60.0), self._world.settle_refund, refund, status)
        return refund

    def _intent(self, name: str) -> PaymentIntent:
        intent = self._world.intents.get(name)
        if intent is None:
            raise StripeRefused("resource_missing", f"no such payment_intent: {name}")
        return intent

    async def _get(self) -> None:
        await self._life.step("stripe read")
        if not self._weather.stripe_is_up or self._weather.strikes("stripe.unavailable"):
            raise StripeUnavailable("no answer")

    async def _post(self, key: str, parameters: Mapping[str, object], act: Callable[[], Any]) -> Any:
        """What the key's first call answered; else do it, and keep the answer under the key."""
        self._before_post(key)
        await self._life.step("stripe call")
        weather = self._weather
        if not weather.stripe_is_up or weather.strikes("stripe.unavailable"):
            raise StripeUnavailable("no answer")
        answer = self._answer(key, parameters, act)
        await self._life.step("stripe answered")
        if weather.strikes("stripe.answer_lost"):
            raise StripeUnavailable("the answer was lost")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _answer(self, key: str, parameters: Mapping[str, object], act: Callable[[], Any]) -> Any:
        now, asked = asyncio.get_running_loop().time(), msgspec.json.encode(parameters)
        kept = self._keys.kept.get(key)
        if kept is not None and now - kept.at_seconds < KEY_SECONDS:
            if kept.asked != asked:
                self._keys.misused.append(key)
                return StripeRefused("status_400", "the key was used with other parameters")
            return kept.answer
        answer = self._carried_out(key, act)
        self._keys.kept[key] = Kept(asked, now, answer)
        return answer

    def _carried_out(self, key: str, act: Callable[[], Any]) -> Any:
        keeps_error = self._weather.strikes("stripe.error_kept")
        if keeps_error and self._weather.chance.random() < 0.5:
            return StripeUnavailable("status 500, kept under the key; nothing was done")
        try:
            answer = act()
        except UnexpectedState:
            return StripeRefused("payment_intent_unexpected_state", "not in this status")
        except TooMuch as error:
            return StripeRefused(
                "amount_too_large" if error.left else "charge_already_refunded", "more than is left"
            )
        self._keys.posts.append((key, _id_in(answer)))
        return StripeUnavailable("status 500, kept under the key; it was done") if keeps_error else answer


def _id_in(answer: PaymentReading | RefundReading) -> str:
    return answer.payment_intent if isinstance(answer, PaymentReading) else answer.refund


def row_of(key: str) -> str:
    """The row that asks for the call: every attempt to cancel has a key of its own, all others share their row's."""
    return key.rpartition(":")[0] if key.startswith("cancel:") else key


def payment_reading(intent: PaymentIntent, *, in_full: bool = False) -> PaymentReading:
    """A PaymentIntent as `StripeCalls` reads it; in full with its charge, refunds and disputes."""
    observed: list[Observation] = [
        ObservedPaymentIntent(
            payment_intent=intent.id,
            account=None,
            livemode=False,
            currency=intent.currency,
            destination=intent.destination,
            amount_received_minor=intent.amount_received,
            succeeded=intent.status == "succeeded",
            canceled=intent.status == "canceled",
            charge=intent.charge,
        )
    ]
    if in_full and intent.charge is not None:
        observed.append(ObservedCharge(intent.charge, intent.id, intent.amount_refunded))
        observed += [observed_refund(refund) for refund in intent.refunds]
        observed += [_observed_dispute(each.id, intent, each.status) for each in intent.disputes]
    return PaymentReading(
        payment_intent=intent.id,
        status=intent.status,
        client_secret=secret_of(intent),
        observations=tuple(observed),
        has_transfer=intent.destination is not None,
        has_fee=bool(intent.fee),
    )


def observed_refund(refund: Refund) -> ObservedRefund:
    return ObservedRefund(
        refund=refund.id,
        payment_intent=refund.payment_intent.id,
        amount_minor=refund.amount,
        status=refund_status(refund.status),
        refund_id=refund.metadata.get("refund_id"),
    )


def _observed_dispute(name: str, intent: PaymentIntent, status: str) -> ObservedDispute:
    closed = (f"closed:{status}",) if status in _CLOSED_DISPUTES else ()
    return ObservedDispute(name, intent.id, intent.charge, intent.amount_received, (*closed, "opened"))
