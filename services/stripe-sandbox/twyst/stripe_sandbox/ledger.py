"""Balance transactions: every movement of an account's money, and the sums over them."""

from typing import Final

from twyst.stripe_sandbox.rules import Rules
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work

DAY_SECONDS: Final = 24 * 3600

_REPORTING_CATEGORY: Final = {
    "application_fee": "platform_earning",
    "application_fee_refund": "platform_earning_refund",
    "charge": "charge",
    "payment": "charge",
    "payment_failure_refund": "refund_failure",
    "payment_refund": "refund",
    "payout": "payout",
    "payout_cancel": "payout_reversal",
    "payout_failure": "payout_reversal",
    "payout_minimum_balance_hold": "payout_minimum_balance_hold",
    "payout_minimum_balance_release": "payout_minimum_balance_release",
    "refund": "refund",
    "refund_failure": "refund_failure",
    "stripe_fee": "fee",
    "topup": "topup",
    "transfer": "transfer",
    "transfer_refund": "transfer_reversal",
}


def post(
    work: Work,
    source: Record | None,
    entry_type: str,
    amount_minor: int,
    currency: str,
    *,
    account: str | None = None,
    fee_details: list[Body] | None = None,
    available_on: int | None = None,
    reporting_category: str | None = None,
    description: str | None = None,
) -> Record:
    """Write a balance transaction to the source's account (or `account`): `amount` gross, `net` = amount - fees."""
    details = fee_details or []
    fee = sum(detail["amount"] for detail in details)
    owner = account or (source.account if source else work.account)
    record = work.create(
        "txn",
        "balance_transaction",
        {
            "amount": amount_minor,
            "available_on": work.now if available_on is None else available_on,
            "balance_type": "payments",
            "currency": currency,
            "description": description,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": details,
            "net": amount_minor - fee,
            "reporting_category": reporting_category or _REPORTING_CATEGORY[entry_type],
            "source": source.id if source else None,
            "status": "pending",
            "type": entry_type,
        },
        account=owner,
    )
    _write_line(work, record)
    return record


def _write_line(work: Work, record: Record) -> None:
    columns = ("currency", "type", "amount", "fee", "net", "available_on", "source")
    work.store.execute(
        f"INSERT INTO ledger (id, seq, account, {', '.join(columns)}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (record.id, record.seq, record.account, *(record[column] for column in columns)),
    )


def named_for(source: Record, card: str, other: str) -> str:
    """Balance transactions of other payments than cards have names of their own: `py_` and `pyr_` objects."""
    return other if source.id.startswith(("py_", "pyr_")) else card


def fee_detail(fee_type: str, amount_minor: int, currency: str, *, application: str | None = None) -> Body:
    texts = {"application_fee": "Application fee", "stripe_fee": "Stripe processing fees"}
    return {
        "amount": amount_minor,
        "application": application,
        "currency": currency,
        "description": texts[fee_type],
        "type": fee_type,
    }


def processing_fee_minor(rules: Rules, amount_minor: int) -> int:
    """What Stripe keeps of a charge: basis points half up, plus the fixed part, at most everything."""
    share = (amount_minor * rules.fee_basis_points * 2 + 10_000) // 20_000
    return min(share + rules.fee_fixed_minor, amount_minor)


def available_on(work: Work) -> int:
    """When money that comes in now can be paid out: at the beginning of a day, some days on."""
    return (work.now // DAY_SECONDS + work.rules.funds_delay_days) * DAY_SECONDS


def balance_minor(work: Work, account: str, currency: str, *, until: int | None = None) -> int:
    """The account's balance in the currency; with `until`, only what is available by then."""
    row = work.store.row(
        "SELECT coalesce(sum(net), 0) AS net FROM ledger WHERE account = ? AND currency = ? AND available_on <= ?",
        (account, currency, 2**62 if until is None else until),
    )
    assert row is not None, "an aggregate always has one row"
    return int(row["net"])
