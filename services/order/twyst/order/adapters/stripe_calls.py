"""The order service's calls to Stripe, through the official SDK. Secrets and personal data stop here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar, cast

import stripe

from twyst.order.adapters.stripe_events import refund_status
from twyst.order.application.ports import PaymentReading, RefundReading, StripeRefused, StripeUnavailable
from twyst.order.domain.inputs import (
    Observation,
    ObservedCharge,
    ObservedDispute,
    ObservedPaymentIntent,
    ObservedRefund,
)
from twyst.runtime.stripe_meter import StripeMeter

T = TypeVar("T")

TIMEOUT_SECONDS = 8.0
_INDETERMINATE = frozenset({409, 429})
_READ_EXPAND = ["latest_charge"]
_CLOSED_DISPUTES = frozenset({"won", "lost", "warning_closed", "prevented"})


class StripeCalls:
    """`Stripe` on one platform account."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client

    async def create_payment_intent(self, parameters: Mapping[str, object], key: str) -> PaymentReading:
        options = cast("stripe.RequestOptions", {"idempotency_key": key})
        params = cast("Any", dict(parameters))
        return await self._payment(lambda: self._client.v1.payment_intents.create_async(params, options))

    async def cancel_payment_intent(self, parameters: Mapping[str, object], key: str) -> PaymentReading:
        options = cast("stripe.RequestOptions", {"idempotency_key": key})
        params = cast("Any", {name: value for name, value in parameters.items() if name != "payment_intent"})
        name = str(parameters["payment_intent"])
        return await self._payment(
            lambda: self._client.v1.payment_intents.cancel_async(name, params, options)
        )

    async def read_payment_intent(self, payment_intent: str) -> PaymentReading:
        params = cast("Any", {"expand": _READ_EXPAND})
        intent = await _asked(lambda: self._client.v1.payment_intents.retrieve_async(payment_intent, params))
        more: tuple[Observation, ...] = ()
        if intent.status == "succeeded":
            more = await self._refunds_of(payment_intent) + await self._disputes_of(payment_intent)
        return self._reading(intent, more)

    async def find_payment_intent(self, order_id: str) -> PaymentReading | None:
        params = cast("Any", {"query": f"metadata['order_id']:'{order_id}'", "limit": 10})
        found = await _asked(lambda: self._client.v1.payment_intents.search_async(params))
        ours = sorted(found.data, key=lambda intent: (intent.created, intent.id))
        return self._reading(ours[0], ()) if ours else None

    async def refund(self, parameters: Mapping[str, object], key: str) -> RefundReading:
        options = cast("stripe.RequestOptions", {"idempotency_key": key})
        params = cast("Any", {**parameters, "expand": ["charge"]})
        refund = await _asked(lambda: self._client.v1.refunds.create_async(params, options))
        charge = getattr(refund, "charge", None)
        seen = (_refund(refund),) + ((_charge(charge),) if isinstance(charge, stripe.Charge) else ())
        return RefundReading(refund.id, seen)

    async def find_refund(self, payment_intent: str, refund_id: str) -> RefundReading | None:
        params = cast("Any", {"payment_intent": payment_intent, "limit": 100})
        page = await _asked(lambda: self._client.v1.refunds.list_async(params))
        for refund in page.data:
            if _metadata(refund).get("refund_id") == refund_id:
                return RefundReading(refund.id, (_refund(refund),))
        return None

    async def _refunds_of(self, payment_intent: str) -> tuple[Observation, ...]:
        params = cast("Any", {"payment_intent": payment_intent, "limit": 100})
        page = await _asked(lambda: self._client.v1.refunds.list_async(params))
        return tuple(_refund(refund) for refund in sorted(page.data, key=lambda refund: refund.id))

    async def _disputes_of(self, payment_intent: str) -> tuple[Observation, ...]:
        params = cast("Any", {"payment_intent": payment_intent, "limit": 100})
        page = await _asked(lambda: self._client.v1.disputes.list_async(params))
        return tuple(_dispute(dispute) for dispute in sorted(page.data, key=lambda dispute: dispute.id))

    async def _payment(self, call: Callable[[], Awaitable[stripe.PaymentIntent]]) -> PaymentReading:
        return self._reading(await _asked(call), ())

    def _reading(self, intent: stripe.PaymentIntent, more: tuple[Observation, ...]) -> PaymentReading:
        transfer = getattr(intent, "transfer_data", None)
        charge = getattr(intent, "latest_charge", None)
        observed = ObservedPaymentIntent(
            payment_intent=intent.id,
            account=None,
            livemode=intent.livemode,
            currency=intent.currency,
            destination=_id(transfer.destination) if transfer else None,
            amount_received_minor=intent.amount_received or 0,
            succeeded=intent.status == "succeeded",
            canceled=intent.status == "canceled",
            charge=_id(charge),
        )
        charged = (_charge(charge),) if isinstance(charge, stripe.Charge) else ()
        return PaymentReading(
            payment_intent=intent.id,
            status=intent.status,
            client_secret=intent.client_secret,
            observations=(observed, *charged, *more),
            has_transfer=transfer is not None,
            has_fee=bool(getattr(intent, "application_fee_amount", None)),
        )


