"""Money after the payment: refunds, disputes, reversals, new transfers, availability, and sums that hold."""

import pytest
import stripe


async def test_refund_of_everything_returns_everything(sandbox):
    venue = await sandbox.venue()
    before = await sandbox.net_of("acct_platform")
    paid = await sandbox.paid_order(venue)
    refund = await sandbox.v1.refunds.create_async(
        {
            "payment_intent": paid.id,
            "reverse_transfer": True,
            "refund_application_fee": True,
            "metadata": {"refund_id": "r-1"},
            "expand": ["charge", "transfer_reversal"],
        }
    )
    assert (refund.status, refund.amount, refund.metadata["refund_id"]) == ("succeeded", 1000, "r-1")
    assert (refund.charge.refunded, refund.charge.amount_refunded) == (True, 1000)
    reversal = refund.transfer_reversal
    assert (reversal.amount, reversal.source_refund) == (1000, refund.id)
    taken = await sandbox.v1.refunds.retrieve_async(
        reversal.destination_payment_refund, options=sandbox.as_account(venue)
    )
    assert taken.id.startswith("pyr_")
    assert taken.source_transfer_reversal == reversal.id
    fee = await sandbox.v1.application_fees.retrieve_async(paid.latest_charge.application_fee)
    assert (fee.refunded, fee.amount_refunded, fee.refunds.data[0].amount) == (True, 123, 123)
    # What is lost is Stripe's own fee.
    assert await sandbox.net_of(venue) == 0
    assert await sandbox.net_of("acct_platform") - before == -59
    returned = await sandbox.entry_of(taken.id, venue)
    assert (returned.type, returned.amount, returned.fee, returned.net) == (
        "payment_refund",
        -1000,
        -123,
        -877,
    )


async def test_partial_refunds_add_up_without_a_rest(sandbox):
    venue = await sandbox.venue()
    paid = await sandbox.paid_order(venue, amount=1000, fee=100)
    for amount in (333, 333, 334):
        await sandbox.v1.refunds.create_async(
            {
                "payment_intent": paid.id,
                "amount": amount,
                "reverse_transfer": True,
                "refund_application_fee": True,
            }
        )
    parts = [entry.net for entry in await sandbox.entries_of(venue, type="payment_refund")]
    assert sum(parts) == -900
    assert await sandbox.net_of(venue) == 0
    charge = await sandbox.v1.charges.retrieve_async(paid.latest_charge.id)
    assert charge.refunded is True


async def test_without_reversal_the_venue_keeps_the_money(sandbox):
    venue = await sandbox.venue()
    paid = await sandbox.paid_order(venue)
    await sandbox.v1.refunds.create_async({"payment_intent": paid.id})
    assert await sandbox.net_of(venue) == 877


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"amount": 1001}, "amount_too_large"),
        ({"amount": 0}, "parameter_invalid_integer"),
        ({"refund_application_fee": True}, None),
        ({"reverse_transfer": True, "refund_application_fee": True}, None),
    ],
)
async def test_refunds_that_cannot_be(sandbox, venue, params, code):
    paid = await sandbox.paid_order(venue, fee=None)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.refunds.create_async({"payment_intent": paid.id, **params})
    assert refused.value.code == code


