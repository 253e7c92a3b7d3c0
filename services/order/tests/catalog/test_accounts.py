"""Connected accounts: one per venue whatever is repeated or lost, and closed venues when they cannot be paid."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from twyst.mailbox.database import execute
from twyst.order.application.catalog_ports import StripeRefused, StripeUnavailable
from twyst.order.application.load_venue import require_venue
from twyst.order.application.open_account import open_account
from twyst.order.application.refresh_account import (
    keep_account,
    refresh_account,
    refresh_stale_accounts,
)


@pytest.fixture
async def venue(new_venue):
    """A venue that has no account yet."""
    return await new_venue()


@pytest.fixture
def url(venue) -> str:
    return f"/v1/venues/{venue.venue_id}/stripe-account"


@pytest.fixture
async def account_id(client, url, owner, stripe) -> str:
    """The venue's account, onboarded and read."""
    account_id = (await client.post(url, headers=owner)).json()["account_id"]
    await stripe.onboard(account_id)
    assert (await client.get(url, headers=owner)).json()["status"] == "ready"
    stripe.calls.clear()
    return account_id


async def record(transactions, venue):
    async with transactions.of_venue(venue.venue_id) as catalog:
        return await require_venue(catalog)


async def test_an_owner_creates_completes_and_follows_the_account(
    client, url, owner, stripe, venue, messages
):
    assert (await client.get(url, headers=owner)).json()["status"] == "none"
    no_account = await client.post(f"{url}/link", headers=owner)
    assert (no_account.status_code, no_account.json()["type"]) == (409, "urn:twyst:problem:no-stripe-account")
    created = (await client.post(url, headers=owner)).json()
    assert (created["status"], created["settles_in"]) == ("incomplete", "eur")
    link = (await client.post(f"{url}/link", headers=owner)).json()
    assert f"https://eat.example/dashboard/{venue.venue_id}/account?onboarding=returned" in link["url"]
    await stripe.onboard(created["account_id"])
    ready = (await client.get(url, headers=owner)).json()
    assert (ready["status"], ready["charges_enabled"], ready["payouts_enabled"]) == ("ready", True, True)
    stripe.calls.clear()
    assert (await client.get(url, headers=owner)).json() == ready
    assert stripe.calls == []
    accounts = [(m["account_id"], m["can_be_paid"]) for m in await messages(venue.venue_id)]
    assert accounts[-2:] == [(created["account_id"], False), (created["account_id"], True)]


async def test_a_repeated_or_concurrent_request_makes_one_account(client, url, owner, stripe):
    answers = await asyncio.gather(*(client.post(url, headers=owner) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["account_id"] for answer in answers}) == 1
    assert len(stripe.accounts) == 1
    stripe.calls.clear()
    await client.post(url, headers=owner)
    assert stripe.calls == []


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(client, url, owner, stripe):
    stripe.lose_answer = True
    lost = await client.post(url, headers=owner)
    assert (lost.status_code, lost.headers["retry-after"]) == (503, "2")
    stripe.lose_answer = False
    found = (await client.post(url, headers=owner)).json()
    assert list(stripe.accounts) == [found["account_id"]]


async def test_when_the_key_is_too_old_the_account_is_looked_for(
    stripe, transactions, venue, clock, api_database
):
    stripe.lose_answer = True
    with pytest.raises(StripeUnavailable):
        await open_account(transactions, stripe, venue.venue_id, clock)
    stripe.lose_answer = False
    stripe.by_key.clear()  # Stripe forgot it
    async with api_database.transaction(venue.venue_id) as connection:
        await execute(connection, "UPDATE stripe_account SET requested_at = requested_at - interval '2 days'")
    stripe.calls.clear()
    account = await open_account(transactions, stripe, venue.venue_id, clock)
    assert stripe.calls == ["find"]
    assert list(stripe.accounts) == [account.account_id]


