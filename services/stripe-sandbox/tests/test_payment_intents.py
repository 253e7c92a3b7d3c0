"""PaymentIntents through the official SDK: every status, every way in and out."""

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
    assert read.latest_charge.payment_intent == intent.id
    assert read.latest_charge.paid is True


async def test_create_and_confirm_at_once(sandbox, venue):
    paid = await sandbox.order(venue, confirm=True, payment_method="pm_card_mastercard")
    assert paid.status == "succeeded"


async def test_a_payment_method_alone_asks_for_confirmation(sandbox, venue):
    intent = await sandbox.order(venue, payment_method="pm_card_visa")
    assert intent.status == "requires_confirmation"
    paid = await sandbox.v1.payment_intents.confirm_async(intent.id)
    assert paid.status == "succeeded"


async def test_confirmation_needs_a_payment_method(sandbox, venue):
    intent = await sandbox.order(venue)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.confirm_async(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"


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
    failed = await sandbox.v1.charges.list_async({"payment_intent": intent.id})
    assert [charge.status for charge in failed.data] == ["failed"]

    paid = await sandbox.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    assert paid.status == "succeeded"
    assert paid.last_payment_error is None


async def test_too_many_declines_cancel_the_payment(sandbox, venue):
    intent = await sandbox.order(venue)
    for _ in range(10):
        state = await sandbox.pay(intent.id, "pm_card_chargeDeclined")
    assert (state["status"], state["cancellation_reason"]) == ("canceled", "automatic")


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("pm_usBankAccount_success", "succeeded"),
        ("pm_usBankAccount_insufficientFunds", "requires_payment_method"),
    ],
)
async def test_processing(sandbox, venue, method, status):
    intent = await sandbox.order(venue)
    assert (await sandbox.pay(intent.id, method))["status"] == "processing"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.cancel_async(intent.id)
    assert refused.value.code == "payment_intent_unexpected_state"
    await sandbox.advance(6)
    assert (await sandbox.v1.payment_intents.retrieve_async(intent.id)).status == status


async def test_manual_capture(sandbox, venue):
    intent = await sandbox.order(venue, capture_method="manual")
    held = await sandbox.v1.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    assert (held.status, held.amount_capturable, held.amount_received) == ("requires_capture", 1000, 0)
    taken = await sandbox.v1.payment_intents.capture_async(
        intent.id, {"amount_to_capture": 100, "expand": ["latest_charge.application_fee"]}
    )
    assert (taken.status, taken.amount_received) == ("succeeded", 100)
    assert taken.latest_charge.application_fee.amount == 100

    released = await sandbox.order(
        venue, capture_method="manual", confirm=True, payment_method="pm_card_visa"
    )
    canceled = await sandbox.v1.payment_intents.cancel_async(released.id)
    assert canceled.status == "canceled"


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


async def test_metadata_is_copied_to_the_charge_once(sandbox, venue):
    intent = await sandbox.order(venue, metadata={"order_id": "before"}, transfer_group="table-7")
    await sandbox.v1.payment_intents.update_async(
        intent.id, {"metadata": {"order_id": "at confirmation", "x": "1"}}
    )
    await sandbox.pay(intent.id)
    updated = await sandbox.v1.payment_intents.update_async(
        intent.id, {"metadata": {"order_id": "after", "x": ""}}
    )
    assert updated.metadata.to_dict() == {"order_id": "after"}
    read = await sandbox.v1.payment_intents.retrieve_async(intent.id, {"expand": ["latest_charge"]})
    assert read.latest_charge.metadata.to_dict() == {"order_id": "at confirmation", "x": "1"}
    assert read.latest_charge.transfer_group == "table-7"


async def test_update_is_refused_when_it_is_too_late(sandbox, venue):
    intent = await sandbox.order(venue)
    changed = await sandbox.v1.payment_intents.update_async(
        intent.id, {"amount": 1200, "application_fee_amount": 5}
    )
    assert (changed.amount, changed.application_fee_amount) == (1200, 5)
    await sandbox.pay(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.v1.payment_intents.update_async(intent.id, {"amount": 1300})
    assert refused.value.code == "payment_intent_unexpected_state"


async def test_update_is_checked_like_creation(sandbox, venue):
    intent = await sandbox.order(venue, fee=500)
    for params in ({"amount": 400}, {"currency": "gbp"}, {"amount": 1}, {"transfer_data": {"amount": 900}}):
        with pytest.raises(stripe.InvalidRequestError):
            await sandbox.v1.payment_intents.update_async(intent.id, params)
    changed = await sandbox.v1.payment_intents.update_async(
        intent.id, {"application_fee_amount": "", "transfer_data": {"amount": 900}, "description": "Table 7"}
    )
    assert (changed.application_fee_amount, changed.transfer_data.amount) == (None, 900)
    assert changed.transfer_data.destination == venue


async def test_search_by_metadata(sandbox, venue):
    made = [await sandbox.order(venue, metadata={"order_id": "search-me", "n": str(n)}) for n in range(3)]
    await sandbox.pay(made[1].id)
    query = "metadata['order_id']:'search-me'"
    found = await sandbox.v1.payment_intents.search_async({"query": query, "limit": 2})
    assert [intent.id for intent in found.data] == [made[2].id, made[1].id]
    more = await sandbox.v1.payment_intents.search_async(
        {"query": query, "limit": 2, "page": found.next_page}
    )
    assert ([intent.id for intent in more.data], more.has_more) == ([made[0].id], False)
    paid = await sandbox.v1.payment_intents.search_async({"query": f'{query} AND status:"succeeded"'})
    assert [intent.id for intent in paid.data] == [made[1].id]
    rest = await sandbox.v1.payment_intents.search_async(
        {"query": f"{query} AND -status:'succeeded' AND amount>999"}
    )
    assert len(rest.data) == 2
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.payment_intents.search_async({"query": "nonsense"})


async def test_list_pages_in_both_directions(sandbox, venue):
    made = [await sandbox.order(venue) for _ in range(5)]
    ids = [intent.id for intent in reversed(made)]
    first = await sandbox.v1.payment_intents.list_async({"limit": 2})
    assert ([i.id for i in first.data], first.has_more) == (ids[:2], True)
    after = await sandbox.v1.payment_intents.list_async({"limit": 2, "starting_after": ids[1]})
    assert [i.id for i in after.data] == ids[2:4]
    before = await sandbox.v1.payment_intents.list_async({"limit": 2, "ending_before": ids[3]})
    assert [i.id for i in before.data] == ids[1:3]
    everything = await sandbox.v1.payment_intents.list_async(
        {"limit": 2, "ending_before": ids[4], "created": {"gte": made[0].created}}
    )
    assert [i.id async for i in everything.auto_paging_iter()] == ids[3::-1]
