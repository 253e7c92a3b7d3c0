"""PaymentIntents: create, read, update, cancel. Confirmation is a module of its own."""

from typing import Any, Final

from twyst.money import (
    AmountNotChargeableError,
    AmountTooLargeError,
    AmountTooSmallError,
    UnknownCurrencyError,
    validate_charge,
)
from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects import account, charge, confirmation
from twyst.stripe_sandbox.objects.lists import list_objects
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.objects.payment_intent_status import STATUS, require
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work

_FREE_TEXTS: Final = (
    "description",
    "receipt_email",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "shipping",
)
_EDITABLE_WHILE_OPEN: Final = (
    "allowed_payment_method_types",
    "capture_method",
    "excluded_payment_method_types",
    "payment_method_options",
    "transfer_group",
)
_EDITABLE_FOR_EVER: Final = frozenset({"metadata", "description", "receipt_email", "expand"})
_UNUSED: Final = dict.fromkeys(
    (
        "allowed_payment_method_types",
        "amount_details",
        "application",
        "customer",
        "customer_account",
        "excluded_payment_method_types",
        "hooks",
        "managed_payments",
        "payment_details",
        "payment_method_configuration_details",
        "payment_record",
        "presentment_details",
        "review",
        "setup_future_usage",
        "source",
    ),
)


def create(work: Work, params: Body) -> Record:
    """POST /v1/payment_intents."""
    _check_amount(params["amount"], params["currency"])
    _check_money_flow(work, params)
    intent_id = work.new_id("pi")
    transfer_data = params.get("transfer_data")
    if transfer_data is not None:
        merged({}, transfer_data.get("metadata"), param="transfer_data[metadata]")
    intent = work.create(
        "pi",
        "payment_intent",
        {
            **_UNUSED,
            **{name: params.get(name) for name in _FREE_TEXTS},
            **{name: params.get(name) for name in _UNUSED if name in params},
            "id": intent_id,
            "amount": params["amount"],
            "amount_capturable": 0,
            "amount_received": 0,
            "application_fee_amount": params.get("application_fee_amount"),
            "automatic_payment_methods": _automatic(params),
            "canceled_at": None,
            "cancellation_reason": None,
            "capture_method": params.get("capture_method", "automatic_async"),
            "client_secret": f"{intent_id}_secret_{work.new_id('s')[2:]}",
            "confirmation_method": params.get("confirmation_method", "automatic"),
            "currency": params["currency"].lower(),
            "last_payment_error": None,
            "latest_charge": None,
            "metadata": merged({}, params.get("metadata")),
            "next_action": None,
            "on_behalf_of": params.get("on_behalf_of"),
            "payment_method": None,
            "payment_method_options": params.get("payment_method_options")
            or {"card": {"request_three_d_secure": "automatic"}},
            "payment_method_types": params.get("allowed_payment_method_types") or ["card"],
            "processing": None,
            "status": "requires_payment_method",
            "transfer_data": transfer_data,
            "transfer_group": params.get("transfer_group"),
        },
        hidden={"failed_confirmations": 0},
    )
    emit(work, "payment_intent.created", intent)
    if params.get("payment_method"):
        confirmation.choose_method(work, intent, params["payment_method"])
    if params.get("confirm"):
        confirmation.confirm(work, intent, params)
    return intent


def retrieve(work: Work, _params: Body, intent_id: str) -> Record:
    """GET /v1/payment_intents/{id}."""
    return work.find("payment_intent", intent_id, param="intent")


def update(work: Work, params: Body, intent_id: str) -> Record:
    """POST /v1/payment_intents/{id}. Stripe makes no event of it."""
    intent = retrieve(work, {}, intent_id)
    if set(params) - _EDITABLE_FOR_EVER:
        require(intent, "updated")
    changed: Body = {name: params[name] for name in (*_FREE_TEXTS, *_EDITABLE_WHILE_OPEN) if name in params}
    changed["metadata"] = merged(intent["metadata"], params.get("metadata"))
    if set(params) - _EDITABLE_FOR_EVER:
        changed |= _new_terms(work, intent, params)
    work.change(intent, **changed)
    if params.get("payment_method"):
        confirmation.choose_method(work, intent, params["payment_method"])
    return intent


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/payment_intents."""
    return list_objects(work, params, "payment_intent", "/v1/payment_intents")


def confirm(work: Work, params: Body, intent_id: str) -> Record:
    """POST /v1/payment_intents/{id}/confirm."""
    intent = retrieve(work, {}, intent_id)
    confirmation.confirm(work, intent, params)
    return intent


def capture(work: Work, params: Body, intent_id: str) -> Record:
    """POST /v1/payment_intents/{id}/capture, after `capture_method=manual`."""
    intent = retrieve(work, {}, intent_id)
    require(intent, "captured")
    amount = params.get("amount_to_capture", intent["amount_capturable"])
    if not 0 < amount <= intent["amount_capturable"]:
        message = "The amount to capture must be positive and at most the capturable amount."
        raise invalid_request(message, code="amount_too_large", param="amount_to_capture")
    charge.capture(work, work.fetch(intent["latest_charge"]), amount)
    STATUS.move(work, intent, "succeeded", amount_capturable=0, amount_received=amount)
    emit(work, "payment_intent.succeeded", intent)
    return intent


def cancel(work: Work, params: Body, intent_id: str) -> Record:
    """POST /v1/payment_intents/{id}/cancel."""
    intent = retrieve(work, {}, intent_id)
    require(intent, "canceled")
    confirmation.cancel(work, intent, params.get("cancellation_reason"))
    return intent


def check_client_secret(intent: Record, client_secret: str | None) -> None:
    """A browser must show the secret of the PaymentIntent that it reads or pays."""
    if client_secret != intent["client_secret"]:
        message = "The client_secret provided does not match the client_secret associated with this object."
        raise StripeError(
            400, "invalid_request_error", message, code="resource_missing", param="client_secret"
        )


def as_browser_sees_it(body: Body) -> Body:
    """What a publishable key may read: nothing of the platform's own business."""
    hidden = {
        "application",
        "application_fee_amount",
        "metadata",
        "on_behalf_of",
        "transfer_data",
        "transfer_group",
    }
    return {name: value for name, value in body.items() if name not in hidden}


