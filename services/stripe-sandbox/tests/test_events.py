"""The list of events: what backfill relies on."""

import pytest
import stripe


async def test_newest_first_by_type_and_range(sandbox, venue):
    intent = await sandbox.order(venue)
    await sandbox.v1.payment_intents.cancel_async(intent.id)
    listed = await sandbox.v1.events.list_async(
        {
            "types": ["payment_intent.created", "payment_intent.canceled"],
            "created": {"gte": intent.created},
            "limit": 2,
        }
    )
    assert [event.type for event in listed.data] == ["payment_intent.canceled", "payment_intent.created"]
    assert {event.data.object.id for event in listed.data} == {intent.id}
    created = await sandbox.v1.events.list_async({"type": "payment_intent.created", "limit": 1})
    assert created.data[0].id == listed.data[1].id
    future = await sandbox.v1.events.list_async({"created": {"gt": intent.created + 100_000_000}})
    assert future.data == []


async def test_from_the_last_known_event_onwards_oldest_first(sandbox, venue):
    anchor = (await sandbox.v1.events.list_async({"limit": 1})).data[0]
    intents = [await sandbox.order(venue) for _ in range(5)]
    missed = await sandbox.v1.events.list_async({"ending_before": anchor.id, "limit": 2})
    found = [event.data.object.id async for event in missed.auto_paging_iter()]
    assert found == [intent.id for intent in intents]


async def test_each_account_has_its_own(sandbox):
    venue = await sandbox.venue()
    await sandbox.paid_order(venue)
    own = await sandbox.v1.events.list_async({"limit": 100}, sandbox.as_account(venue))
    assert {event.type for event in own.data} == {"account.updated", "capability.updated", "payment.created"}
    assert {event.account for event in own.data} == {venue}
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.events.retrieve_async(own.data[0].id)


async def test_a_list_can_have_twenty_types(sandbox):
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.events.list_async({"types": ["charge.updated"] * 21})
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.v1.events.list_async({"type": "charge.updated", "types": ["charge.updated"]})
