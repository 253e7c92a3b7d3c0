"""Questions about everything at once, answered from the tables."""

from collections.abc import Mapping

from twyst.stripe_sandbox.objects.lists import Conditions
from twyst.stripe_sandbox.store import Body, Store


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
    """`accounts[acct][currency]`: per type of balance transaction its count, amount, fee and net; and their total."""
    accounts: dict[str, dict[str, Body]] = {}
    rows = store.rows(
        "SELECT account, currency, type, count(*) AS count, sum(amount) AS amount, sum(fee) AS fee, sum(net) AS net"
        " FROM ledger GROUP BY account, currency, type ORDER BY account, currency, type",
    )
    for row in rows:
        sums = accounts.setdefault(row["account"], {}).setdefault(row["currency"], {"types": {}, "net": 0})
        sums["types"][row["type"]] = {name: row[name] for name in ("count", "amount", "fee", "net")}
        sums["net"] += row["net"]
    return {
        "accounts": accounts,
        "payment_intents": _counts(store, "payment_intent"),
        "refunds": _counts(store, "refund"),
        "disputes": _counts(store, "dispute"),
        "payouts": _counts(store, "payout"),
        "events": _count(store, "SELECT count(*) AS count FROM events"),
        "deliveries": {
            row["status"]: row["count"]
            for row in store.rows("SELECT status, count(*) AS count FROM deliveries GROUP BY status")
        },
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


def _count(store: Store, query: str) -> int:
    row = store.row(query)
    assert row is not None, "an aggregate always has one row"
    return int(row["count"])