def _new_terms(work: Work, intent: Record, params: Body) -> Body:
    """Amount, currency, fee and destination after an update, checked together."""
    terms: Body = {
        "amount": params.get("amount", intent["amount"]),
        "application_fee_amount": params.get("application_fee_amount", intent["application_fee_amount"])
        or None,
        "currency": params.get("currency", intent["currency"]).lower(),
        "on_behalf_of": intent["on_behalf_of"],
        "transfer_data": _updated_transfer_data(intent["transfer_data"], params.get("transfer_data")),
    }
    _check_amount(terms["amount"], terms["currency"])
    _check_money_flow(work, terms)
    types = params.get("allowed_payment_method_types") or intent["payment_method_types"]
    return {**terms, "payment_method_types": types, "last_payment_error": None}


def _updated_transfer_data(current: Body | None, given: Body | None) -> Body | None:
    """The destination stays; what goes with it may change until the payment succeeds."""
    if given is None:
        return current
    if current is None:
        raise invalid_request("This PaymentIntent has no transfer_data to update.", param="transfer_data")
    return {**current, **given, "metadata": merged(current.get("metadata") or {}, given.get("metadata"))}


def _automatic(params: Body) -> Body:
    given = params.get("automatic_payment_methods") or {"enabled": True}
    return {"allow_redirects": given.get("allow_redirects", "always"), "enabled": given["enabled"]}


def _check_amount(amount: int, currency: str) -> None:
    try:
        validate_charge(amount, currency)
    except UnknownCurrencyError as error:
        message = (
            f"Invalid currency: {currency}. Stripe currently supports these currencies: usd, eur, gbp, …"
        )
        raise invalid_request(message, param="currency") from error
    except AmountTooSmallError as error:
        code = "amount_too_small" if amount > 0 else "parameter_invalid_integer"
        raise invalid_request(str(error), code=code, param="amount") from error
    except AmountTooLargeError as error:
        raise invalid_request(str(error), code="amount_too_large", param="amount") from error
    except AmountNotChargeableError as error:
        raise invalid_request(str(error), code="parameter_invalid_integer", param="amount") from error


def _check_money_flow(work: Work, params: Body) -> None:
    currency = params["currency"].lower()
    transfer_data = params.get("transfer_data")
    if transfer_data is not None:
        account.check_destination(work, transfer_data["destination"], currency)
        part = transfer_data.get("amount")
        if part is not None and params.get("application_fee_amount") is not None:
            message = "You may only provide one of: application_fee_amount, transfer_data[amount]."
            raise invalid_request(message, param="application_fee_amount")
        if part is not None and not 0 < part <= params["amount"]:
            message = "transfer_data[amount] must be positive and at most the amount."
            raise invalid_request(message, param="transfer_data[amount]")
    if params.get("on_behalf_of"):
        account.check_merchant(work, params["on_behalf_of"])
    is_direct = not work.is_platform
    if is_direct:
        account.check_currency(work.fetch(work.account), currency)
    _check_fee(params.get("application_fee_amount"), params["amount"], transfer_data, is_direct=is_direct)


def _check_fee(fee: Any, amount: int, transfer_data: Body | None, *, is_direct: bool) -> None:
    if fee is None:
        return
    if transfer_data is None and not is_direct:
        message = (
            "Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using "
            "the Stripe-Account header) or destination payment (using `transfer_data[destination]`)."
        )
        raise invalid_request(message, param="application_fee_amount")
    if fee < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid_request(message, code="parameter_invalid_integer", param="application_fee_amount")
    if fee > amount:
        message = "Your application fee must be less than or equal to the amount of the charge."
        raise invalid_request(message, param="application_fee_amount")
