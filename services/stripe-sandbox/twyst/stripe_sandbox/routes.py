"""The Stripe API that the sandbox has: one row per endpoint, with the SDK's name for its parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from twyst.stripe_sandbox.objects import (
    account,
    application_fee,
    balance,
    capability,
    charge,
    dispute,
    event,
    payment_intent,
    payout,
    refund,
    search,
    transfer,
    webhook_endpoint,
)
from twyst.stripe_sandbox.store import Body, Record

Handler = Callable[..., Record | Body]
"""`(work, params, *ids)` → an object or a list."""


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint.

    `params_class` is the SDK's TypedDict of all parameters that Stripe knows here, `emulated` those of them that the
    sandbox acts on. `for_browsers` endpoints may be called with the publishable key and a client secret.
    """

    method: str
    segments: tuple[str, ...]
    params_class: str
    handler: Handler
    emulated: frozenset[str]
    for_browsers: bool = False


def _route(
    line: str, params_class: str, handler: Handler, emulated: str = "", *, for_browsers: bool = False
) -> Route:
    method, path = line.split()
    return Route(
        method, tuple(path.split("/")), params_class, handler, frozenset(emulated.split()), for_browsers
    )


_PAGE: Final = "limit starting_after ending_before"
_LIST: Final = f"{_PAGE} created"
_INTENT: Final = (
    "allowed_payment_method_types amount application_fee_amount capture_method currency description"
    " excluded_payment_method_types metadata payment_method payment_method_options receipt_email shipping"
    " statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
)
_CONFIRM: Final = "off_session payment_method receipt_email return_url shipping use_stripe_sdk"
_ACCOUNT: Final = (
    "business_profile business_type capabilities company default_currency email individual metadata settings"
    " tos_acceptance"
)

