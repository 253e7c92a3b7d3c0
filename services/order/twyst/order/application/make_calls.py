"""Make the calls to Stripe that the order book asks for, outside any transaction, and journal what Stripe answered.

A call is leased, so that one worker makes it at a time; a crash at any step only means that the same call is made again under
the same key, and Stripe answers the same. An indeterminate answer is resolved by reading, never by a new key.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from twyst.order.application.apply_inputs import Applied, apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.ports import (
    Clock,
    DueCall,
    PaymentReading,
    RefundReading,
    Stripe,
    StripeRefused,
    StripeUnavailable,
    Transactions,
)
from twyst.order.domain.inputs import Attach, CallRefused, Input, Observed, RefundAnswered

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
KEY_PROTECTS = timedelta(hours=23)
"""Stripe forgets an idempotency key after 24 h; past this a call is looked up before it is made."""
_BACKOFF_FIRST_SECONDS, _BACKOFF_MAX_SECONDS = 1.0, 900.0


class MakeCalls:
    """The one loop that makes calls, and the one place that knows how each kind is made."""

    def __init__(self, transactions: Transactions, stripe: Stripe, clock: Clock) -> None:
        self._transactions = transactions
        self._stripe = stripe
        self._clock = clock

    async def run_due(self, limit: int = 20) -> int:
        """Lease and make the calls that are due; how many there were."""
        now = self._clock()
        async with self._transactions.begin() as desk:
            due = await desk.lease_calls(now=now, until=now + LEASE, limit=limit)
        for call in due:
            try:
                await self.make(call)
            except Exception as error:
                # An order whose own data breaks the code must not keep the calls of all others from being made.
                if self._transactions.is_transient(error):
                    raise
                log.exception("a call failed in our own code", extra={"stripe_key": call.stripe_key})
                await self._postpone(call, error, None)
        return len(due)

    async def make(
        self, call: DueCall, venue_id: str | None = None
    ) -> tuple[Applied | None, PaymentReading | None]:
        """Make one leased call and journal the answer. The answer is (None, None) when it must be made again."""
        try:
            match call.kind:
                case "create":
                    return await self._create(call, venue_id)
                case "refund":
                    return await self._refund(call), None
                case _:
                    return await self._cancel(call), None
        except StripeRefused as error:
            refused = CallRefused(
                input_id=f"call:{call.stripe_key}:{error.code}",
                call=call.kind,
                code=error.code,
                refund_id=_refund_id(call),
            )
            return await self._answer(
                call, refused, status="refused", answer=error.code, venue_id=venue_id
            ), None
        except StripeUnavailable as error:
            await self._postpone(call, error, venue_id)
            return None, None

    async def _create(self, call: DueCall, venue_id: str | None) -> tuple[Applied, PaymentReading]:
        reading = None
        if self._clock() - call.created_at > KEY_PROTECTS:
            reading = await self._stripe.find_payment_intent(call.order_id)
        if reading is None:
            reading = await self._stripe.create_payment_intent(call.parameters, call.stripe_key)
        attach = Attach(f"attach:{reading.payment_intent}", reading.payment_intent)
        applied = await self._answer(
            call, attach, status="answered", answer=reading.payment_intent, venue_id=venue_id
        )
        return applied, reading

    async def _refund(self, call: DueCall) -> Applied:
        call = await self._completed(call)
        refund_id = _refund_id(call)
        assert refund_id is not None
        reading: RefundReading | None = None
        if call.attempts > 1 or self._clock() - call.created_at > KEY_PROTECTS:
            # An earlier attempt's answer may be lost, or was an error of Stripe's own: look before asking again.
            reading = await self._stripe.find_refund(str(call.parameters["payment_intent"]), refund_id)
        if reading is None:
            reading = await self._stripe.refund(call.parameters, call.stripe_key)
        given = RefundAnswered(
            f"call:{call.stripe_key}:made", refund_id, reading.observations, reading.refund
        )
        return await self._answer(call, given, status="answered", answer=reading.refund)

    async def _completed(self, call: DueCall) -> DueCall:
        """Freeze what a refund must reverse, where the payment was not made as agreed: read it first, once."""
        if "reverse_transfer" in call.parameters:
            return call
        reading = await self._stripe.read_payment_intent(str(call.parameters["payment_intent"]))
        parameters = {**call.parameters, **reversal_of(reading)}
        async with self._transactions.begin() as desk:
            await desk.complete_parameters(call.stripe_key, parameters)
        return DueCall(
            call.stripe_key,
            call.order_id,
            call.venue_id,
            call.kind,
            parameters,
            call.attempts,
            call.created_at,
        )

    async def _cancel(self, call: DueCall) -> Applied | None:
        """Ends only when the PaymentIntent has: Stripe refuses while a bank debit is under way, which may fail yet.

        Stripe repeats a refusal under its key for a day, and to cancel twice is to cancel once: each attempt has a key.
        """
        try:
            key = f"{call.stripe_key}:{call.attempts}"
            reading = await self._stripe.cancel_payment_intent(call.parameters, key)
        except StripeRefused as error:
            reading = await self._stripe.read_payment_intent(str(call.parameters["payment_intent"]))
            if not reading.is_over:
                await self._postpone(call, error, None)
                return None
        return await self._answer(call, observed_read(reading), status="answered", answer=reading.status)

    async def _answer(
        self, call: DueCall, given: Input, *, status: str, answer: str, venue_id: str | None = None
    ) -> Applied:
        """Journal the answer and close the call, together."""
        now = self._clock()
        async with self._transactions.begin(venue_id) as desk:
            arrival = arrival_of(call.order_id, given, actor="stripe", source=f"call {call.stripe_key}")
            (applied,) = await apply_inputs(desk, [arrival], now)
            await desk.close_call(call.stripe_key, status=status, answer=answer, at=now)
        return applied

    async def _postpone(self, call: DueCall, error: Exception, venue_id: str | None) -> None:
        wait_seconds = min(_BACKOFF_MAX_SECONDS, _BACKOFF_FIRST_SECONDS * 2 ** min(call.attempts, 10))
        log.warning("Stripe call is made again", extra={"stripe_key": call.stripe_key, "error": repr(error)})
        async with self._transactions.begin(venue_id) as desk:
            due_at = self._clock() + timedelta(seconds=wait_seconds)
            await desk.postpone_call(call.stripe_key, due_at=due_at, error=repr(error))


def reversal_of(reading: PaymentReading) -> dict[str, object]:
    """What a refund takes back beside the money: the transfer that the payment made, and our fee on it."""
    if not reading.has_transfer:
        return {"reverse_transfer": False}
    return {"reverse_transfer": True, **({"refund_application_fee": True} if reading.has_fee else {})}


def observed_read(reading: PaymentReading) -> Observed:
    """A read as an input. Equal readings have equal ids, so looking again at what has not changed changes nothing."""
    digest = hashlib.sha256(repr(reading.observations).encode()).hexdigest()[:16]
    return Observed(f"swp_{reading.payment_intent}_{digest}", reading.observations)


def _refund_id(call: DueCall) -> str | None:
    return call.stripe_key.removeprefix("refund:") if call.kind == "refund" else None
