"""Application fees: the platform's part of a venue's payment, and what is given back of it."""

from typing import Final

from twyst.stripe_sandbox import ledger
from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects.lists import Conditions, embedded, list_objects, page
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work

APPLICATION: Final = "ca_sandbox"


def create(work: Work, paid: Record, venue_payment: Record, amount: int, available_on: int) -> Record:
    """The fee of a destination or direct charge. The venue's side of it is inside its balance transaction."""
    fee_id = work.new_id("fee")
    fee = work.create(
        "fee",
        "application_fee",
        {
            "id": fee_id,
            "account": venue_payment.account,
            "amount": amount,
            "amount_refunded": 0,
            "application": APPLICATION,
            "balance_transaction": None,
            "charge": venue_payment.id,
            "currency": paid["currency"],
            "fee_source": {"charge": venue_payment.id, "type": "charge"},
            "originating_transaction": paid.id if paid.id != venue_payment.id else None,
            "refunded": False,
            "refunds": embedded(f"/v1/application_fees/{fee_id}/refunds"),
        },
        account=work.rules.platform_account,
    )
    entry = ledger.post(work, fee, "application_fee", amount, paid["currency"], available_on=available_on)
    work.change(fee, balance_transaction=entry.id)
    emit(work, "application_fee.created", fee)
    if venue_payment.id != paid.id:
        work.change(venue_payment, application_fee=fee.id)
    return fee


def refund(
    work: Work, fee: Record, amount: int, *, available_on: int, metadata: Body | None = None
) -> Record:
    """Give a part of the fee back. The caller writes the venue's side, if it is part of another movement."""
    given_back = work.create(
        "fr",
        "fee_refund",
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": fee["currency"],
            "fee": fee.id,
            "metadata": merged({}, metadata),
        },
        account=fee.account,
    )
    entry = ledger.post(
        work, given_back, "application_fee_refund", -amount, fee["currency"], available_on=available_on
    )
    work.change(given_back, balance_transaction=entry.id)
    refunded = fee["amount_refunded"] + amount
    refunds = embedded(fee["refunds"]["url"], [given_back.body, *fee["refunds"]["data"]])
    work.change(fee, amount_refunded=refunded, refunded=refunded == fee["amount"], refunds=refunds)
    emit(work, "application_fee.refunded", fee)
    return given_back


def proportional_minor(fee: Record, returned_minor: int, whole_minor: int) -> int:
    """The part of the fee to give back now, when `returned_minor` of `whole_minor` has been returned in all.

    Half up, over the running total, so that the parts of a full refund add up to the whole fee.
    """
    due = (2 * fee["amount"] * returned_minor + whole_minor) // (2 * whole_minor)
    return int(due - fee["amount_refunded"])


def no_fee_to_refund(charge_id: str) -> StripeError:
    message = f"Attempting to refund_application_fee on charge {charge_id}, but it has no application fee"
    return invalid_request(message, param="refund_application_fee")


def retrieve(work: Work, _params: Body, fee_id: str) -> Record:
    """GET /v1/application_fees/{id}."""
    return work.find("application_fee", fee_id, param="fee")


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/application_fees."""
    return list_objects(work, params, "application_fee", "/v1/application_fees", ("charge",))


def list_refunds(work: Work, params: Body, fee_id: str) -> Body:
    """GET /v1/application_fees/{id}/refunds."""
    fee = retrieve(work, {}, fee_id)
    conditions = Conditions("o.object = 'fee_refund' AND o.body ->> 'fee' = ?", fee.id)
    return page(work, params, conditions, fee["refunds"]["url"])


def create_refund(work: Work, params: Body, fee_id: str) -> Record:
    """POST /v1/application_fees/{id}/refunds: the money goes to the venue."""
    fee = retrieve(work, {}, fee_id)
    left = fee["amount"] - fee["amount_refunded"]
    amount = params.get("amount", left)
    if not 0 < amount <= left:
        message = f"Refund amount ({amount}) is greater than fee amount left to refund ({left})."
        raise invalid_request(message, code="amount_too_large", param="amount")
    given_back = refund(work, fee, amount, available_on=work.now, metadata=params.get("metadata"))
    venue_payment = work.fetch(fee["charge"])
    details = [ledger.fee_detail("application_fee", -amount, fee["currency"], application=APPLICATION)]
    ledger.post(
        work,
        None,
        "adjustment",
        0,
        fee["currency"],
        account=venue_payment.account,
        fee_details=details,
        reporting_category="other_adjustment",
        description=f"Application fee refund of {venue_payment.id}",
    )
    return given_back
