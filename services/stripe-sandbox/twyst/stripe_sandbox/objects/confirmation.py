"""An attempt to pay a PaymentIntent, as its magic payment method decides."""

from typing import Any, Final
from urllib.parse import urlencode

from twyst.stripe_sandbox import payment_methods
from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects import charge
from twyst.stripe_sandbox.objects.payment_intent_status import STATUS, require
from twyst.stripe_sandbox.payment_methods import (
    AUTHENTICATION_REQUIRED,
    NOT_AUTHENTICATED,
    Failure,
    Method,
    Outcome,
    failure_of,
)
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Timers, Work


def choose_method(work: Work, intent: Record, magic_name: str) -> None:
    """Attach a payment method without paying yet."""
    chosen = work.load(magic_name) if magic_name not in payment_methods.METHODS else None
    if chosen is None:
        chosen = work.create(
            "pm", "payment_method", payment_methods.fields(magic_name), hidden={"magic": magic_name}
        )
    work.hide(intent, method=chosen.hidden["magic"])
    if intent["status"] == "requires_payment_method":
        STATUS.move(work, intent, "requires_confirmation", payment_method=chosen.id)
    else:
        work.change(intent, payment_method=chosen.id)


def confirm(work: Work, intent: Record, params: Body) -> None:
    """Try to pay. Raises `StripeError` 402 for a decline, whose effects stay."""
    require(intent, "confirmed")
    work.change(intent, **{name: params[name] for name in ("receipt_email", "shipping") if name in params})
    if params.get("payment_method"):
        choose_method(work, intent, params["payment_method"])
    if intent["payment_method"] is None:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid_request(message, code="payment_intent_unexpected_state", payment_intent=intent.body)
    known = payment_methods.method(intent.hidden["method"])
    match known.outcome:
        case Outcome.ASKS | Outcome.ASKS_AND_DECLINES if params.get("off_session"):
            _decline(work, intent, known, AUTHENTICATION_REQUIRED)
        case Outcome.ASKS | Outcome.ASKS_AND_DECLINES:
            _ask(work, intent, params)
        case Outcome.DECLINES:
            _decline(work, intent, known, failure_of(known))
        case Outcome.SUCCEEDS:
            _succeed(work, intent, known)
        case _:
            _process(work, intent, known)


def authenticate(work: Work, intent: Record, *, succeeds: bool) -> None:
    """The payer answered the bank's question. Nothing is raised: the payer's browser gets no API answer."""
    require(intent, "authenticated")
    known = payment_methods.method(intent.hidden["method"])
    if not succeeds:
        _fail(work, intent, _payment_error(work, intent, NOT_AUTHENTICATED))
    elif known.outcome is Outcome.ASKS_AND_DECLINES:
        _fail_charge(work, intent, known, failure_of(known))
    else:
        _succeed(work, intent, known)


def cancel(work: Work, intent: Record, reason: str | None) -> None:
    """Cancel, releasing what was authorised."""
    if intent["status"] == "requires_capture":
        charge.release(work, work.fetch(intent["latest_charge"]))
    STATUS.move(
        work,
        intent,
        "canceled",
        amount_capturable=0,
        canceled_at=work.now,
        cancellation_reason=reason,
        next_action=None,
    )
    emit(work, "payment_intent.canceled", intent)


def finish_processing(work: Work, payload: Body) -> None:
    """Timer: a bank debit went through or did not."""
    intent = work.fetch(payload["payment_intent"])
    if intent["status"] != "processing":
        return
    known = payment_methods.method(intent.hidden["method"])
    pending = work.fetch(intent["latest_charge"])
    if known.outcome is Outcome.PROCESSES_AND_FAILS:
        charge.fail(work, pending, failure_of(known))
        _fail(work, intent, _payment_error(work, intent, failure_of(known), pending.id))
    else:
        charge.succeed(work, pending)
        STATUS.move(work, intent, "succeeded", amount_received=intent["amount"], processing=None)
        emit(work, "payment_intent.succeeded", intent)


