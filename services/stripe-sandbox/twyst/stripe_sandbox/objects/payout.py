"""Payouts: the daily automatic run, manual ones, failure after success, and what each of them paid out."""

from typing import Final

from twyst.money import currency as currency_rules
from twyst.stripe_sandbox import ledger
from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects import balance
from twyst.stripe_sandbox.objects.account import disable_bank
from twyst.stripe_sandbox.objects.lists import list_objects
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.objects.status import table
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Timers, Work

STATUS: Final = table(
    {
        "pending": "in_transit canceled failed",
        "in_transit": "paid failed",
        # "paid" means expected to have arrived: it may still come back.
        "paid": "failed",
        "failed": "",
        "canceled": "",
    },
)

_FAILURES: Final = {
    "account_closed": "The bank account has been closed.",
    "could_not_process": "The bank could not process this payout.",
    "no_account": "The bank account details on file are probably incorrect. No bank account could be located with those details.",
}


def run(work: Work, account: Record, *, include_pending: bool = False) -> list[Record]:
    """The automatic run of one account: everything available, one payout per currency.

    With `include_pending` the money that is still on its way counts as available now.
    """
    until = 2**62 if include_pending else work.now
    made = []
    rows = work.store.rows(
        "SELECT currency, sum(net) AS net FROM ledger WHERE account = ? AND payout IS NULL AND available_on <= ?"
        " GROUP BY currency ORDER BY currency",
        (account.id, until),
    )
    for row in rows:
        payable = _payable_minor(account, row["net"], row["currency"])
        if payable == 0:
            continue
        made.append(
            _pay_automatically(
                work, account, row["currency"], payable, rest=row["net"] - payable, until=until
            )
        )
    return made


def create(work: Work, params: Body) -> Record:
    """POST /v1/payouts: a manual payout, which Stripe cannot itemise."""
    owner = work.fetch(work.account)
    currency = params["currency"].lower()
    amount = params["amount"]
    quantum = currency_rules(currency).payout_quantum_minor
    if amount < 1 or amount % quantum:
        message = f"Payouts in {currency} must be positive multiples of {quantum}."
        raise invalid_request(message, code="parameter_invalid_integer", param="amount")
    if ledger.balance_minor(work, owner.id, currency, until=work.now) < amount:
        message = f"You have insufficient funds in your Stripe account for this transfer ({currency})."
        raise invalid_request(message, code="balance_insufficient", param="amount")
    made = _create(
        work,
        owner,
        currency,
        amount,
        automatic=False,
        method=params.get("method", "standard"),
        description=params.get("description"),
        metadata=merged({}, params.get("metadata")),
    )
    entry = ledger.post(work, made, "payout", -amount, currency)
    work.change(made, balance_transaction=entry.id)
    _begin(work, made)
    return made


