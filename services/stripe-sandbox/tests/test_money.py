"""The legs of a payment: five linked objects on two accounts."""

import pytest
import stripe


async def test_the_published_example(sandbox):
    """10.00 charged, 1.23 application fee, 0.59 for Stripe: the platform keeps 0.64 and the venue gets 8.77."""
    venue = await sandbox.venue()
    before = await sandbox.net_of("acct_platform")
    paid = await sandbox.paid_order(venue, amount=1000, fee=123)
    charge = paid.latest_charge

    charged = await sandbox.entry_of(charge.id)
    assert (charged.amount, charged.fee, charged.net) == (1000, 59, 941)
    assert (charged.type, charged.fee_details[0].type) == ("charge", "stripe_fee")
    transferred = await sandbox.entry_of(charge.transfer)
    assert (transferred.type, transferred.net) == ("transfer", -1000)
    fee = await sandbox.entry_of(charge.application_fee)
    assert (fee.type, fee.net, fee.reporting_category) == ("application_fee", 123, "platform_earning")
    (received,) = await sandbox.entries_of(venue)
    assert (received.type, received.amount, received.fee, received.net) == ("payment", 1000, 123, 877)
    assert received.fee_details[0].type == "application_fee"
    assert await sandbox.net_of("acct_platform") - before == 64
    assert await sandbox.net_of(venue) == 877


async def test_the_five_objects_are_linked(sandbox, venue):
    transfer_data = {
        "destination": venue,
        "metadata": {"order_id": "on the transfer"},
        "payment_data": {"metadata": {"order_id": "on the payment"}, "description": "Table 7"},
    }
    paid = await sandbox.paid_order(venue, transfer_data=transfer_data, transfer_group="g-1")
    charge = paid.latest_charge
    transfer = await sandbox.v1.transfers.retrieve_async(charge.transfer)
    assert (transfer.source_transaction, transfer.destination, transfer.transfer_group) == (
        charge.id,
        venue,
        "g-1",
    )
    assert transfer.metadata["order_id"] == "on the transfer"
    payment = await sandbox.v1.charges.retrieve_async(
        transfer.destination_payment, options=sandbox.as_account(venue)
    )
    assert payment.id.startswith("py_")
    assert (payment.object, payment.source_transfer, payment.description) == (
        "charge",
        transfer.id,
        "Table 7",
    )
    assert payment.metadata["order_id"] == "on the payment"
    fee = await sandbox.v1.application_fees.retrieve_async(charge.application_fee)
    assert (fee.originating_transaction, fee.charge, fee.account) == (charge.id, payment.id, venue)
    assert payment.application_fee == fee.id
    listed = await sandbox.v1.transfers.list_async({"transfer_group": "g-1", "destination": venue})
    assert [found.id for found in listed.data] == [transfer.id]


async def test_the_legs_follow_the_success(sandbox, venue, eventually):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id)
    (succeeded,) = await eventually(lambda: sandbox.receiver.of(intent.id, "payment_intent.succeeded"))
    charge_id = succeeded["data"]["object"]["latest_charge"]
    (told,) = await eventually(lambda: sandbox.receiver.of(charge_id, "charge.succeeded"))
    snapshot = told["data"]["object"]
    assert (snapshot["balance_transaction"], snapshot["transfer"], snapshot["application_fee"]) == (
        None,
        None,
        None,
    )

    (filled,) = await eventually(lambda: sandbox.receiver.of(charge_id, "charge.updated"))
    assert filled["data"]["previous_attributes"] == {
        "application_fee": None,
        "balance_transaction": None,
        "transfer": None,
    }
    charge = filled["data"]["object"]
    assert await eventually(lambda: sandbox.receiver.of(charge["transfer"], "transfer.created"))
    assert await eventually(lambda: sandbox.receiver.of(charge["application_fee"], "application_fee.created"))


async def test_synchronous_capture_has_the_legs_at_once(sandbox, venue):
    paid = await sandbox.order(
        venue,
        capture_method="automatic",
        confirm=True,
        payment_method="pm_card_visa",
        expand=["latest_charge"],
    )
    assert paid.latest_charge.transfer.startswith("tr_")


async def test_a_part_of_the_amount_can_be_transferred(sandbox):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue, fee=None, transfer_data={"destination": venue, "amount": 877})
    (received,) = await sandbox.entries_of(venue)
    assert (received.amount, received.fee, received.net) == (877, 0, 877)


async def test_expansion_across_accounts_to_the_fourth_level(sandbox):
    venue = await sandbox.venue()
    paid = await sandbox.paid_order(venue)
    listed = await sandbox.v1.balance_transactions.list_async(
        {"expand": ["data.source.source_transfer.source_transaction"]}, sandbox.as_account(venue)
    )
    origin = listed.data[0].source.source_transfer.source_transaction
    assert (origin.payment_intent, origin.metadata["order_id"]) == (paid.id, "o-1")
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.balance_transactions.list_async(
            {"expand": ["data.source.source_transfer.source_transaction.payment_intent"]},
            sandbox.as_account(venue),
        )