async def test_stripes_refusal_is_told(client, url, owner, stripe):
    stripe.trouble = StripeRefused("country_unsupported", "Not in this country.")
    refused = await client.post(url, headers=owner)
    assert (refused.status_code, refused.json()["stripe_code"]) == (409, "country_unsupported")
    stripe.trouble = None
    assert (await client.post(url, headers=owner)).status_code == 200


async def test_an_update_makes_the_worker_read_the_account_again(
    account_id, stripe, transactions, venue, worker_view, worker_database, clock, messages
):
    worker = type(transactions)(worker_database)
    assert await worker_view.invalidate_account("acct_of_nobody") is None
    assert venue.venue_id not in await worker_view.stale_accounts(limit=100)
    restricted = replace(
        stripe.accounts[account_id], payouts_enabled=False, requirements=("external_account",)
    )
    stripe.accounts[account_id] = restricted
    assert await worker_view.invalidate_account(account_id) == venue.venue_id
    assert (await record(transactions, venue)).can_be_paid
    stripe.trouble = StripeUnavailable("down")
    assert await refresh_stale_accounts(worker_view, worker, stripe, clock) == 0
    assert venue.venue_id in await worker_view.stale_accounts(limit=100)
    stripe.trouble = None
    await refresh_stale_accounts(worker_view, worker, stripe, clock)
    assert venue.venue_id not in await worker_view.stale_accounts(limit=100)
    read = await record(transactions, venue)
    assert (read.account, read.can_be_paid) == (restricted, False)
    assert (await messages(venue.venue_id))[-1]["can_be_paid"] is False


async def test_a_page_shows_what_is_known_while_stripe_is_down(
    client, url, owner, account_id, stripe, worker_view
):
    await worker_view.invalidate_account(account_id)
    stripe.trouble = StripeUnavailable("down")
    answer = (await client.get(url, headers=owner)).json()
    assert (answer["status"], stripe.calls) == ("ready", ["read"])
    assert (await client.post(f"{url}/link", headers=owner)).status_code == 503


async def test_an_account_that_is_gone_or_settles_elsewhere_closes_the_venue(
    client, url, owner, account_id, stripe, transactions, venue, clock
):
    ready = stripe.accounts.pop(account_id)
    await refresh_account(transactions, stripe, venue.venue_id, clock)
    gone = (await client.get(url, headers=owner)).json()
    assert (gone["status"], gone["disabled_reason"]) == ("restricted", "disconnected")
    stripe.accounts[account_id] = replace(ready, currency="gbp")
    assert (await client.get(url, headers=owner)).json()["status"] == "wrong_currency"
    assert not (await record(transactions, venue)).can_be_paid


async def test_an_earlier_reading_never_replaces_a_later_one(account_id, stripe, transactions, venue, clock):
    async with transactions.of_venue(venue.venue_id) as catalog:
        onboarding = await catalog.onboarding.current()
    assert onboarding is not None
    assert onboarding.read_at is not None
    stale = replace(stripe.accounts[account_id], charges_enabled=False)
    earlier = onboarding.read_at - timedelta(milliseconds=1)
    kept = await keep_account(transactions, venue.venue_id, stale, earlier, clock)
    assert kept == stripe.accounts[account_id]
    other = replace(stale, account_id="acct_second")
    await keep_account(transactions, venue.venue_id, other, onboarding.read_at + timedelta(seconds=1), clock)
    read = await record(transactions, venue)
    assert read.account == stripe.accounts[account_id]


async def test_requirements_alone_are_no_news_to_other_services(
    account_id, stripe, transactions, venue, clock, messages
):
    before = await messages(venue.venue_id)
    stripe.accounts[account_id] = replace(stripe.accounts[account_id], requirements=("company.tax_id",))
    await refresh_account(transactions, stripe, venue.venue_id, clock)
    assert await messages(venue.venue_id) == before
    assert (await record(transactions, venue)).account.requirements == ("company.tax_id",)