class _MeteredHttp(stripe.HTTPXClient):
    """The SDK's HTTP client, measured."""

    def __init__(self, meter: StripeMeter) -> None:
        super().__init__(timeout=TIMEOUT_SECONDS)
        self._meter = meter

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        asking = super().request_async(method, url, headers, post_data)
        return await self._meter.measured(method, url, asking)


def stripe_client(
    api_key: str, api_base: str, meter: StripeMeter | None = None
) -> tuple[stripe.StripeClient, Callable[[], Awaitable[None]]]:
    """A client, and how to close it. Retries are ours: each call is a row with its own key."""
    stripe.enable_telemetry = False
    http = _MeteredHttp(meter or StripeMeter())
    client = stripe.StripeClient(
        api_key, base_addresses={"api": api_base}, http_client=http, max_network_retries=0
    )

    async def close() -> None:
        await http.close_async()  # type: ignore[no-untyped-call]

    return client, close


async def _asked(call: Callable[[], Awaitable[T]]) -> T:
    """Stripe's answer; its errors as the two kinds that matter: done for good, or unknown."""
    try:
        return await call()
    except stripe.APIConnectionError as error:
        raise StripeUnavailable(f"no answer: {type(error).__name__}") from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        # Our key is wrong, not the order: nothing is decided until somebody mends it.
        raise StripeUnavailable(f"Stripe refuses our key: {error.code}") from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        if status >= 500 or status in _INDETERMINATE or not status:
            raise StripeUnavailable(f"status {status}: {error.code}") from error
        raise StripeRefused(error.code or f"status_{status}", str(error.user_message or "")) from error


def _refund(refund: stripe.Refund) -> Observation:
    return ObservedRefund(
        refund=refund.id,
        payment_intent=_id(refund.payment_intent) or "",
        amount_minor=refund.amount,
        status=refund_status(refund.status or ""),
        refund_id=_metadata(refund).get("refund_id"),
    )


def _charge(charge: stripe.Charge) -> Observation:
    return ObservedCharge(charge.id, _id(charge.payment_intent), charge.amount_refunded)


def _dispute(dispute: stripe.Dispute) -> Observation:
    closed = (f"closed:{dispute.status}",) if dispute.status in _CLOSED_DISPUTES else ()
    return ObservedDispute(
        dispute=dispute.id,
        payment_intent=_id(dispute.payment_intent),
        charge=_id(dispute.charge),
        amount_minor=dispute.amount,
        marks=(*closed, "opened"),
    )


def _id(reference: Any) -> str | None:
    """The id of what Stripe gave as an id or as the object itself."""
    return reference if reference is None or isinstance(reference, str) else str(reference.id)


def _metadata(thing: Any) -> dict[str, str]:
    metadata = getattr(thing, "metadata", None)
    return dict(metadata.to_dict()) if metadata is not None else {}