def retrieve(work: Work, _params: Body, payout_id: str) -> Record:
    """GET /v1/payouts/{id}."""
    return work.find("payout", payout_id, param="payout")


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/payouts."""
    return list_objects(work, params, "payout", "/v1/payouts", ("status", "destination"))


def update(work: Work, params: Body, payout_id: str) -> Record:
    """POST /v1/payouts/{id}: metadata only."""
    found = retrieve(work, {}, payout_id)
    previous = work.change(found, metadata=merged(found["metadata"], params.get("metadata")))
    if previous:
        emit(work, "payout.updated", found, previous)
    return found


def cancel(work: Work, _params: Body, payout_id: str) -> Record:
    """POST /v1/payouts/{id}/cancel: a manual one that has not left yet."""
    found = retrieve(work, {}, payout_id)
    if found["automatic"] or found["status"] != "pending":
        raise invalid_request("Payouts can only be canceled while they are pending, and not automatic ones.")
    returned = ledger.post(work, found, "payout_cancel", found["amount"], found["currency"])
    STATUS.move(work, found, "canceled", failure_balance_transaction=returned.id)
    emit(work, "payout.canceled", found)
    return found


def fail(work: Work, found: Record, failure_code: str, *, disable_bank_account: bool) -> None:
    """The bank sends the money back, perhaps after Stripe called it paid.

    Stripe then also disables the bank account: no further payouts until the venue replaces it.
    """
    if "failed" not in STATUS.moves[found["status"]]:
        raise invalid_request(f"Payout {found.id} is {found['status']}; it cannot fail.")
    returned = ledger.post(work, found, "payout_failure", found["amount"], found["currency"])
    STATUS.move(
        work,
        found,
        "failed",
        failure_balance_transaction=returned.id,
        failure_code=failure_code,
        failure_message=_FAILURES.get(failure_code, "The payout failed."),
    )
    emit(work, "payout.failed", found)
    if disable_bank_account:
        disable_bank(work, work.fetch(found.account))


def step(work: Work, payload: Body) -> None:
    """Timer: pending → in transit → paid → reconciled."""
    found = work.fetch(payload["payout"])
    delay = work.rules.payout_step_seconds
    if found["status"] == "pending":
        previous = STATUS.move(work, found, "in_transit")
        emit(work, "payout.updated", found, previous)
        work.later(delay, "payout.step", payout=found.id)
    elif found["status"] == "in_transit":
        STATUS.move(work, found, "paid", trace_id={"status": "pending", "value": None})
        emit(work, "payout.paid", found)
        if found["automatic"]:
            work.later(delay, "payout.step", payout=found.id)
    elif found["reconciliation_status"] == "in_progress":
        work.change(found, reconciliation_status="completed")
        emit(work, "payout.reconciliation_completed", found)


def run_daily(work: Work, _payload: Body) -> None:
    """Timer: midnight. Every account that is able to be paid gets its automatic payout."""
    for account in payable_accounts(work):
        _tell_what_became_available(work, account)
        if account["settings"]["payouts"]["schedule"]["interval"] != "manual":
            run(work, account)
    schedule_daily_run(work)


def schedule_daily_run(work: Work) -> None:
    """The next one is at midnight."""
    work.later(ledger.DAY_SECONDS - work.now_seconds % ledger.DAY_SECONDS, "payout.run_daily")


TIMERS: Final[Timers] = (("payout.step", step), ("payout.run_daily", run_daily))


def payable_accounts(work: Work) -> list[Record]:
    """Connected accounts whose payouts are enabled."""
    condition = "o.object = 'account' AND o.id <> ? ORDER BY o.seq"
    connected = work.store.select(condition, (work.rules.platform_account,))
    return [work.fetch(account.id) for account in connected if account["payouts_enabled"]]


def _tell_what_became_available(work: Work, account: Record) -> None:
    row = work.store.row(
        "SELECT count(*) AS entries FROM ledger WHERE account = ? AND available_on BETWEEN ? AND ?",
        (account.id, work.now - ledger.DAY_SECONDS + 1, work.now),
    )
    if row is not None and row["entries"]:
        emit(work, "balance.available", Record(account.id, balance.of(work, account), seq=account.seq))


def _payable_minor(account: Record, net: int, currency: str) -> int:
    if net < 0:
        return net if account["settings"]["payouts"]["debit_negative_balances"] else 0
    return net - net % currency_rules(currency).payout_quantum_minor


def _pay_automatically(
    work: Work, account: Record, currency: str, amount: int, *, rest: int, until: int
) -> Record:
    made = _create(work, account, currency, amount, automatic=True)
    work.store.execute(
        "UPDATE objects SET body = json_set(body, '$.available_on', ?) WHERE id IN (SELECT id FROM ledger"
        " WHERE account = ? AND currency = ? AND payout IS NULL AND available_on > ? AND available_on <= ?)",
        (work.now, account.id, currency, work.now, until),
    )
    work.store.execute(
        "UPDATE ledger SET payout = ?, available_on = min(available_on, ?)"
        " WHERE account = ? AND currency = ? AND payout IS NULL AND available_on <= ?",
        (made.id, work.now, account.id, currency, until),
    )
    if rest:
        # What is less than the smallest payout is held back, and released for the next one.
        held = ledger.post(work, None, "payout_minimum_balance_hold", -rest, currency, account=account.id)
        _assign(work, held, made)
        ledger.post(work, None, "payout_minimum_balance_release", rest, currency, account=account.id)
    entry = ledger.post(work, made, "payout", -amount, currency)
    _assign(work, entry, made)
    work.change(made, balance_transaction=entry.id)
    _begin(work, made)
    return made


def _assign(work: Work, entry: Record, made: Record) -> None:
    work.store.execute("UPDATE ledger SET payout = ? WHERE id = ?", (made.id, entry.id))


def _begin(work: Work, made: Record) -> None:
    emit(work, "payout.created", made)
    work.later(work.rules.payout_step_seconds, "payout.step", payout=made.id)


def _create(
    work: Work,
    account: Record,
    currency: str,
    amount: int,
    *,
    automatic: bool,
    method: str = "standard",
    description: str | None = None,
    metadata: Body | None = None,
) -> Record:
    banks = account["external_accounts"]["data"]
    return work.create(
        "po",
        "payout",
        {
            "amount": amount,
            "application_fee": None,
            "application_fee_amount": None,
            "arrival_date": work.now // ledger.DAY_SECONDS * ledger.DAY_SECONDS + ledger.DAY_SECONDS,
            "automatic": automatic,
            "balance_transaction": None,
            "currency": currency,
            "description": description or ("STRIPE PAYOUT" if automatic else None),
            "destination": banks[0]["id"] if banks else None,
            "failure_balance_transaction": None,
            "failure_code": None,
            "failure_message": None,
            "metadata": metadata or {},
            "method": method,
            "original_payout": None,
            "payout_method": None,
            "reconciliation_status": "in_progress" if automatic else "not_applicable",
            "reversed_by": None,
            "source_type": "card",
            "statement_descriptor": None,
            "status": "pending",
            "trace_id": None,
            "type": "bank_account",
        },
        account=account.id,
    )