TIMERS: Final[Timers] = (("payment_intent.finish_processing", finish_processing),)


def _ask(work: Work, intent: Record, params: Body) -> None:
    query = urlencode({"payment_intent_client_secret": intent["client_secret"]})
    url = f"{work.cause.base_url if work.cause else ''}/_sandbox/3ds/{intent.id}?{query}"
    action: Body
    if params.get("use_stripe_sdk") or not params.get("return_url"):
        action = {
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url},
        }
    else:
        action = {
            "type": "redirect_to_url",
            "redirect_to_url": {"return_url": params["return_url"], "url": url},
        }
    work.hide(intent, return_url=params.get("return_url"))
    STATUS.move(work, intent, "requires_action", next_action=action, last_payment_error=None)
    emit(work, "payment_intent.requires_action", intent)


def _succeed(work: Work, intent: Record, known: Method) -> None:
    is_manual = intent["capture_method"] == "manual"
    paid = charge.create(work, intent, known, status="succeeded", captured=not is_manual)
    amount = intent["amount"]
    cleared: Body = {"latest_charge": paid.id, "last_payment_error": None, "next_action": None}
    if is_manual:
        STATUS.move(work, intent, "requires_capture", amount_capturable=amount, **cleared)
        emit(work, "charge.succeeded", paid)
        emit(work, "payment_intent.amount_capturable_updated", intent)
        return
    STATUS.move(work, intent, "succeeded", amount_received=amount, **cleared)
    charge.succeed(work, paid)
    emit(work, "payment_intent.succeeded", intent)


def _process(work: Work, intent: Record, known: Method) -> None:
    pending = charge.create(work, intent, known, status="pending", captured=True)
    STATUS.move(work, intent, "processing", latest_charge=pending.id, last_payment_error=None)
    emit(work, "charge.pending", pending)
    emit(work, "payment_intent.processing", intent)
    if known.outcome is not Outcome.PROCESSES_FOR_EVER:
        delay = work.rules.processing_delay_seconds
        work.later(delay, "payment_intent.finish_processing", payment_intent=intent.id)


def _decline(work: Work, intent: Record, known: Method, failure: Failure) -> None:
    error = _fail_charge(work, intent, known, failure)
    raise StripeError(
        402,
        "card_error",
        failure.message,
        code=failure.code,
        decline_code=failure.decline_code,
        charge=error["charge"],
        payment_method=error["payment_method"],
        payment_intent=intent.body,
        keeps_effects=True,
    )


def _fail_charge(work: Work, intent: Record, known: Method, failure: Failure) -> Body:
    failed = charge.create(work, intent, known, status="failed", captured=False)
    charge.explain_failure(work, failed, failure)
    work.change(intent, latest_charge=failed.id)
    error = _payment_error(work, intent, failure, failed.id)
    emit(work, "charge.failed", failed)
    _fail(work, intent, error)
    return error


def _fail(work: Work, intent: Record, error: Body) -> None:
    attempts = intent.hidden["failed_confirmations"] + 1
    work.hide(intent, failed_confirmations=attempts)
    STATUS.move(
        work,
        intent,
        "requires_payment_method",
        last_payment_error=error,
        next_action=None,
        payment_method=None,
        processing=None,
    )
    emit(work, "payment_intent.payment_failed", intent)
    if attempts >= work.rules.confirm_attempts_max:
        cancel(work, intent, "automatic")


def _payment_error(work: Work, intent: Record, failure: Failure, charge_id: str | None = None) -> Body:
    method = work.fetch(intent["payment_method"]).body
    named: dict[str, Any] = {
        "charge": charge_id,
        "code": failure.code,
        "decline_code": failure.decline_code,
        "message": failure.message,
        "payment_method": method,
        "type": "card_error" if method["type"] == "card" else "invalid_request_error",
    }
    return {name: value for name, value in named.items() if value is not None}
