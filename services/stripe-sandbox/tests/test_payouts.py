"""Payouts: each is the sum of its lines, to the cent."""

import pytest
import stripe

DAY = 24 * 3600


async def lines_of(sandbox, venue, payout_id):
    listed = await sandbox.v1.balance_transactions.list_async(
        {"payout": payout_id, "limit": 100}, sandbox.as_account(venue)
    )
    return [line async for line in listed.auto_paging_iter()]


async def payouts_of(sandbox, venue):
    return (await sandbox.v1.payouts.list_async(options=sandbox.as_account(venue))).data


async def run(sandbox, venue, **command):
    return (await sandbox.control("POST", "payouts/run", {"account": venue, **command}))["payouts"]


def assert_adds_up(payout, lines):
    others = [line for line in lines if line.source != payout.id]
    assert sum(line.net for line in others) == payout.amount
    assert sum(line.net for line in lines) == 0
    assert [line.type for line in lines if line.source == payout.id] == ["payout"]


async def test_the_daily_run_pays_what_is_available(sandbox, eventually):
    venue = await sandbox.venue()
    for n in range(3):
        await sandbox.paid_order(venue, amount=1000 + n, fee=100)
    refunded = await sandbox.paid_order(venue, amount=500, fee=50)
    await sandbox.v1.refunds.create_async(
        {
            "payment_intent": refunded.id,
            "amount": 200,
            "reverse_transfer": True,
            "refund_application_fee": True,
        }
    )
    await sandbox.advance(DAY)
    assert await payouts_of(sandbox, venue) == []
    await sandbox.advance(2 * DAY)
    (payout,) = await payouts_of(sandbox, venue)
    assert (payout.status, payout.automatic, payout.reconciliation_status) == ("paid", True, "completed")
    assert payout.amount == 900 + 901 + 902 + 450 - 180
    assert_adds_up(payout, await lines_of(sandbox, venue, payout.id))
    types = await eventually(
        lambda: len(found := [event["type"] for event in sandbox.receiver.of(payout.id)]) == 4 and found
    )
    assert set(types) == {
        "payout.created",
        "payout.updated",
        "payout.paid",
        "payout.reconciliation_completed",
    }
    assert {event["account"] for event in sandbox.receiver.of(payout.id)} == {venue}
    balance = await sandbox.v1.balance.retrieve_async(options=sandbox.as_account(venue))
    assert (balance.available[0].amount, balance.pending[0].amount) == (0, 0)


async def test_a_run_by_hand_takes_what_is_on_its_way_too(sandbox):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue)
    assert await run(sandbox, venue, include_pending=False) == []
    (made,) = await run(sandbox, venue)
    assert (made["status"], made["amount"]) == ("pending", 877)
    # Lines cannot be asked for before the payout is reconciled.
    assert await lines_of(sandbox, venue, made["id"]) == []
    await sandbox.advance(5)
    (payout,) = await payouts_of(sandbox, venue)
    assert payout.reconciliation_status == "completed"
    assert_adds_up(payout, await lines_of(sandbox, venue, payout.id))


async def test_lines_lead_back_to_the_orders(sandbox):
    venue = await sandbox.venue()
    orders = [await sandbox.paid_order(venue, metadata={"order_id": f"o-{n}"}) for n in range(12)]
    (made,) = await run(sandbox, venue)
    await sandbox.advance(5)
    listed = await sandbox.v1.balance_transactions.list_async(
        {
            "payout": made["id"],
            "type": "payment",
            "limit": 5,
            "expand": ["data.source.source_transfer.source_transaction"],
        },
        sandbox.as_account(venue),
    )
    origins = [line.source.source_transfer.source_transaction async for line in listed.auto_paging_iter()]
    assert [origin.payment_intent for origin in origins] == [order.id for order in reversed(orders)]
    assert origins[0].metadata["order_id"] == "o-11"


async def test_a_refund_line_leads_back_too(sandbox):
    venue = await sandbox.venue()
    order = await sandbox.paid_order(venue)
    refund = await sandbox.v1.refunds.create_async(
        {"payment_intent": order.id, "amount": 100, "reverse_transfer": True}
    )
    await run(sandbox, venue)
    listed = await sandbox.v1.balance_transactions.list_async(
        {"type": "payment_refund", "expand": ["data.source.source_transfer_reversal"]},
        sandbox.as_account(venue),
    )
    assert listed.data[0].source.source_transfer_reversal.source_refund == refund.id


