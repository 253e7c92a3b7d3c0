"""PaymentIntents through the official SDK."""

import pytest
import stripe


async def test_create_confirm_and_read(sandbox, venue):
    intent = await sandbox.order(venue, amount=1000, fee=123)
    assert intent.status == "requires_payment_method"
    assert intent.capture_method == "automatic_async"
    assert intent.client_secret.startswith(f"{intent.id}_secret_")

    paid = await sandbox.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    assert (paid.status, paid.amount_received) == ("succeeded", 1000)

    read = await sandbox.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})
    charge = read.latest_charge
    assert charge.payment_intent == intent.id
    assert charge.metadata["order_id"] == "o-1"


async def test_a_declined_card_leaves_the_payment_open(sandbox, venue):
    intent = await sandbox.order(venue)
    with pytest.raises(stripe.CardError) as declined:
        await sandbox.v1.payment_intents.confirm_async(
            intent.id, {"payment_method": "pm_card_chargeDeclinedInsufficientFunds"}
        )
    assert declined.value.code == "card_declined"
    assert declined.value.error.decline_code == "insufficient_funds"
    assert declined.value.error.payment_intent.id == intent.id
    read = await sandbox.v1.payment_intents.retrieve_async(intent.id)
    assert read.status == "requires_payment_method"
    assert read.last_payment_error.decline_code == "insufficient_funds"
    paid = await sandbox.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    assert paid.status == "succeeded"
    assert paid.last_payment_error is None


async def test_cancel(sandbox, venue):
    intent = await sandbox.order(venue)
    canceled = await sandbox.v1.payment_intents.cancel_async(intent.id, {"cancellation_reason": "abandoned"})
    assert (canceled.status, canceled.cancellation_reason) == ("canceled", "abandoned")
    assert canceled.canceled_at is not None


async def test_a_paid_payment_cannot_be_canceled(sandbox, venue):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.cancel_async(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    assert refused.value.error.payment_intent.status == "succeeded"


async def test_refund_of_everything(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    refund = await sandbox.v1.refunds.create_async(
        {
            "payment_intent": paid.id,
            "reverse_transfer": True,
            "refund_application_fee": True,
            "metadata": {"refund_id": "r-1"},
        }
    )
    assert (refund.status, refund.amount, refund.payment_intent) == ("succeeded", 1000, paid.id)
    charge = await sandbox.v1.charges.retrieve_async(paid.latest_charge.id)
    assert (charge.refunded, charge.amount_refunded) == (True, 1000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.refunds.create_async({"payment_intent": paid.id})
    assert refused.value.code == "charge_already_refunded"


async def test_webhooks_are_signed_and_logged(sandbox, venue, eventually):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id)
    await eventually(lambda: sandbox.receiver.of(intent.id, "payment_intent.succeeded"))
    delivery = next(d for d in sandbox.receiver.deliveries if d.event["data"]["object"]["id"] == intent.id)
    assert delivery.path == "/platform"
    event = stripe.Webhook.construct_event(delivery.body, delivery.signature, sandbox.secrets["platform"])
    assert event.type == "payment_intent.created"
    log = await sandbox.control("GET", f"deliveries?object={intent.id}")
    assert [row["type"] for row in log["data"]] == ["payment_intent.created", "payment_intent.succeeded"]
    assert log["data"][0]["attempts"][0]["outcome"] == "delivered"
