"""Transfers from the platform to a venue, and their reversals."""

from typing import Any

from twyst.stripe_sandbox import ledger
from twyst.stripe_sandbox.errors import StripeError, invalid_request, not_found
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects import account, application_fee
from twyst.stripe_sandbox.objects.application_fee import APPLICATION
from twyst.stripe_sandbox.objects.charge_fields import fields as charge_fields
from twyst.stripe_sandbox.objects.lists import Conditions, embedded, list_objects, page
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.objects.refund_fields import fields as refund_fields
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work


def create_for_charge(work: Work, paid: Record, transfer_data: Body, available_on: int) -> Record:
    """The transfer that a destination charge makes, with the venue's payment at its other end."""
    payment_data = transfer_data.get("payment_data") or {}
    return _create(
        work,
        amount=transfer_data.get("amount") or paid["amount_captured"],
        currency=paid["currency"],
        destination=transfer_data["destination"],
        source=paid,
        available_on=available_on,
        transfer={
            "description": transfer_data.get("description"),
            "metadata": merged({}, transfer_data.get("metadata")),
            "transfer_group": paid["transfer_group"],
        },
        payment={
            "application_fee_amount": paid["application_fee_amount"],
            "description": payment_data.get("description"),
            "metadata": merged({}, payment_data.get("metadata")),
        },
    )


def create(work: Work, params: Body) -> Record:
    """POST /v1/transfers: separate money to a venue, e.g. after a dispute was won."""
    destination = params["destination"]
    currency = params["currency"].lower()
    account.check_destination(work, destination, currency)
    amount = params.get("amount")
    source = None
    available_on = work.now
    if params.get("source_transaction"):
        source = work.find("charge", params["source_transaction"], param="source_transaction")
        amount = amount or source["amount"]
        if source["balance_transaction"]:
            available_on = max(work.now, work.fetch(source["balance_transaction"])["available_on"])
    if amount is None or amount < 1:
        raise invalid_request("Missing required param: amount.", code="parameter_missing", param="amount")
    if source is None and ledger.balance_minor(work, work.account, currency, until=work.now) < amount:
        raise _balance_insufficient()
    return _create(
        work,
        amount=amount,
        currency=currency,
        destination=destination,
        source=source,
        available_on=available_on,
        transfer={
            "description": params.get("description"),
            "metadata": merged({}, params.get("metadata")),
            "transfer_group": params.get("transfer_group") or (source["transfer_group"] if source else None),
        },
        payment={},
    )


def reverse(
    work: Work,
    moved: Record,
    amount: int,
    *,
    fee_refund_minor: int = 0,
    refund: Record | None = None,
    metadata: Any = None,
    description: str | None = None,
) -> Record:
    """Take money back from the venue: `trr_` on the platform, `pyr_` on the venue.

    `fee_refund_minor` is the part of the application fee that the venue gets back in the same movement.
    """
    payment = work.fetch(moved["destination_payment"])
    available_on = max(work.now, work.fetch(payment["balance_transaction"])["available_on"])
    reversal = work.create(
        "trr",
        "transfer_reversal",
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": moved["currency"],
            "destination_payment_refund": None,
            "metadata": merged({}, metadata),
            "source_refund": refund.id if refund else None,
            "transfer": moved.id,
        },
        account=moved.account,
    )
    entry = ledger.post(
        work, reversal, "transfer_refund", amount, moved["currency"], available_on=available_on
    )
    taken = _refund_payment(work, payment, reversal, fee_refund_minor, available_on)
    work.change(reversal, balance_transaction=entry.id, destination_payment_refund=taken.id)
    reversed_minor = moved["amount_reversed"] + amount
    reversals = embedded(moved["reversals"]["url"], [reversal.body, *moved["reversals"]["data"]])
    work.change(
        moved,
        amount_reversed=reversed_minor,
        reversed=reversed_minor == moved["amount"],
        reversals=reversals,
        description=description or moved["description"],
    )
    emit(work, "transfer.reversed", moved)
    return reversal


