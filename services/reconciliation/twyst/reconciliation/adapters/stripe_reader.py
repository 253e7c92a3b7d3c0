"""What is read at Stripe, by its own SDK: payouts, balance lines page by page, and where a line came from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Final, TypeVar, cast

import stripe

from twyst.reconciliation.adapters.messages import canonical_uuid, payout_status
from twyst.reconciliation.application.news import Origin
from twyst.reconciliation.application.ports import Clock, StripeRefused, StripeUnavailable
from twyst.reconciliation.domain.legs import Leg
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.payouts import Payout
from twyst.runtime.stripe_meter import StripeMeter

T = TypeVar("T")

PAGE: Final = 100
_TIMEOUT_SECONDS: Final = 10.0
_RETRIES: Final = 2
_PAYMENT: Final = "payment"
_WAY_BACK: Final = "source.source_transfer.source_transaction"
_WAY_BACK_OF_REFUND: Final = "source.source_transfer_reversal"
_RETRIABLE_STATUSES: Final = frozenset({409, 429})


class _MeteredHttp(stripe.HTTPXClient):
    """The SDK's HTTP client, measured."""

    def __init__(self, meter: StripeMeter) -> None:
        super().__init__(timeout=_TIMEOUT_SECONDS)
        self._meter = meter

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        asking = super().request_async(method, url, headers, post_data)
        return await self._meter.measured(method, url, asking)


@asynccontextmanager
async def stripe_client(
    api_key: str, api_base: str, meter: StripeMeter | None = None
) -> AsyncIterator[stripe.StripeClient]:
    """A client whose connections close with the block. Reads may be repeated, so the SDK retries them."""
    stripe.enable_telemetry = False
    http = _MeteredHttp(meter or StripeMeter())
    try:
        yield stripe.StripeClient(
            api_key, base_addresses={"api": api_base}, http_client=http, max_network_retries=_RETRIES
        )
    finally:
        await http.close_async()  # type: ignore[no-untyped-call]


class StripeReader:
    """`Stripe` over the SDK. `environment` is ours: metadata of another one names no order of ours."""

    def __init__(self, client: stripe.StripeClient, clock: Clock, environment: str) -> None:
        self._v1 = client.v1
        self._clock = clock
        self._environment = environment

    async def payouts(self, account_id: str, since: datetime) -> AsyncIterator[list[Payout]]:
        filters = {"created": {"gte": int(since.timestamp())}}
        async for page in _pages(self._v1.payouts.list_async, account_id, filters):
            yield [_payout(each, account_id) for each in page]

    async def payout_lines(self, account_id: str, payout_id: str) -> AsyncIterator[list[Line]]:
        async for page in _pages(self._v1.balance_transactions.list_async, account_id, {"payout": payout_id}):
            yield [self._line(each, account_id) for each in page]

    async def lines_since(self, account_id: str, since: datetime) -> AsyncIterator[list[Line]]:
        filters = {"created": {"gte": int(since.timestamp())}}
        async for page in _pages(self._v1.balance_transactions.list_async, account_id, filters):
            yield [self._line(each, account_id) for each in page]

    async def refund_origins(
        self, account_id: str, payout_id: str, type_: str
    ) -> AsyncIterator[list[Origin]]:
        filters = {"payout": payout_id, "type": type_, "expand": [f"data.{_WAY_BACK_OF_REFUND}"]}
        async for page in _pages(self._v1.balance_transactions.list_async, account_id, filters):
            yield [_refund_origin(each) for each in page]

    async def origin(self, line: Line) -> Origin:
        way_back = _WAY_BACK if line.type == _PAYMENT else _WAY_BACK_OF_REFUND
        transaction = await _asked(
            lambda: self._v1.balance_transactions.retrieve_async(
                line.line_id, {"expand": [way_back]}, {"stripe_account": line.account_id}
            )
        )
        if line.type == _PAYMENT:
            transfer = getattr(transaction.source, "source_transfer", None)
            return Origin(
                line.line_id,
                payment_id=_id(transaction.source),
                transfer_id=_id(transfer),
                leg=None if transfer is None else self._leg(transfer),
            )
        return await self._with_leg(_refund_origin(transaction))

    async def _with_leg(self, origin: Origin) -> Origin:
        """A refund's transfer is only named by its reversal; it is read on the platform's account."""
        transfer_id = origin.transfer_id
        if transfer_id is None:
            return origin
        transfer = await _asked(
            lambda: self._v1.transfers.retrieve_async(transfer_id, {"expand": ["source_transaction"]})
        )
        leg = self._leg(transfer)
        return Origin(
            origin.line_id,
            origin.payment_id or leg.payment_id,
            transfer_id,
            origin.reversal_id,
            origin.refund_id,
            leg,
        )

    def _leg(self, transfer: Any) -> Leg:
        charge = getattr(transfer, "source_transaction", None)
        return Leg(
            transfer_id=transfer.id,
            account_id=_id(transfer.destination) or "",
            currency=transfer.currency,
            amount_minor=transfer.amount,
            reversed_minor=transfer.amount_reversed,
            payment_id=_id(transfer.destination_payment),
            charge_id=_id(charge),
            payment_intent=_id(getattr(charge, "payment_intent", None)),
            order_id=self._order_named_by(transfer) or self._order_named_by(charge),
        )

    def _order_named_by(self, thing: Any) -> str | None:
        metadata = getattr(thing, "metadata", None)
        values: dict[str, str] = metadata.to_dict() if metadata is not None else {}
        if values.get("twyst_env") != self._environment:
            return None
        return canonical_uuid(values.get("order_id"))

    def _line(self, transaction: stripe.BalanceTransaction, account_id: str) -> Line:
        application_fee_minor = sum(
            detail.amount for detail in transaction.fee_details if detail.type == "application_fee"
        )
        source_id = _id(transaction.source)
        return Line(
            line_id=transaction.id,
            account_id=account_id,
            currency=transaction.currency,
            type=transaction.type,
            reporting_category=transaction.reporting_category,
            amount_minor=transaction.amount,
            application_fee_minor=application_fee_minor,
            other_fee_minor=transaction.fee - application_fee_minor,
            created_at=_moment(transaction.created),
            available_on=_moment(transaction.available_on),
            first_seen_at=self._clock(),
            source_id=source_id,
            payment_id=source_id if transaction.type == _PAYMENT else None,
        )


