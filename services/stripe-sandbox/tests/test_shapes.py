"""Answers have every field that the SDK's own types call required, and the test-only API is described."""

import typing
from typing import Any

import pytest
import stripe


def missing_fields(found: Any) -> set[str]:
    """Required fields of an SDK object that the answer lacks."""
    optional = {"deleted", "object", "OBJECT_NAME"}
    needed = set()
    for name, annotation in type(found).__annotations__.items():
        text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
        allows_none = typing.get_origin(annotation) is typing.Union and type(None) in typing.get_args(
            annotation
        )
        if name not in optional and not text.startswith(("Optional", "ClassVar")) and not allows_none:
            needed.add(name)
    return {name for name in needed if name not in found}


@pytest.fixture(scope="module")
async def world(running):
    """One of everything."""
    venue = await running.venue()
    paid = await running.paid_order(venue)
    charge = paid.latest_charge
    scoped = {"stripe_account": venue}
    refund = await running.v1.refunds.create_async(
        {"payment_intent": paid.id, "amount": 100, "reverse_transfer": True, "refund_application_fee": True}
    )
    dispute = await running.control("POST", "disputes", {"payment_intent": paid.id})
    (payout,) = (await running.control("POST", "payouts/run", {"account": venue}))["payouts"]
    transfer = await running.v1.transfers.retrieve_async(charge.transfer)
    fee = await running.v1.application_fees.retrieve_async(charge.application_fee)
    events = await running.v1.events.list_async({"limit": 1})
    endpoints = await running.v1.webhook_endpoints.list_async()
    return {
        "payment_intent": paid,
        "charge": charge,
        "payment": await running.v1.charges.retrieve_async(transfer.destination_payment, options=scoped),
        "transfer": transfer,
        "transfer_reversal": transfer.reversals.data[0],
        "refund": await running.v1.refunds.retrieve_async(refund.id),
        "dispute": await running.v1.disputes.retrieve_async(dispute["id"]),
        "application_fee": fee,
        "fee_refund": fee.refunds.data[0],
        "payout": await running.v1.payouts.retrieve_async(payout["id"], options=scoped),
        "balance": await running.v1.balance.retrieve_async(options=scoped),
        "balance_transaction": (await running.v1.balance_transactions.list_async(options=scoped)).data[0],
        "account": await running.v1.accounts.retrieve_async(venue),
        "event": events.data[0],
        "webhook_endpoint": endpoints.data[0],
    }


@pytest.mark.parametrize(
    "name",
    [
        "payment_intent", "charge", "payment", "transfer", "transfer_reversal", "refund", "dispute",
        "application_fee", "fee_refund", "payout", "balance", "balance_transaction", "account", "event",
        "webhook_endpoint",
    ],
)  # fmt: skip
async def test_every_required_field_is_there(world, name):
    found = world[name]
    assert type(found) is not stripe.StripeObject, "the SDK knows this kind of object"
    assert missing_fields(found) == set()


async def test_the_test_only_api_is_described(sandbox):
    document = (await sandbox.http.get("/openapi.json")).json()
    described = {(method, path) for path, item in document["paths"].items() for method in item}
    assert {
        ("post", "/_sandbox/clock/advance"),
        ("get", "/_sandbox/clock"),
        ("post", "/_sandbox/payouts/run"),
        ("post", "/_sandbox/payouts/{payout_id}/fail"),
        ("post", "/_sandbox/payment_intents/{payment_intent_id}/pay"),
        ("post", "/_sandbox/payment_intents/{payment_intent_id}/authenticate"),
        ("post", "/_sandbox/refunds"),
        ("post", "/_sandbox/disputes"),
        ("post", "/_sandbox/direct_charges"),
        ("get", "/_sandbox/faults"),
        ("put", "/_sandbox/faults"),
        ("delete", "/_sandbox/faults"),
        ("get", "/_sandbox/deliveries"),
        ("get", "/_sandbox/requests"),
        ("get", "/_sandbox/summary"),
    } <= described
    assert not [path for path in document["paths"] if path.startswith("/v1")]


async def test_commands_are_refused_with_problems(sandbox):
    answer = await sandbox.http.post("/_sandbox/payment_intents/pi_none/pay", json={})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    await sandbox.control("POST", "refunds", {"payment_intent": "pi_none", "surprise": 1}, status=422)
    await sandbox.control("POST", "clock/advance", {"seconds": -1}, status=422)