async def test_nothing_is_refunded_twice(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    await sandbox.v1.refunds.create_async({"charge": paid.latest_charge.id, "reason": "duplicate"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.refunds.create_async({"payment_intent": paid.id})
    assert refused.value.code == "charge_already_refunded"
    unpaid = await sandbox.order(venue)
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.refunds.create_async({"payment_intent": unpaid.id})


async def test_a_refund_can_be_pending(sandbox, venue):
    paid = await sandbox.paid_order(venue, "pm_card_pendingRefund")
    refund = await sandbox.v1.refunds.create_async({"payment_intent": paid.id})
    assert refund.status == "pending"
    await sandbox.advance(10)
    assert (await sandbox.v1.refunds.retrieve_async(refund.id)).status == "succeeded"


async def test_a_refund_can_fail_after_it_succeeded(sandbox, eventually):
    venue = await sandbox.venue()
    paid = await sandbox.paid_order(venue, "pm_card_refundFail")
    before = await sandbox.net_of("acct_platform")
    refund = await sandbox.v1.refunds.create_async({"payment_intent": paid.id, "reverse_transfer": True})
    assert refund.status == "succeeded"
    await sandbox.advance(10)
    failed = await sandbox.v1.refunds.retrieve_async(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert await eventually(lambda: sandbox.receiver.of(refund.id, "refund.failed"))
    # The payer did not get it and the venue does not get it back: it is the platform's to settle.
    assert await sandbox.net_of("acct_platform") - before == 1000
    charge = await sandbox.v1.charges.retrieve_async(paid.latest_charge.id)
    assert (charge.refunded, charge.amount_refunded) == (False, 0)


async def test_a_refund_from_the_dashboard_knows_nothing_of_us(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    refund = await sandbox.control("POST", "refunds", {"payment_intent": paid.id, "amount": 400})
    assert (refund["metadata"], refund["amount"]) == ({}, 400)
    listed = await sandbox.v1.refunds.list_async({"payment_intent": paid.id})
    assert [found.id for found in listed.data] == [refund["id"]]


async def test_a_refund_can_be_canceled_while_it_waits(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    command = {"payment_intent": paid.id, "status": "requires_action"}
    waiting = await sandbox.control("POST", "refunds", command)
    assert waiting["balance_transaction"] is None
    assert (await sandbox.v1.refunds.cancel_async(waiting["id"])).status == "canceled"
    pending = await sandbox.control("POST", "refunds", {**command, "status": "pending"})
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.refunds.cancel_async(pending["id"])
    done = await sandbox.control("POST", f"refunds/{pending['id']}/end", {"status": "canceled"})
    assert (done["status"], done["failure_balance_transaction"] is not None) == ("canceled", True)


async def test_a_bank_debit_has_names_of_its_own(sandbox, venue):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id, "pm_usBankAccount_success")
    await sandbox.advance(10)
    paid = await sandbox.v1.payment_intents.retrieve_async(intent.id)
    entry = await sandbox.entry_of(paid.latest_charge)
    assert (entry.type, paid.latest_charge[:3]) == ("payment", "py_")
    refund = await sandbox.v1.refunds.create_async({"payment_intent": intent.id})
    assert (await sandbox.entry_of(refund.id)).type == "payment_refund"


async def test_a_lost_dispute_is_the_platforms(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    before = await sandbox.net_of("acct_platform")
    opened = await sandbox.control("POST", "disputes", {"payment_intent": paid.id})
    assert opened["status"] == "needs_response"
    assert await sandbox.net_of("acct_platform") - before == -1000 - 2000
    entry = await sandbox.entry_of(opened["id"])
    assert (entry.type, entry.reporting_category, entry.fee) == ("adjustment", "dispute", 2000)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.refunds.create_async({"payment_intent": paid.id})
    assert refused.value.code == "charge_disputed"

    lost = await sandbox.control("POST", f"disputes/{opened['id']}/lose")
    assert lost["status"] == "lost"
    reversal = await sandbox.v1.transfers.reversals.create_async(paid.latest_charge.transfer, {"amount": 877})
    assert reversal.amount == 877
    listed = await sandbox.v1.disputes.list_async({"payment_intent": paid.id})
    assert [found.id for found in listed.data] == [opened["id"]]


async def test_a_won_dispute_gives_the_money_back_but_not_the_fee(sandbox, venue, eventually):
    paid = await sandbox.paid_order(venue, "pm_card_createDispute")
    before = await sandbox.net_of("acct_platform")
    (opened,) = (await sandbox.v1.disputes.list_async({"charge": paid.latest_charge.id})).data
    won = await sandbox.v1.disputes.update_async(
        opened.id, {"evidence": {"uncategorized_text": "winning_evidence"}, "submit": True}
    )
    assert won.status == "won"
    assert await sandbox.net_of("acct_platform") - before == 1000
    types = await eventually(
        lambda: len(found := [event["type"] for event in sandbox.receiver.of(opened.id)]) == 5 and found
    )
    assert set(types) == {
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.funds_reinstated",
        "charge.dispute.closed",
    }
    assert (await sandbox.v1.charges.retrieve_async(paid.latest_charge.id)).disputed is True


async def test_an_inquiry_moves_no_money_until_it_escalates(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    before = await sandbox.net_of("acct_platform")
    command = {"payment_intent": paid.id, "inquiry": True, "amount": 500}
    asked = await sandbox.control("POST", "disputes", command)
    assert asked["status"] == "warning_needs_response"
    assert await sandbox.net_of("acct_platform") == before
    escalated = await sandbox.control("POST", f"disputes/{asked['id']}/escalate")
    assert escalated["status"] == "needs_response"
    assert await sandbox.net_of("acct_platform") == before - 500 - 2000
    other = await sandbox.paid_order(venue, "pm_card_createDisputeInquiry")
    (inquiry,) = (await sandbox.v1.disputes.list_async({"payment_intent": other.id})).data
    assert (await sandbox.v1.disputes.close_async(inquiry.id)).status == "warning_closed"


async def test_what_was_given_back_is_not_disputed(sandbox, venue):
    intent = await sandbox.order(venue)
    await sandbox.pay(intent.id, "pm_card_createDispute")
    await sandbox.v1.refunds.create_async({"payment_intent": intent.id})
    await sandbox.settle()
    assert (await sandbox.v1.disputes.list_async({"payment_intent": intent.id})).data == []


async def test_reversals_stop_at_the_transfers_amount(sandbox):
    venue = await sandbox.venue()
    paid = await sandbox.paid_order(venue)
    reversals = sandbox.v1.transfers.reversals
    first = await reversals.create_async(
        paid.latest_charge.transfer,
        {"amount": 600, "refund_application_fee": True, "metadata": {"why": "lost"}},
    )
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await reversals.create_async(paid.latest_charge.transfer, {"amount": 401})
    assert refused.value.code == "amount_too_large"
    await reversals.create_async(paid.latest_charge.transfer)
    transfer = await sandbox.v1.transfers.retrieve_async(paid.latest_charge.transfer)
    assert (transfer.reversed, transfer.amount_reversed) == (True, 1000)
    listed = await reversals.list_async(transfer.id)
    assert [found.amount for found in listed.data] == [400, 600]
    assert (await reversals.retrieve_async(transfer.id, first.id)).metadata["why"] == "lost"
    # 0.74 of the 1.23 fee came back with the first reversal.
    assert await sandbox.net_of(venue) == -123 + 74


async def test_a_new_transfer_needs_money_or_a_source(sandbox, venue):
    paid = await sandbox.paid_order(venue)
    transfer = await sandbox.v1.transfers.create_async(
        {"amount": 300, "currency": "eur", "destination": venue, "source_transaction": paid.latest_charge.id}
    )
    assert transfer.source_transaction == paid.latest_charge.id
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.transfers.create_async(
            {"amount": 10_000_000, "currency": "eur", "destination": venue}
        )
    assert refused.value.code == "balance_insufficient"


async def test_money_becomes_available_after_two_days(sandbox):
    venue = await sandbox.venue()
    await sandbox.v1.accounts.update_async(
        venue, {"settings": {"payouts": {"schedule": {"interval": "manual"}}}}
    )
    await sandbox.paid_order(venue)
    await sandbox.paid_order(venue, "pm_card_bypassPending")
    balance = await sandbox.v1.balance.retrieve_async(options=sandbox.as_account(venue))
    assert (balance.available[0].amount, balance.pending[0].amount) == (877, 877)
    await sandbox.advance(2 * 24 * 3600)
    balance = await sandbox.v1.balance.retrieve_async(options=sandbox.as_account(venue))
    assert (balance.available[0].amount, balance.pending[0].amount) == (1754, 0)
    assert {entry.status for entry in await sandbox.entries_of(venue)} == {"available"}


async def test_sums_hold_after_all_this(sandbox, venue):
    """Each entry's net is amount - fee, and the summary is the sum of what the API lists."""
    sums = (await sandbox.control("GET", "summary"))["accounts"]
    for currencies in sums.values():
        for found in currencies.values():
            groups = ("charges", "refunds", "transfers", "application_fees", "disputes", "payouts", "other")
            assert sum(found[group] for group in groups) - found["fees"] == found["net"]
    await sandbox.paid_order(venue)
    for account in (venue, "acct_platform"):
        entries = await sandbox.entries_of("platform" if account == "acct_platform" else account)
        assert all(entry.net == entry.amount - entry.fee for entry in entries)
        assert all(entry.fee == sum(detail.amount for detail in entry.fee_details) for entry in entries)
        assert sum(entry.net for entry in entries if entry.currency == "eur") == await sandbox.net_of(account)
