"""Refunds: succeeded, pending, failed after success, canceled; with the venue's and the platform's parts taken back."""

from typing import Final

from twyst.stripe_sandbox import ledger, payment_methods
from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects import application_fee, charge, transfer
from twyst.stripe_sandbox.objects.lists import list_objects
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.objects.refund_fields import fields
from twyst.stripe_sandbox.objects.status import table
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Timers, Work

STATUS: Final = table(
    {
        "pending": "succeeded failed canceled",
        "requires_action": "pending succeeded failed canceled",
        # A refund that succeeded may still come back from the payer's bank.
        "succeeded": "failed",
        "failed": "",
        "canceled": "",
    },
)


def create(work: Work, params: Body) -> Record:
    """POST /v1/refunds."""
    return create_as(work, params, None)


def create_as(work: Work, params: Body, status: str | None) -> Record:
    """A refund that begins in the given status, instead of the one that its payment method leads to."""
    paid = _charge_of(work, params)
    if paid["source_transfer"] is not None:
        message = "The sandbox does not emulate refunds of a destination payment by the venue; reverse the transfer."
        raise invalid_request(message, code="parameter_not_emulated", param="charge")
    if not paid["captured"] or paid["status"] != "succeeded":
        message = (
            f"This PaymentIntent ({paid['payment_intent']}) does not have a successful charge to refund."
        )
        raise invalid_request(message, param="payment_intent")
    if paid["disputed"] and paid.hidden.get("dispute_blocks_refund"):
        raise invalid_request(
            f"Charge {paid.id} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    amount = _amount(paid, params)
    if params.get("refund_application_fee") and paid["application_fee_amount"] is None:
        raise application_fee.no_fee_to_refund(paid.id)
    if params.get("reverse_transfer") and paid["transfer_data"] is None:
        message = f"Attempting to reverse_transfer on charge {paid.id}, but it has no transfer."
        raise invalid_request(message, param="reverse_transfer")
    if params.get("refund_application_fee") and paid["transfer_data"] and not params.get("reverse_transfer"):
        message = "refund_application_fee may only be used with reverse_transfer on destination charges."
        raise invalid_request(message, param="refund_application_fee")
    charge.settle(work, paid)
    return _write(work, paid, amount, params, status)


def retrieve(work: Work, _params: Body, refund_id: str) -> Record:
    """GET /v1/refunds/{id}."""
    return work.find("refund", refund_id)


def update(work: Work, params: Body, refund_id: str) -> Record:
    """POST /v1/refunds/{id}: metadata only."""
    found = retrieve(work, {}, refund_id)
    previous = work.change(found, metadata=merged(found["metadata"], params.get("metadata")))
    if previous:
        emit(work, "refund.updated", found, previous)
    return found


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/refunds."""
    return list_objects(work, params, "refund", "/v1/refunds", ("payment_intent", "charge"))


def cancel(work: Work, _params: Body, refund_id: str) -> Record:
    """POST /v1/refunds/{id}/cancel: only what still waits for the payer."""
    found = retrieve(work, {}, refund_id)
    if found["status"] != "requires_action":
        message = f"Refund {found.id} has a status of {found['status']} and cannot be canceled."
        raise invalid_request(message, param="refund")
    end(work, found, "canceled")
    return found


def end(work: Work, found: Record, status: str, failure_reason: str | None = None) -> None:
    """Let a refund succeed, fail or be canceled. Money that did not reach the payer returns to the platform alone."""
    if status not in STATUS.moves[found["status"]]:
        raise invalid_request(
            f"Refund {found.id} is {found['status']}; it cannot become {status}.", param="refund"
        )
    values: Body = {}
    if status == "succeeded":
        if found["balance_transaction"] is None:
            values = {"balance_transaction": _take(work, found).id}
    elif found["balance_transaction"] is not None:
        entry_type = ledger.named_for(found, "refund_failure", "payment_failure_refund")
        returned = ledger.post(work, found, entry_type, found["amount"], found["currency"])
        values = {"failure_balance_transaction": returned.id}
    if status == "failed":
        values["failure_reason"] = failure_reason or "lost_or_stolen_card"
    previous = STATUS.move(work, found, status, **values)
    if status != "succeeded":
        _give_back(work, found)
    emit(work, "refund.updated", found, previous)
    emit(work, "charge.refund.updated", found, previous)
    if status == "failed":
        emit(work, "refund.failed", found)


def end_later(work: Work, payload: Body) -> None:
    """Timer: the payer's bank has answered."""
    found = work.fetch(payload["refund"])
    if payload["status"] in STATUS.moves[found["status"]]:
        end(work, found, payload["status"])


TIMERS: Final[Timers] = (("refund.end", end_later),)


def _charge_of(work: Work, params: Body) -> Record:
    if params.get("payment_intent"):
        intent = work.find("payment_intent", params["payment_intent"], param="payment_intent")
        if intent["latest_charge"] is None:
            message = f"This PaymentIntent ({intent.id}) does not have a successful charge to refund."
            raise invalid_request(message, param="payment_intent")
        return work.fetch(intent["latest_charge"])
    if params.get("charge"):
        return work.find("charge", params["charge"], param="charge")
    message = "One of the following params should be provided for this request: payment_intent or charge."
    raise invalid_request(message, code="parameter_missing")


def _amount(paid: Record, params: Body) -> int:
    left = paid["amount_captured"] - paid["amount_refunded"]
    if left == 0:
        raise StripeError(
            400,
            "invalid_request_error",
            f"Charge {paid.id} has already been refunded.",
            code="charge_already_refunded",
            charge=paid.id,
        )
    amount = int(params.get("amount", left))
    if amount < 1:
        message = "Invalid positive integer"
        raise invalid_request(message, code="parameter_invalid_integer", param="amount")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid_request(message, code="amount_too_large", param="amount")
    return amount


def _write(work: Work, paid: Record, amount: int, params: Body, begins_as: str | None) -> Record:
    plan = payment_methods.method(paid.hidden["method"]).refund
    status = begins_as or ("pending" if plan == "pending" else "succeeded")
    found = work.create(
        "pyr" if paid.id.startswith("py_") else "re",
        "refund",
        {
            **fields(amount, paid["currency"]),
            "charge": paid.id,
            "destination_details": {"card": {"type": "refund"}, "type": "card"},
            "metadata": merged({}, params.get("metadata")),
            "payment_intent": paid["payment_intent"],
            "reason": params.get("reason"),
            "status": status,
        },
        account=paid.account,
    )
    if status != "requires_action":
        work.change(found, balance_transaction=_take(work, found).id)
    refunded = paid["amount_refunded"] + amount
    if params.get("reverse_transfer"):
        _reverse(work, paid, found, refunded, with_fee=bool(params.get("refund_application_fee")))
    elif params.get("refund_application_fee"):
        _refund_direct_fee(work, paid, refunded)
    work.change(paid, amount_refunded=refunded, refunded=refunded == paid["amount_captured"])
    emit(work, "refund.created", found)
    emit(work, "charge.refunded", paid)
    settle_seconds = work.rules.refund_settle_seconds
    if plan == "pending" and status == "pending":
        work.later(settle_seconds, "refund.end", refund=found.id, status="succeeded")
    elif plan == "fails_later" and status == "succeeded":
        work.later(settle_seconds, "refund.end", refund=found.id, status="failed")
    return found


def _take(work: Work, found: Record) -> Record:
    paid = work.fetch(found["charge"])
    available_on = max(work.now, work.fetch(paid["balance_transaction"])["available_on"])
    entry_type = ledger.named_for(found, "refund", "payment_refund")
    return ledger.post(
        work, found, entry_type, -found["amount"], found["currency"], available_on=available_on
    )


def _reverse(work: Work, paid: Record, found: Record, refunded: int, *, with_fee: bool) -> None:
    """Take the venue's proportional part back, over the running total, so that a full refund reverses everything."""
    moved = work.fetch(paid["transfer"])
    due = moved["amount"] * refunded // paid["amount_captured"] - moved["amount_reversed"]
    amount = min(due, moved["amount"] - moved["amount_reversed"])
    if amount <= 0:
        return
    fee_part = 0
    if with_fee:
        fee = work.fetch(paid["application_fee"])
        fee_part = application_fee.proportional_minor(fee, refunded, paid["amount_captured"])
        if fee_part > 0:
            application_fee.refund(work, fee, fee_part, available_on=work.now)
    reversal = transfer.reverse(work, moved, amount, fee_refund_minor=fee_part, refund=found)
    work.change(found, transfer_reversal=reversal.id)


def _refund_direct_fee(work: Work, paid: Record, refunded: int) -> None:
    fee = work.fetch(paid["application_fee"])
    part = application_fee.proportional_minor(fee, refunded, paid["amount_captured"])
    if part > 0:
        application_fee.create_refund(work, {"amount": part}, fee.id)


def _give_back(work: Work, found: Record) -> None:
    """The charge can be refunded again."""
    paid = work.fetch(found["charge"])
    work.change(paid, amount_refunded=paid["amount_refunded"] - found["amount"], refunded=False)