async def test_a_payout_may_fail_after_it_was_paid(sandbox, eventually):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue)
    (made,) = await run(sandbox, venue)
    await sandbox.advance(5)
    failed = await sandbox.control("POST", f"payouts/{made['id']}/fail", {"failure_code": "no_account"})
    assert (failed["status"], failed["failure_code"]) == ("failed", "no_account")
    assert await eventually(lambda: sandbox.receiver.of(made["id"], "payout.failed"))
    # The money goes out again with the next payout, as a line of it.
    (again,) = await run(sandbox, venue)
    await sandbox.advance(5)
    payout = await sandbox.v1.payouts.retrieve_async(again["id"], options=sandbox.as_account(venue))
    lines = await lines_of(sandbox, venue, payout.id)
    assert_adds_up(payout, lines)
    assert [line.type for line in lines] == ["payout", "payout_failure"]


async def test_a_failed_payout_can_stop_all_others(sandbox, eventually):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue)
    (made,) = await run(sandbox, venue)
    await sandbox.control("POST", f"payouts/{made['id']}/fail", {"disable_bank_account": True})
    account = await sandbox.v1.accounts.retrieve_async(venue)
    assert account.payouts_enabled is False
    bank = account.external_accounts.data[0]
    assert await eventually(lambda: sandbox.receiver.of(bank.id, "account.external_account.updated"))
    everybody = await sandbox.control("POST", "payouts/run", {"include_pending": False})
    assert venue not in [payout["destination"] for payout in everybody["payouts"]]
    await sandbox.control("POST", f"accounts/{venue}/onboard")
    assert len(await run(sandbox, venue)) == 1


async def test_a_negative_balance_is_carried_or_debited(sandbox):
    venue = await sandbox.venue()
    order = await sandbox.paid_order(venue)
    await run(sandbox, venue)
    await sandbox.v1.refunds.create_async({"payment_intent": order.id, "reverse_transfer": True})
    assert await run(sandbox, venue) == []
    await sandbox.v1.accounts.update_async(
        venue, {"settings": {"payouts": {"debit_negative_balances": True}}}
    )
    (made,) = await run(sandbox, venue)
    assert made["amount"] == -1000
    await sandbox.advance(5)
    payout = await sandbox.v1.payouts.retrieve_async(made["id"], options=sandbox.as_account(venue))
    assert_adds_up(payout, await lines_of(sandbox, venue, payout.id))


async def test_manual_payouts_are_not_itemised(sandbox):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue, "pm_card_bypassPending")
    options = sandbox.as_account(venue)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payouts.create_async({"amount": 878, "currency": "eur"}, options)
    assert refused.value.code == "balance_insufficient"
    manual = await sandbox.v1.payouts.create_async(
        {"amount": 800, "currency": "eur", "method": "instant"}, options
    )
    assert (manual.automatic, manual.reconciliation_status) == (False, "not_applicable")
    await sandbox.advance(5)
    assert (await sandbox.v1.payouts.retrieve_async(manual.id, options=options)).status == "paid"
    with pytest.raises(stripe.InvalidRequestError):
        await lines_of(sandbox, venue, manual.id)
    (rest,) = await run(sandbox, venue)
    assert rest["amount"] == 77


async def test_a_manual_payout_can_be_canceled(sandbox):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue, "pm_card_bypassPending")
    options = sandbox.as_account(venue)
    manual = await sandbox.v1.payouts.create_async({"amount": 800, "currency": "eur"}, options)
    assert (await sandbox.v1.payouts.cancel_async(manual.id, options=options)).status == "canceled"
    (made,) = await run(sandbox, venue)
    assert made["amount"] == 877
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.payouts.cancel_async(made["id"], options=options)


async def test_what_cannot_be_paid_out_is_held_back_by_name(sandbox):
    """HUF is charged with two decimals and paid out without: the rest stays, and the lines still add up."""
    venue = await sandbox.venue("huf", "HU")
    await sandbox.paid_order(venue, amount=20050, fee=None, currency="huf")
    (made,) = await run(sandbox, venue)
    assert made["amount"] == 20000
    await sandbox.advance(5)
    payout = await sandbox.v1.payouts.retrieve_async(made["id"], options=sandbox.as_account(venue))
    lines = await lines_of(sandbox, venue, payout.id)
    assert_adds_up(payout, lines)
    assert {line.type for line in lines} == {"payment", "payout", "payout_minimum_balance_hold"}
    balance = await sandbox.v1.balance.retrieve_async(options=sandbox.as_account(venue))
    assert balance.available[0].amount == 50


async def test_the_platform_is_paid_out_on_its_own_endpoint(sandbox, venue, eventually):
    await sandbox.paid_order(venue, amount=1_000_000, fee=1_000_000)
    (made,) = await run(sandbox, "acct_platform")
    (told,) = await eventually(lambda: sandbox.receiver.of(made["id"], "payout.created"))
    assert "account" not in told
