"""Questions about everything at once, answered from the tables."""

from collections.abc import Mapping
from typing import Final

from twyst.stripe_sandbox.objects.lists import Conditions
from twyst.stripe_sandbox.store import Body, Store

_GROUPS: Final = (
    "charges",
    "refunds",
    "transfers",
    "application_fees",
    "disputes",
    "payouts",
    "other",
    "fees",
    "net",
)
_GROUP_OF: Final = {
    "adjustment": "disputes",
    "application_fee": "application_fees",
    "application_fee_refund": "application_fees",
    "charge": "charges",
    "payment": "charges",
    "payment_failure_refund": "refunds",
    "payment_refund": "refunds",
    "payout": "payouts",
    "payout_cancel": "payouts",
    "payout_failure": "payouts",
    "refund": "refunds",
    "refund_failure": "refunds",
    "transfer": "transfers",
    "transfer_refund": "transfers",
}


def deliveries(store: Store, filters: Mapping[str, str | None], *, after_seq: int, limit: int) -> list[Body]:
    """Deliveries with their attempts, oldest first."""
    conditions = Conditions("d.id > ?", after_seq)
    columns = {"event_id": "d.event_id", "endpoint_id": "d.endpoint_id", "status": "d.status"}
    for name, value in filters.items():
        conditions.equal(columns.get(name, f"e.{name}"), value)
    rows = store.rows(
        "SELECT d.id AS seq, d.event_id AS event, e.type, e.account, e.object_id AS object, e.created,"  # noqa: S608
        " d.endpoint_id AS endpoint, d.status, d.is_duplicate FROM deliveries d JOIN events e ON e.id = d.event_id"
        f" WHERE {conditions.sql} ORDER BY d.id LIMIT {limit:d}",
        conditions.values,
    )
    found = {
        row["seq"]: {**dict(row), "is_duplicate": bool(row["is_duplicate"]), "attempts": []} for row in rows
    }
    if found:
        attempts = store.rows(
            "SELECT * FROM attempts WHERE delivery_id BETWEEN ? AND ? ORDER BY delivery_id, number",
            (min(found), max(found)),
        )
        for attempt in attempts:
            owner = found.get(attempt["delivery_id"])
            if owner is not None:
                owner["attempts"].append(_attempt(dict(attempt)))
    return list(found.values())


def summary(store: Store) -> Body:
    """Per account and currency the sums over balance transactions; then counts of what there is.

    `net` = charges + refunds + transfers + application_fees + disputes + payouts + other - fees, in minor units.
    """
    accounts: dict[str, dict[str, Body]] = {}
    rows = store.rows(
        "SELECT account, currency, type, count(*) AS count, sum(amount) AS amount, sum(fee) AS fee, sum(net) AS net"
        " FROM ledger GROUP BY account, currency, type ORDER BY account, currency, type",
    )
    for row in rows:
        currencies = accounts.setdefault(row["account"], {})
        sums = currencies.setdefault(row["currency"], {**dict.fromkeys(_GROUPS, 0), "types": {}})
        sums[_GROUP_OF.get(row["type"], "other")] += row["amount"]
        sums["fees"] += row["fee"]
        sums["net"] += row["net"]
        sums["types"][row["type"]] = {name: row[name] for name in ("count", "amount", "fee", "net")}
    deliveries = store.rows("SELECT status, count(*) AS count FROM deliveries GROUP BY status")
    counts = {name: _counts(store, name) for name in ("payment_intent", "refund", "dispute", "payout")}
    return {
        "accounts": accounts,
        "counts": {**counts, "delivery": {row["status"]: row["count"] for row in deliveries}},
    }


def _attempt(row: Body) -> Body:
    del row["delivery_id"]
    return row


def _counts(store: Store, object_name: str) -> Body:
    rows = store.rows(
        "SELECT body ->> 'status' AS status, count(*) AS count FROM objects WHERE object = ? GROUP BY 1 ORDER BY 1",
        (object_name,),
    )
    return {row["status"]: row["count"] for row in rows}