def retrieve(work: Work, _params: Body, transfer_id: str) -> Record:
    """GET /v1/transfers/{id}."""
    return work.find("transfer", transfer_id, param="transfer")


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/transfers."""
    return list_objects(work, params, "transfer", "/v1/transfers", ("destination", "transfer_group"))


def update(work: Work, params: Body, transfer_id: str) -> Record:
    """POST /v1/transfers/{id}."""
    moved = retrieve(work, {}, transfer_id)
    previous = work.change(
        moved,
        metadata=merged(moved["metadata"], params.get("metadata")),
        description=params.get("description", moved["description"]),
    )
    if previous:
        emit(work, "transfer.updated", moved, previous)
    return moved


def create_reversal(work: Work, params: Body, transfer_id: str) -> Record:
    """POST /v1/transfers/{id}/reversals."""
    moved = retrieve(work, {}, transfer_id)
    left = moved["amount"] - moved["amount_reversed"]
    amount = params.get("amount", left)
    if not 0 < amount <= left:
        message = (
            f"Transfer reversal amount ({amount}) is greater than unreversed amount on transfer ({left})."
        )
        raise invalid_request(message, code="amount_too_large", param="amount")
    is_destination_charge = moved.hidden["is_destination_charge"]
    venue_funds = ledger.balance_minor(work, moved["destination"], moved["currency"], until=work.now)
    if not is_destination_charge and venue_funds < amount:
        raise _balance_insufficient()
    fee_refund_minor = 0
    payment = work.fetch(moved["destination_payment"])
    if params.get("refund_application_fee"):
        fee_refund_minor = _refund_fee(work, payment, moved, amount)
    return reverse(
        work,
        moved,
        amount,
        fee_refund_minor=fee_refund_minor,
        metadata=params.get("metadata"),
        description=params.get("description"),
    )


def list_reversals(work: Work, params: Body, transfer_id: str) -> Body:
    """GET /v1/transfers/{id}/reversals."""
    moved = retrieve(work, {}, transfer_id)
    conditions = Conditions("o.object = 'transfer_reversal' AND o.body ->> 'transfer' = ?", moved.id)
    return page(work, params, conditions, moved["reversals"]["url"])


def retrieve_reversal(work: Work, _params: Body, transfer_id: str, reversal_id: str) -> Record:
    """GET /v1/transfers/{id}/reversals/{id}."""
    reversal = work.find("transfer_reversal", reversal_id)
    if reversal["transfer"] != transfer_id:
        raise not_found("transfer_reversal", reversal_id)
    return reversal


def _create(
    work: Work,
    *,
    amount: int,
    currency: str,
    destination: str,
    source: Record | None,
    available_on: int,
    transfer: Body,
    payment: Body,
) -> Record:
    transfer_id = work.new_id("tr")
    moved = work.create(
        "tr",
        "transfer",
        {
            "id": transfer_id,
            "amount": amount,
            "amount_reversed": 0,
            "balance_transaction": None,
            "currency": currency,
            "destination": destination,
            "destination_payment": None,
            "reversals": embedded(f"/v1/transfers/{transfer_id}/reversals"),
            "reversed": False,
            "source_transaction": source.id if source else None,
            "source_type": "card",
            **transfer,
        },
        account=work.rules.platform_account,
        hidden={"is_destination_charge": source is not None and source["transfer_data"] is not None},
    )
    entry = ledger.post(work, moved, "transfer", -amount, currency, available_on=available_on)
    received = _receive(work, moved, payment, available_on)
    work.change(moved, balance_transaction=entry.id, destination_payment=received.id)
    emit(work, "transfer.created", moved)
    return moved


def _receive(work: Work, moved: Record, payment: Body, available_on: int) -> Record:
    """The venue's end of a transfer: a charge whose id begins with `py_`."""
    currency = moved["currency"]
    received = work.create(
        "py",
        "charge",
        {
            **charge_fields(moved["amount"], currency),
            "amount_captured": moved["amount"],
            "source_transfer": moved.id,
            **payment,
        },
        account=moved["destination"],
        hidden={"settled": True},
    )
    fee = received["application_fee_amount"]
    details = (
        [] if fee is None else [ledger.fee_detail("application_fee", fee, currency, application=APPLICATION)]
    )
    entry = ledger.post(
        work, received, "payment", moved["amount"], currency, fee_details=details, available_on=available_on
    )
    work.change(received, balance_transaction=entry.id)
    emit(work, "payment.created", received)
    return received


def _refund_payment(
    work: Work, payment: Record, reversal: Record, fee_refund_minor: int, available_on: int
) -> Record:
    amount = reversal["amount"]
    currency = payment["currency"]
    taken = work.create(
        "pyr",
        "refund",
        {**refund_fields(amount, currency), "charge": payment.id, "source_transfer_reversal": reversal.id},
        account=payment.account,
    )
    details = []
    if fee_refund_minor:
        details.append(
            ledger.fee_detail("application_fee", -fee_refund_minor, currency, application=APPLICATION)
        )
    entry = ledger.post(
        work, taken, "payment_refund", -amount, currency, fee_details=details, available_on=available_on
    )
    work.change(taken, balance_transaction=entry.id)
    refunded = payment["amount_refunded"] + amount
    work.change(payment, amount_refunded=refunded, refunded=refunded == payment["amount"])
    return taken


def _refund_fee(work: Work, payment: Record, moved: Record, amount: int) -> int:
    if payment["application_fee"] is None:
        raise application_fee.no_fee_to_refund(payment.id)
    fee = work.fetch(payment["application_fee"])
    part = application_fee.proportional_minor(fee, moved["amount_reversed"] + amount, moved["amount"])
    if part:
        application_fee.refund(work, fee, part, available_on=work.now)
    return part


def _balance_insufficient() -> StripeError:
    message = "You have insufficient available funds in your Stripe account for this transfer."
    return invalid_request(message, code="balance_insufficient")
