"""Balances and the lists of balance transactions, per account."""

from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.expand import present
from twyst.stripe_sandbox.objects.lists import Conditions, page
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work


def retrieve(work: Work, _params: Body) -> Body:
    """GET /v1/balance."""
    return of(work, work.fetch(work.account))


def of(work: Work, owner: Record) -> Body:
    """The balance of an account: what is available now, and what is on its way, per currency."""
    rows = work.store.rows(
        "SELECT currency, sum(CASE WHEN available_on <= ? THEN net ELSE 0 END) AS available,"
        " sum(CASE WHEN available_on > ? THEN net ELSE 0 END) AS pending"
        " FROM ledger WHERE account = ? GROUP BY currency ORDER BY currency",
        (work.now, work.now, owner.id),
    )
    amounts = [dict(row) for row in rows]
    if not amounts:
        amounts = [{"currency": owner["default_currency"], "available": 0, "pending": 0}]
    return {
        "object": "balance",
        "available": [_amount(row["available"], row["currency"]) for row in amounts],
        "livemode": False,
        "pending": [_amount(row["pending"], row["currency"]) for row in amounts],
    }


def retrieve_transaction(work: Work, _params: Body, transaction_id: str) -> Record:
    """GET /v1/balance_transactions/{id}."""
    return work.find("balance_transaction", transaction_id)


def list_transactions(work: Work, params: Body) -> Body:
    """GET /v1/balance_transactions; with `payout` only what an automatic payout paid out, itself included."""
    conditions = Conditions("o.account = ? AND o.object = 'balance_transaction'", work.account)
    if params.get("payout"):
        paid_out = work.find("payout", params["payout"], param="payout")
        if not paid_out["automatic"]:
            message = "Balance transaction history can only be filtered on automatic transfers, not manual."
            raise invalid_request(message, param="payout")
        if paid_out["reconciliation_status"] != "completed":
            # Until then the real one answers with an incomplete list; an empty one shows the mistake at once.
            conditions.add("FALSE")
        conditions.add("o.id IN (SELECT l.id FROM ledger l WHERE l.payout = ?)", paid_out.id)
    if params.get("source"):
        conditions.add("o.id IN (SELECT l.id FROM ledger l WHERE l.source = ?)", params["source"])
    conditions.equal("o.body ->> 'type'", params.get("type"))
    conditions.equal("o.body ->> 'currency'", params.get("currency"))
    conditions.created(params.get("created"))
    return present(work, page(work, params, conditions, "/v1/balance_transactions"))


def _amount(amount: int, currency: str) -> Body:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
