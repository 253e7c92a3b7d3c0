"""Disputes: opened by the payer's bank, won or lost. The platform's balance pays, whatever the charge's destination."""

from typing import Final

from twyst.stripe_sandbox import ledger
from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects.lists import list_objects
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.objects.status import table
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work

STATUS: Final = table(
    {
        "warning_needs_response": "warning_under_review warning_closed needs_response",
        "warning_under_review": "warning_closed needs_response",
        "warning_closed": "",
        "needs_response": "under_review won lost",
        "under_review": "won lost",
        "won": "",
        "lost": "",
    },
)

_RESPONSE_SECONDS: Final = 7 * ledger.DAY_SECONDS

# Stripe's test values for the evidence text.
_VERDICTS: Final = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_dispute(
    work: Work, paid: Record, *, reason: str, is_inquiry: bool = False, amount: int | None = None
) -> Record:
    """The payer's bank disputes the charge; except for an inquiry the money is withdrawn at once."""
    if paid["refunded"]:
        raise invalid_request(f"Charge {paid.id} is fully refunded; it cannot be disputed.", param="charge")
    opened = work.create(
        "dp",
        "dispute",
        {
            "amount": amount or paid["amount_captured"] - paid["amount_refunded"],
            "balance_transactions": [],
            "charge": paid.id,
            "currency": paid["currency"],
            "enhanced_eligibility_types": [],
            "evidence": {},
            "evidence_details": {
                "due_by": work.now + _RESPONSE_SECONDS,
                "enhanced_eligibility": {},
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": is_inquiry,
            "metadata": {},
            "network_reason_code": "10.4",
            "payment_intent": paid["payment_intent"],
            "reason": reason,
            "status": "warning_needs_response" if is_inquiry else "needs_response",
        },
        account=paid.account,
    )
    work.hide(paid, dispute_blocks_refund=not is_inquiry)
    previous = work.change(paid, disputed=True)
    emit(work, "charge.dispute.created", opened)
    if previous:
        emit(work, "charge.updated", paid, previous)
    if not is_inquiry:
        _withdraw(work, opened)
    return opened


def escalate(work: Work, opened: Record) -> None:
    """An inquiry becomes a dispute: now the money goes."""
    if not opened["status"].startswith("warning") or STATUS.is_final(opened["status"]):
        raise invalid_request(
            f"Dispute {opened.id} is {opened['status']}; only an open inquiry can be escalated."
        )
    previous = STATUS.move(work, opened, "needs_response", is_charge_refundable=False)
    work.hide(work.fetch(opened["charge"]), dispute_blocks_refund=True)
    emit(work, "charge.dispute.updated", opened, previous)
    _withdraw(work, opened)


def close(work: Work, opened: Record, status: str) -> None:
    """The verdict. A won dispute's money comes back, its fee does not."""
    if status not in STATUS.moves[opened["status"]]:
        message = f"Dispute {opened.id} is {opened['status']}; it cannot become {status}."
        raise invalid_request(message, code="dispute_closed" if STATUS.is_final(opened["status"]) else None)
    if status == "won":
        _move_money(work, opened, opened["amount"], [], "dispute_reversal")
        emit(work, "charge.dispute.funds_reinstated", opened)
    STATUS.move(work, opened, status, is_charge_refundable=status in ("won", "warning_closed"))
    if status != "lost":
        work.hide(work.fetch(opened["charge"]), dispute_blocks_refund=False)
    emit(work, "charge.dispute.closed", opened)


def retrieve(work: Work, _params: Body, dispute_id: str) -> Record:
    """GET /v1/disputes/{id}."""
    return work.find("dispute", dispute_id, param="dispute")


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/disputes."""
    return list_objects(work, params, "dispute", "/v1/disputes", ("charge", "payment_intent"))


def update(work: Work, params: Body, dispute_id: str) -> Record:
    """POST /v1/disputes/{id}: submitted evidence decides, if it is one of Stripe's two test texts."""
    opened = retrieve(work, {}, dispute_id)
    if STATUS.is_final(opened["status"]):
        raise invalid_request("This dispute is already closed.", code="dispute_closed")
    evidence = {**opened["evidence"], **(params.get("evidence") or {})}
    details = {**opened["evidence_details"], "has_evidence": bool(evidence)}
    changed: Body = {"evidence": evidence, "metadata": merged(opened["metadata"], params.get("metadata"))}
    if params.get("submit", True) and params.get("evidence"):
        details["submission_count"] += 1
        is_inquiry = opened["status"].startswith("warning")
        review = "warning_under_review" if is_inquiry else "under_review"
        if opened["status"] != review:
            STATUS.move(work, opened, review)
    previous = work.change(opened, **changed, evidence_details=details)
    emit(work, "charge.dispute.updated", opened, previous)
    verdict = _VERDICTS.get(evidence.get("uncategorized_text", ""))
    if verdict is not None and opened["status"] == "under_review":
        close(work, opened, verdict)
    return opened


def close_by_merchant(work: Work, _params: Body, dispute_id: str) -> Record:
    """POST /v1/disputes/{id}/close: accept it, that is, lose it."""
    opened = retrieve(work, {}, dispute_id)
    close(work, opened, "warning_closed" if opened["status"].startswith("warning") else "lost")
    return opened


def _withdraw(work: Work, opened: Record) -> None:
    fee = ledger.fee_detail("stripe_fee", work.rules.dispute_fee_minor, opened["currency"])
    _move_money(work, opened, -opened["amount"], [{**fee, "description": "Dispute fee"}], "dispute")
    emit(work, "charge.dispute.funds_withdrawn", opened)


def _move_money(work: Work, opened: Record, amount: int, fee: list[Body], category: str) -> None:
    entry = ledger.post(
        work,
        opened,
        "adjustment",
        amount,
        opened["currency"],
        fee_details=fee,
        reporting_category=category,
        description=f"Chargeback {'withdrawal' if amount < 0 else 'reversal'} for {opened['charge']}",
    )
    work.change(opened, balance_transactions=[*opened["balance_transactions"], entry.body])
