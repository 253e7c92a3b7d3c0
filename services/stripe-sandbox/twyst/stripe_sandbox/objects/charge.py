"""Charges: the payment itself, and the legs of money that follow it on two accounts.

A destination charge makes five linked objects: `ch_` on the platform, `tr_` from the platform to the venue, `py_` (a
charge, too) on the venue, and `fee_`, each with a balance transaction.
"""

from typing import Final

from twyst.stripe_sandbox import ledger, payment_methods
from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects import application_fee, dispute, transfer
from twyst.stripe_sandbox.objects.application_fee import APPLICATION
from twyst.stripe_sandbox.objects.charge_fields import fields
from twyst.stripe_sandbox.objects.lists import list_objects
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.objects.status import table
from twyst.stripe_sandbox.payment_methods import Failure, Method
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Timers, Work

STATUS: Final = table({"pending": "succeeded failed", "succeeded": "", "failed": ""})


def create(work: Work, intent: Record, known: Method, *, status: str, captured: bool) -> Record:
    """The charge of one attempt. The PaymentIntent's metadata is copied now, once."""
    has_transfer = intent["transfer_data"] is not None
    copied = (
        "application_fee_amount",
        "description",
        "metadata",
        "on_behalf_of",
        "receipt_email",
        "shipping",
    )
    outcome = {
        "network_status": "approved_by_network",
        "reason": None,
        "risk_level": "normal",
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    return work.create(
        "ch" if known.type == "card" else "py",
        "charge",
        {
            **fields(intent["amount"], intent["currency"]),
            **{name: intent[name] for name in copied},
            "amount_captured": intent["amount"] if captured and status == "succeeded" else 0,
            "captured": captured,
            "outcome": outcome,
            "paid": status == "succeeded",
            "payment_intent": intent.id,
            "payment_method": intent["payment_method"],
            "payment_method_details": {known.type: payment_methods.details(known), "type": known.type},
            "status": status,
            "transfer_data": _public_transfer_data(intent["transfer_data"]),
            "transfer_group": intent["transfer_group"] or (f"group_{intent.id}" if has_transfer else None),
        },
        account=intent.account,
        hidden={
            "method": intent.hidden["method"],
            "transfer_data": intent["transfer_data"],
            "settled": False,
        },
    )


def succeed(work: Work, paid: Record) -> None:
    """The money is there; the legs follow at once or, with asynchronous capture, a little later."""
    if paid["status"] == "pending":
        STATUS.move(work, paid, "succeeded", paid=True, amount_captured=paid["amount"])
    intent = work.fetch(paid["payment_intent"])
    if intent["capture_method"] == "automatic":
        _write_legs(work, paid)
        emit(work, "charge.succeeded", paid)
    else:
        emit(work, "charge.succeeded", paid)
        work.later(work.rules.capture_delay_seconds, "charge.settle", charge=paid.id)
    if payment_methods.method(paid.hidden["method"]).dispute is not None:
        work.later(work.rules.capture_delay_seconds, "charge.dispute", charge=paid.id)


def capture(work: Work, held: Record, amount: int) -> None:
    """Take what was authorised, or a part of it; the application fee is at most that."""
    fee_minor = held["application_fee_amount"]
    capped = None if fee_minor is None else min(fee_minor, amount)
    work.change(held, captured=True, amount_captured=amount, application_fee_amount=capped)
    _write_legs(work, held)
    emit(work, "charge.captured", held)


def release(work: Work, held: Record) -> None:
    """Give up an authorisation: Stripe shows it as refunded, and no money has moved."""
    work.change(held, refunded=True, amount_refunded=held["amount"])
    emit(work, "charge.refunded", held)


def fail(work: Work, pending: Record, failure: Failure) -> None:
    """A bank debit that did not go through."""
    STATUS.move(work, pending, "failed", failure_code=failure.code, failure_message=failure.message)
    emit(work, "charge.failed", pending)


def explain_failure(work: Work, failed: Record, failure: Failure) -> None:
    """What the issuer said."""
    outcome = {
        "network_status": "declined_by_network",
        "reason": failure.decline_code or failure.code,
        "risk_level": "normal",
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }
    work.change(failed, failure_code=failure.code, failure_message=failure.message, outcome=outcome)


def settle(work: Work, paid: Record) -> None:
    """Fill the legs of an asynchronously captured charge, unless that has happened."""
    if paid.hidden["settled"]:
        return
    previous = _write_legs(work, paid)
    emit(work, "charge.updated", paid, previous)


def settle_later(work: Work, payload: Body) -> None:
    """Timer: the capture has become known."""
    settle(work, work.fetch(payload["charge"]))


def dispute_later(work: Work, payload: Body) -> None:
    """Timer: the payer of a magic payment method goes to the bank."""
    paid = work.fetch(payload["charge"])
    if paid["refunded"]:
        # A payment that was given back cannot be disputed any more.
        return
    is_inquiry = payment_methods.method(paid.hidden["method"]).dispute == "inquiry"
    dispute.open_dispute(work, paid, reason="fraudulent", is_inquiry=is_inquiry)


TIMERS: Final[Timers] = (("charge.settle", settle_later), ("charge.dispute", dispute_later))


def retrieve(work: Work, _params: Body, charge_id: str) -> Record:
    """GET /v1/charges/{id}: also `py_` objects, which are charges."""
    return work.find("charge", charge_id, param="charge")


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/charges."""
    return list_objects(work, params, "charge", "/v1/charges", ("payment_intent", "transfer_group"))


def update(work: Work, params: Body, charge_id: str) -> Record:
    """POST /v1/charges/{id}."""
    found = retrieve(work, {}, charge_id)
    given: Body = {
        name: params[name] for name in ("description", "receipt_email", "shipping") if name in params
    }
    if "transfer_group" in params:
        if found["transfer_group"] not in (None, params["transfer_group"]):
            raise invalid_request("The transfer_group of this charge is already set.", param="transfer_group")
        given["transfer_group"] = params["transfer_group"]
    given["metadata"] = merged(found["metadata"], params.get("metadata"))
    previous = work.change(found, **given)
    if previous:
        emit(work, "charge.updated", found, previous)
    return found


def _write_legs(work: Work, paid: Record) -> Body:
    """Balance transaction, transfer and fee. Answers what the charge's fields were before."""
    amount = paid["amount_captured"]
    currency = paid["currency"]
    at_once = payment_methods.method(paid.hidden["method"]).funds_at_once
    available_on = work.now if at_once else ledger.available_on(work)
    fee_minor = paid["application_fee_amount"]
    transfer_data = paid.hidden["transfer_data"]
    details = [ledger.fee_detail("stripe_fee", ledger.processing_fee_minor(work.rules, amount), currency)]
    if fee_minor is not None and transfer_data is None:
        # A direct charge: the venue's own entry bears both fees.
        details.append(ledger.fee_detail("application_fee", fee_minor, currency, application=APPLICATION))
    entry_type = ledger.named_for(paid, "charge", "payment")
    entry = ledger.post(
        work, paid, entry_type, amount, currency, fee_details=details, available_on=available_on
    )
    work.hide(paid, settled=True)
    filled: Body = {"balance_transaction": entry.id}
    venue_payment = paid
    if transfer_data is not None:
        moved = transfer.create_for_charge(work, paid, transfer_data, available_on)
        venue_payment = work.fetch(moved["destination_payment"])
        filled["transfer"] = moved.id
    if fee_minor is not None:
        taken = application_fee.create(work, paid, venue_payment, fee_minor, available_on)
        filled["application_fee"] = taken.id
    return work.change(paid, **filled)


def _public_transfer_data(transfer_data: Body | None) -> Body | None:
    """The charge shows destination and amount only; what is meant for the transfer stays on the PaymentIntent."""
    if transfer_data is None:
        return None
    return {"amount": transfer_data.get("amount"), "destination": transfer_data["destination"]}