# fmt: off
ROUTES: Final[Sequence[Route]] = (
    _route("GET account", "AccountRetrieveCurrentParams", account.retrieve),
    _route("GET accounts", "AccountListParams", account.list_all, _LIST),
    _route("POST accounts", "AccountCreateParams", account.create, f"{_ACCOUNT} controller country type"),
    _route("GET accounts/{id}", "AccountRetrieveParams", account.retrieve),
    _route("POST accounts/{id}", "AccountUpdateParams", account.update, _ACCOUNT),
    _route("GET accounts/{id}/capabilities", "AccountCapabilityListParams", capability.list_all),
    _route("GET accounts/{id}/capabilities/{name}", "AccountCapabilityRetrieveParams", capability.retrieve),
    _route("POST accounts/{id}/capabilities/{name}", "AccountCapabilityUpdateParams", capability.update, "requested"),
    _route("POST account_links", "AccountLinkCreateParams", account.create_link, "account collect collection_options refresh_url return_url type"),

    _route("GET payment_intents", "PaymentIntentListParams", payment_intent.list_all, _LIST),
    _route("POST payment_intents", "PaymentIntentCreateParams", payment_intent.create, f"{_INTENT} {_CONFIRM} automatic_payment_methods confirm confirmation_method on_behalf_of"),
    _route("GET payment_intents/search", "PaymentIntentSearchParams", search.payment_intents, "limit page query"),
    _route("GET payment_intents/{id}", "PaymentIntentRetrieveParams", payment_intent.retrieve, for_browsers=True),
    _route("POST payment_intents/{id}", "PaymentIntentUpdateParams", payment_intent.update, _INTENT),
    _route("POST payment_intents/{id}/confirm", "PaymentIntentConfirmParams", payment_intent.confirm, _CONFIRM, for_browsers=True),
    _route("POST payment_intents/{id}/capture", "PaymentIntentCaptureParams", payment_intent.capture, "amount_to_capture"),
    _route("POST payment_intents/{id}/cancel", "PaymentIntentCancelParams", payment_intent.cancel, "cancellation_reason"),

    _route("GET charges", "ChargeListParams", charge.list_all, f"{_LIST} payment_intent transfer_group"),
    _route("GET charges/{id}", "ChargeRetrieveParams", charge.retrieve),
    _route("POST charges/{id}", "ChargeUpdateParams", charge.update, "description metadata receipt_email shipping transfer_group"),

    _route("GET refunds", "RefundListParams", refund.list_all, f"{_LIST} charge payment_intent"),
    _route("POST refunds", "RefundCreateParams", refund.create, "amount charge metadata payment_intent reason refund_application_fee reverse_transfer"),
    _route("GET refunds/{id}", "RefundRetrieveParams", refund.retrieve),
    _route("POST refunds/{id}", "RefundUpdateParams", refund.update, "metadata"),
    _route("POST refunds/{id}/cancel", "RefundCancelParams", refund.cancel),

    _route("GET disputes", "DisputeListParams", dispute.list_all, f"{_LIST} charge payment_intent"),
    _route("GET disputes/{id}", "DisputeRetrieveParams", dispute.retrieve),
    _route("POST disputes/{id}", "DisputeUpdateParams", dispute.update, "evidence metadata submit"),
    _route("POST disputes/{id}/close", "DisputeCloseParams", dispute.close_by_merchant),

    _route("GET transfers", "TransferListParams", transfer.list_all, f"{_LIST} destination transfer_group"),
    _route("POST transfers", "TransferCreateParams", transfer.create, "amount currency description destination metadata source_transaction transfer_group"),
    _route("GET transfers/{id}", "TransferRetrieveParams", transfer.retrieve),
    _route("POST transfers/{id}", "TransferUpdateParams", transfer.update, "description metadata"),
    _route("GET transfers/{id}/reversals", "TransferReversalListParams", transfer.list_reversals, _PAGE),
    _route("POST transfers/{id}/reversals", "TransferReversalCreateParams", transfer.create_reversal, "amount description metadata refund_application_fee"),
    _route("GET transfers/{id}/reversals/{rid}", "TransferReversalRetrieveParams", transfer.retrieve_reversal),

    _route("GET application_fees", "ApplicationFeeListParams", application_fee.list_all, f"{_LIST} charge"),
    _route("GET application_fees/{id}", "ApplicationFeeRetrieveParams", application_fee.retrieve),
    _route("GET application_fees/{id}/refunds", "ApplicationFeeRefundListParams", application_fee.list_refunds, _PAGE),
    _route("POST application_fees/{id}/refunds", "ApplicationFeeRefundCreateParams", application_fee.create_refund, "amount metadata"),

    _route("GET balance", "BalanceRetrieveParams", balance.retrieve),
    _route("GET balance_transactions", "BalanceTransactionListParams", balance.list_transactions, f"{_LIST} currency payout source type"),
    _route("GET balance_transactions/{id}", "BalanceTransactionRetrieveParams", balance.retrieve_transaction),

    _route("GET payouts", "PayoutListParams", payout.list_all, f"{_LIST} destination status"),
    _route("POST payouts", "PayoutCreateParams", payout.create, "amount currency description metadata method"),
    _route("GET payouts/{id}", "PayoutRetrieveParams", payout.retrieve),
    _route("POST payouts/{id}", "PayoutUpdateParams", payout.update, "metadata"),
    _route("POST payouts/{id}/cancel", "PayoutCancelParams", payout.cancel),

    _route("GET events", "EventListParams", event.list_all, f"{_LIST} delivery_success type types"),
    _route("GET events/{id}", "EventRetrieveParams", event.retrieve),

    _route("GET webhook_endpoints", "WebhookEndpointListParams", webhook_endpoint.list_all, _PAGE),
    _route("POST webhook_endpoints", "WebhookEndpointCreateParams", webhook_endpoint.create, "api_version connect description enabled_events metadata url"),
    _route("GET webhook_endpoints/{id}", "WebhookEndpointRetrieveParams", webhook_endpoint.retrieve),
    _route("POST webhook_endpoints/{id}", "WebhookEndpointUpdateParams", webhook_endpoint.update, "description disabled enabled_events metadata url"),
    _route("DELETE webhook_endpoints/{id}", "WebhookEndpointDeleteParams", webhook_endpoint.delete),
)
# fmt: on


def find(method: str, path: str, routes: Sequence[Route] = ROUTES) -> tuple[Route, list[Any]] | None:
    """The endpoint of a path below `/v1/`, and the ids in it. A literal segment wins over an id."""
    segments = path.split("/")
    for route in routes:
        if route.method != method or len(route.segments) != len(segments):
            continue
        pairs = list(zip(route.segments, segments, strict=True))
        if all(expected == given or expected.startswith("{") for expected, given in pairs):
            return route, [given for expected, given in pairs if expected.startswith("{")]
    return None