async def _pages(
    list_async: Callable[..., Awaitable[Any]], account_id: str, filters: dict[str, Any]
) -> AsyncIterator[list[Any]]:
    """The pages of a list, newest first, as one account sees it."""
    cursor: dict[str, str] = {}
    while True:
        params = {**filters, "limit": PAGE, **cursor}
        page = await _asked(lambda: list_async(params, {"stripe_account": account_id}))  # noqa: B023 (called at once)
        if page.data:
            yield page.data
        if not page.has_more:
            return
        cursor = {"starting_after": page.data[-1].id}


async def _asked(call: Callable[[], Awaitable[T]]) -> T:
    """Stripe's answer; its errors as the two kinds that matter: ask again, or it will not tell."""
    try:
        return await call()
    except stripe.APIConnectionError as error:
        raise StripeUnavailable(f"no answer: {type(error).__name__}") from error
    except stripe.AuthenticationError as error:
        # Our key is wrong, not the question: nothing is decided until somebody mends it.
        raise StripeUnavailable(f"Stripe refuses our key: {error.code}") from error
    except stripe.StripeError as error:
        status = error.http_status or 0
        if status >= 500 or status in _RETRIABLE_STATUSES or not status:
            raise StripeUnavailable(f"status {status}: {error.code}") from error
        raise StripeRefused(f"status {status}: {error.code or error.user_message}") from error


def _refund_origin(transaction: stripe.BalanceTransaction) -> Origin:
    refund: Any = transaction.source
    reversal = getattr(refund, "source_transfer_reversal", None)
    return Origin(
        transaction.id,
        payment_id=_id(getattr(refund, "charge", None)),
        transfer_id=_id(getattr(reversal, "transfer", None)),
        reversal_id=_id(reversal),
        refund_id=_id(getattr(reversal, "source_refund", None)),
    )


def _payout(payout: stripe.Payout, account_id: str) -> Payout:
    return Payout(
        payout_id=payout.id,
        account_id=account_id,
        currency=payout.currency,
        amount_minor=payout.amount,
        status=payout_status(payout.status),
        automatic=payout.automatic,
        method=payout.method,
        is_listed=payout.reconciliation_status == "completed",
        arrival_date=_moment(payout.arrival_date).date(),
        original_payout=_id(payout.original_payout),
        failure_code=payout.failure_code,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _id(reference: Any) -> str | None:
    """The id of what Stripe gave as an id or as the object itself."""
    return reference if reference is None or isinstance(reference, str) else cast("str", reference.id)
