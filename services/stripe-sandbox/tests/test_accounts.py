"""Connected accounts from creation to the first payment."""

import pytest
import stripe


async def test_onboarding_through_the_page(sandbox, eventually):
    account = await sandbox.v1.accounts.create_async(
        {
            "country": "GB",
            "controller": {"losses": {"payments": "application"}, "stripe_dashboard": {"type": "express"}},
            "capabilities": {"transfers": {"requested": True}},
            "metadata": {"venue_id": "v-1"},
        }
    )
    assert (account.default_currency, account.charges_enabled, account.payouts_enabled) == (
        "gbp",
        False,
        False,
    )
    assert account.requirements.currently_due
    assert account.capabilities.transfers == "inactive"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await sandbox.order(account.id, currency="gbp")
    assert refused.value.code == "insufficient_capabilities_for_transfer"

    link = await sandbox.v1.account_links.create_async(
        {
            "account": account.id,
            "type": "account_onboarding",
            "return_url": "https://shop.example/done",
            "refresh_url": "https://shop.example/again",
        }
    )
    page = await sandbox.http.get(link.url)
    assert account.id in page.text
    secret = link.url.split("token=")[1]
    refused = await sandbox.http.post(f"/_sandbox/onboarding/{account.id}", data={"secret": "guess"})
    assert refused.status_code == 403
    done = await sandbox.http.post(f"/_sandbox/onboarding/{account.id}", data={"secret": secret})
    assert (done.status_code, done.headers["location"]) == (303, "https://shop.example/done")

    ready = await sandbox.v1.accounts.retrieve_async(account.id)
    assert (ready.charges_enabled, ready.payouts_enabled, ready.details_submitted) == (True, True, True)
    assert ready.capabilities.transfers == "active"
    updated = await eventually(
        lambda: [
            e
            for e in sandbox.receiver.of(account.id, "account.updated")
            if e["data"]["object"]["charges_enabled"]
        ]
    )
    assert updated[0]["account"] == account.id
    assert updated[0]["data"]["previous_attributes"]["charges_enabled"] is False
    assert (await sandbox.order(account.id, currency="gbp")).status == "requires_payment_method"


async def test_a_restricted_account_cannot_be_paid(sandbox):
    venue = await sandbox.venue()
    restricted = await sandbox.control("POST", f"accounts/{venue}/restrict", {"reason": "rejected.fraud"})
    assert restricted["requirements"]["disabled_reason"] == "rejected.fraud"
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.order(venue)


async def test_capabilities_and_updates(sandbox):
    account = await sandbox.v1.accounts.create_async({"country": "DE"})
    await sandbox.v1.accounts.capabilities.update_async(account.id, "transfers", {"requested": True})
    listed = await sandbox.v1.accounts.capabilities.list_async(account.id)
    assert [(found.id, found.status) for found in listed.data] == [("transfers", "inactive")]
    read = await sandbox.v1.accounts.capabilities.retrieve_async(account.id, "transfers")
    assert read.account == account.id
    changed = await sandbox.v1.accounts.update_async(
        account.id,
        {
            "metadata": {"a": "b"},
            "business_profile": {"name": "Bar"},
            "settings": {"payouts": {"debit_negative_balances": True}},
        },
    )
    assert (changed.metadata["a"], changed.business_profile.name) == ("b", "Bar")
    assert changed.settings.payouts.debit_negative_balances is True
    assert changed.settings.payouts.schedule.interval == "daily"
    listed = await sandbox.v1.accounts.list_async({"limit": 1})
    assert listed.data[0].id == account.id


async def test_the_platform_is_an_account_too(sandbox, venue):
    platform = await sandbox.v1.accounts.retrieve_current_async()
    assert platform.charges_enabled is True
    own = await sandbox.v1.accounts.retrieve_current_async(options=sandbox.as_account(venue))
    assert own.id == venue


async def test_on_behalf_of_needs_card_payments(sandbox, venue):
    paid = await sandbox.paid_order(venue, on_behalf_of=venue)
    assert paid.latest_charge.on_behalf_of == venue
    other = await sandbox.v1.accounts.create_async(
        {"country": "DE", "capabilities": {"transfers": {"requested": True}}}
    )
    await sandbox.control("POST", f"accounts/{other.id}/onboard")
    with pytest.raises(stripe.InvalidRequestError):
        await sandbox.order(other.id, on_behalf_of=other.id)
