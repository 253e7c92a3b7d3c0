"""For each rule over topics, rows and Stripe's lists: a true look falsified in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
from faults.recorded import Falsify, answered, published

from twyst.contracts import topics
from twyst.messaging.records import Record

_ORDERS, _STRIPE = topics.ORDERS_EVENTS.name, topics.STRIPE_ORDER_EVENTS.name
_ACCOUNTS, _KITCHEN = topics.STRIPE_ACCOUNT_EVENTS.name, topics.FULFILLMENT_EVENTS.name
_NOBODY = "00000000-0000-4000-8000-000000000000"


def _without_last(rows: list[Any]) -> list[Any]:
    return rows[:-1]


def _again(**changed: Any) -> Callable[[list[Record]], list[Record]]:
    """The last record once more, with a difference."""
    return lambda records: [*records, replace(records[-1], **changed)]


def _headed(**headers: str) -> Callable[[list[Record]], list[Record]]:
    return lambda records: [
        *records,
        replace(records[-1], headers={**records[-1].headers, **headers}, offset=records[-1].offset + 1),
    ]


def _with_body(pick: Callable[[dict[str, Any]], bool], change: Callable[[dict[str, Any]], None], *, ce_id: str | None = None) -> Callable[[list[Record]], list[Record]]:  # fmt: skip
    """The last record whose body is picked, replaced by a false one."""

    def falsify(records: list[Record]) -> list[Record]:
        place, body = next(
            (place, body)
            for place in range(len(records) - 1, -1, -1)
            if pick(body := msgspec.json.decode(records[place].value or b"{}"))
        )
        change(body)
        headers = dict(records[place].headers) | ({"ce_id": ce_id} if ce_id else {})
        false = replace(records[place], value=msgspec.json.encode(body), headers=headers)
        return [*records[:place], false, *records[place + 1 :]]

    return falsify


def _any(_body: dict[str, Any]) -> bool:
    return True


def _is_paid(body: dict[str, Any]) -> bool:
    return body["state"] == "COMPLETED"


def _unverify(body: dict[str, Any]) -> None:
    body["payments"][0]["verified"] = False


def _keep_two(body: dict[str, Any]) -> None:
    body["payments"] = [{**body["payments"][0], "money": "kept"}] * 2


def _each(**changed: Any) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda rows: [{**row, **changed} for row in rows]


def _first(pick: Callable[[dict[str, Any]], bool], **changed: Any) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:  # fmt: skip
    """The first picked row with a difference."""

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        place = next(place for place, row in enumerate(rows) if pick(row))
        return [*rows[:place], {**rows[place], **changed}, *rows[place + 1 :]]

    return change


def _doubled(
    pick: Callable[[dict[str, Any]], bool],
) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    return lambda rows: [*rows, next(row for row in rows if pick(row))]


def _unknown_payment(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "event": {**row["event"], "payments": []}} for row in rows]


def _is_ours(refund: dict[str, Any]) -> bool:
    return "refund_id" in refund["metadata"]


def _is_succeeded(row: dict[str, Any]) -> bool:
    return bool(row["status"] == "succeeded" and row["metadata"].get("order_id"))


def _is_over(row: dict[str, Any]) -> bool:
    return bool(row["status"] == "canceled" and row["metadata"].get("order_id"))


def _with_a_stray(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A PaymentIntent that came too late for its canceled order, and whose cancel call was lost."""
    late = next(row for row in rows if _is_over(row))
    return [*rows, {**late, "id": "pi_late", "status": "requires_payment_method"}]


def _of_a_lost_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A payment whose order was lost with a database, and that waits for it nowhere."""
    paid = next(row for row in rows if _is_succeeded(row))
    return [*rows, {**paid, "id": "pi_lost", "metadata": {**paid["metadata"], "order_id": _NOBODY}}]


def _is_made(row: dict[str, Any]) -> bool:
    return bool(row["path"] == "/v1/payment_intents" and row["idempotency_key"])


def _as_canceled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    changed = []
    for row in rows:
        unpaid = [{**each, "verified": False, "mismatched": False} for each in row["event"]["payments"]]
        changed.append({**row, "event": {**row["event"], "state": "CANCELED", "payments": unpaid}})
    return changed


FALSIFIED: dict[str, tuple[tuple[str, Falsify], ...]] = {
    "I1": (("an event that was thanked for is nowhere", published(_STRIPE, lambda _records: [])),),
    "I2": (("an event that Stripe delivered is nowhere", published(_STRIPE, lambda _records: [])),),
    "I3": (("an event that Stripe never made", published(_STRIPE, _headed(ce_id="evt_invented"))),),
    "I3.mode": (("a live event", published(_STRIPE, _with_body(_any, lambda body: body.update(livemode=True)))),),
    "I4": (("another body's hash", published(_STRIPE, _with_body(_any, lambda body: body.update(body_sha256="0" * 64)))),),
    "I5": (("a key on two partitions", published(_ORDERS, _again(partition=99))),),
    "I7": (
        ("a record that nobody took", published(_STRIPE, _headed(ce_id="evt_untaken"))),
        ("an acknowledgement that nobody took", published(_KITCHEN, _headed(ce_id="seen_untaken"))),
    ),
    "I15.topic": (("a price that changed", published(_ORDERS, _with_body(_any, lambda body: body.update(total_minor=1)))),),
    "I18": (
        ("a payment that its order does not know", answered("orders", _unknown_payment)),
        ("a payment of an order that was lost", answered("intents", _of_a_lost_order)),
    ),
    "I18.money": (
        ("a cent more at Stripe", answered("intents", _first(_is_succeeded, amount_received=1))),
        ("a cent more given back", answered("refunds", _first(lambda row: row["status"] == "succeeded", amount=1))),
    ),
    "I19": (("an order served before it was paid", published(_ORDERS, _with_body(_is_paid, _unverify))),),
    "I20.kept": (("two payments kept", published(_ORDERS, _with_body(_is_paid, _keep_two))),),
    "I22": (
        ("a canceled order that can be paid", answered("orders", _as_canceled)),
        ("a PaymentIntent that came too late and can be paid", answered("intents", _with_a_stray)),
    ),
    "I23": (("more given back than was paid", answered("refunds", _first(_is_ours, amount=10**9))),),
    "I23.meant": (
        ("a refund made twice", answered("refunds", _doubled(_is_ours))),
        ("a refund that was never made", answered("refunds", lambda rows: [row for row in rows if not _is_ours(row)])),
    ),
    "I24": (
        ("a payment made twice under one key", answered("requests", _doubled(_is_made))),
        ("a call that was not written down", answered("calls", _each(stripe_key="another"))),
    ),
    "I27.order": (
        ("a derived event that is not published", published(_ORDERS, _without_last)),
        ("a derived event with another content", published(_ORDERS, _again(value=b"{}"))),
        ("a derived event that no transaction wrote", answered("outbox", _without_last)),
        ("two events in the wrong order", published(_ORDERS, lambda records: records[::-1])),
    ),
    "I27.fulfillment": (("a kitchen event that is not published", published(_KITCHEN, _without_last)),),
    "I28": (
        ("a gap in an order's events", published(_ORDERS, lambda records: [r for r in records if not r.headers["ce_id"].endswith(":2")])),
        ("an order without its beginning", published(_ORDERS, lambda records: [r for r in records if not r.headers["ce_id"].endswith(":1") or r.offset == 0])),
        ("a version that falls back", published(_ORDERS, _with_body(_is_paid, lambda body: body.update(version=1)))),
    ),
    "I29": (("one event with two contents", published(_ORDERS, _again(value=b"{}"))),),
    "I30": (
        ("a record that nobody can judge", published(_ORDERS, _again(value=b"garbage"))),
        ("a ticket in another state", answered("tickets", _each(state="nowhere"))),
        ("a paid order without a ticket", answered("tickets", lambda _rows: [])),
        ("a ticket of an unpaid order", published(_ORDERS, lambda records: [r for r in records if b'"state":"PAYMENT_SUCCEEDED"' not in (r.value or b"")])),
    ),
    "I32": (
        ("a record without its fields", published(_STRIPE, _again(value=b'{"id":"evt_1"}'))),
        ("a record with a field too many", published(_ORDERS, _with_body(_any, lambda body: body.update(card="4242")))),
    ),
    "I34": (
        ("a cent more on a line", answered("lines", _first(lambda _row: True, amount_minor=1))),
        ("a line that Stripe does not know", answered("lines", _first(lambda _row: True, line_id="txn_invented"))),
    ),
    "I44": (
        ("an address of a person", published(_STRIPE, _again(value=b'{"receipt":"ada@example.com"}'))),
        ("a secret", published(_ORDERS, _again(value=b'{"s":"pi_1_secret_abcdefgh12"}'))),
    ),
    "I46.accounts": (("an account event that nobody took", published(_ACCOUNTS, _headed(ce_id="evt_untaken"))),),
    "I46.fulfillment": (("a kitchen that missed the last event", answered("heard", _each(seq=0))),),
    "I46.reconciliation": (("books that missed an order", answered("heard", _each(order_id=_NOBODY))),),
    "I46.stripe": (("an event that is still to be delivered", answered("deliveries", _each(status="pending"))),),
}  # fmt: skip
