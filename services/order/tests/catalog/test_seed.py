"""Two venues to try Twyst with, made once however often they are seeded; also at the real sandbox."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
import stripe as stripe_sdk

from twyst.mailbox.database import Database, fetch
from twyst.order.adapters.catalog.sandbox_onboarding import SandboxOnboarding
from twyst.order.adapters.catalog.stripe_accounts import StripeAccounts
from twyst.order.adapters.catalog.transactions import SqlTransactions
from twyst.order.application.catalog_ports import NewAccount, StripeRefused, StripeUnavailable
from twyst.order.entrypoints.seed import AccountNotPayable, NotForRealMoney, SeedPorts, document, seed
from twyst.testing.waiting import eventually

KEY = "sk_test_sandbox"


@pytest.fixture
async def dsns(fresh_database):
    """Seeded ids are fixed: each of these tests has a database of its own."""
    return await fresh_database("order")


@pytest.fixture
def seed_ports(transactions, stripe, issuer, clock) -> SeedPorts:
    return SeedPorts(
        transactions,
        stripe,
        stripe.onboard,
        issuer,
        clock,
        livemode=False,
        web_base_url="https://eat.example",
    )


async def everything(dsn: str) -> dict[str, list[str]]:
    """All rows of the catalog but those of codes, of which new ones are minted each time."""
    auditor = Database(dsn, pool_size=1, application_name="test-auditor")
    tables = ("venue", "stripe_account", "dining_table", "menu", "member", "outbox", "feed")
    async with auditor.transaction() as connection:
        rows = {
            table: sorted(map(str, await fetch(connection, f"SELECT * FROM {table}"))) for table in tables
        }
    await auditor.close()
    return rows


async def test_seeding_again_changes_nothing(seed_ports, dsns, stripe, client):
    first = await seed(seed_ports)
    before = await everything(dsns.auditor)
    second = await seed(seed_ports)
    assert await everything(dsns.auditor) == before
    assert stripe.calls.count("create") == len(first) == 2
    for one, other in zip(first, second, strict=True):
        fresh = {"staff_token", "manager_token", "pairing_code", "pairing_codes"}
        kept = set(one.__dataclass_fields__) - fresh
        assert {name: getattr(one, name) for name in kept} == {name: getattr(other, name) for name in kept}
    old, new = first[0].pairing_codes["owner"], second[0].pairing_codes["owner"]
    assert (await client.post("/v1/sessions", json={"code": old})).status_code == 401
    assert (await client.post("/v1/sessions", json={"code": new})).json()["role"] == "owner"


async def test_the_seed_puts_no_address_on_a_topic(seed_ports, dsns):
    await seed(seed_ports)
    published = (await everything(dsns.auditor))["outbox"]
    assert published
    assert not [row for row in published if "@" in row]


async def test_the_seeded_venues_take_orders_and_their_tokens_work(seed_ports, client):
    venues = document(await seed(seed_ports))["venues"]
    assert [venue["currency"] for venue in venues] == ["eur", "gbp"]
    for venue in venues:
        base = f"/v1/venues/{venue['venue_id']}"
        assert len(venue["tables"]) == 6
        page = (await client.get(f"{base}/tables/{venue['table_id']}/menu")).json()
        assert page["ordering"]["status"] == "open"
        assert len(page["categories"]) == 6
        assert sum(len(category["items"]) for category in page["categories"]) >= 25
        staff = {"Authorization": f"Bearer {venue['staff_token']}"}
        manager = {"Authorization": f"Bearer {venue['manager_token']}"}
        assert (await client.get(base, headers=staff)).json()["account_id"] == venue["account_id"]
        assert (await client.get(f"{base}/staff", headers=staff)).status_code == 403
        assert len((await client.get(f"{base}/staff", headers=manager)).json()["members"]) == 2
        assert set(venue["pairing_codes"]) == {"kitchen", "floor", "manager", "owner"}


async def test_what_people_changed_is_left_as_it_is(seed_ports, client, transactions):
    seeded = (await seed(seed_ports))[0]
    owner = {"Authorization": f"Bearer {seeded.manager_token}"}
    base = f"/v1/venues/{seeded.venue_id}"
    await client.patch(base, json={"name": "Renamed"}, headers=owner)
    await client.put(f"{base}/menu", json={"categories": []}, headers={**owner, "If-Match": '"1"'})
    await client.delete(f"{base}/tables/{seeded.tables[5].table_id}", headers=owner)
    await seed(seed_ports)
    assert (await client.get(base, headers=owner)).json()["name"] == "Renamed"
    assert (await client.get(f"{base}/menu", headers=owner)).json()["categories"] == []
    assert len((await client.get(f"{base}/tables", headers=owner)).json()["tables"]) == 5


async def test_invented_venues_take_no_real_money(seed_ports, stripe):
    with pytest.raises(NotForRealMoney):
        await seed(replace(seed_ports, livemode=True))
    assert stripe.calls == []


async def test_an_account_that_stays_unpayable_is_an_error_and_seeding_resumes(seed_ports, stripe):
    async def forget(_account_id: str) -> None:
        """The owner closes the page."""

    with pytest.raises(AccountNotPayable, match="acct_"):
        await seed(replace(seed_ports, onboard=forget))
    assert len(await seed(seed_ports)) == 2
    assert stripe.calls.count("create") == 2


@pytest.fixture
async def sandbox_url():
    """The sandbox as a process of its own, as it runs beside the service."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "TWYST_PROFILE": "local",
        "TWYST_ENVIRONMENT": "test",
        "TWYST_PORT": str(port),
        "TWYST_STRIPE_API_KEY": KEY,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "twyst.stripe_sandbox",
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient() as client:

        async def ready() -> bool:
            try:
                return (await client.get(f"{url}/readyz")).status_code == 200
            except httpx.TransportError:
                return False

        await eventually(ready, timeout_seconds=30)
    yield url
    process.terminate()
    await process.wait()


@asynccontextmanager
async def accounts_at(url: str) -> AsyncIterator[StripeAccounts]:
    http = stripe_sdk.HTTPXClient(timeout=5)
    yield StripeAccounts(
        stripe_sdk.StripeClient(KEY, base_addresses={"api": url}, http_client=http, max_network_retries=0),
        "test",
    )
    await http.close_async()


@pytest.fixture
async def sandbox_accounts(sandbox_url):
    async with accounts_at(sandbox_url) as accounts:
        yield accounts


async def test_the_venues_are_onboarded_at_the_sandbox(
    sandbox_url, sandbox_accounts, seed_ports, api_database
):
    async with httpx.AsyncClient() as http:
        ports = replace(
            seed_ports,
            transactions=SqlTransactions(api_database),
            accounts=sandbox_accounts,
            onboard=SandboxOnboarding(http, sandbox_url),
        )
        first = await seed(ports)
        second = await seed(ports)
    assert [venue.account_id for venue in first] == [venue.account_id for venue in second]
    for venue in first:
        account = await sandbox_accounts.read(venue.account_id)
        assert account is not None
        assert account.can_be_paid(venue.currency)
        assert await sandbox_accounts.find(UUID(venue.venue_id), datetime(2026, 1, 1, tzinfo=UTC)) == account


async def test_accounts_at_the_sandbox(sandbox_accounts):
    new = NewAccount(UUID(int=7), "GB", "gbp")
    created = await sandbox_accounts.create(new, "account:7")
    assert await sandbox_accounts.create(new, "account:7") == created
    assert (created.currency, created.can_be_paid("gbp"), created.details_submitted) == ("gbp", False, False)
    assert "external_account" in created.requirements
    assert await sandbox_accounts.read("acct_of_nobody") is None
    link = await sandbox_accounts.link(
        created.account_id, return_url="https://eat.example/a", refresh_url="https://eat.example/b"
    )
    assert created.account_id in link.url
    with pytest.raises(StripeRefused):
        await sandbox_accounts.link("acct_of_nobody", return_url=link.url, refresh_url=link.url)
    # Stripe forgets the key after a day: until then nothing is decided.
    with pytest.raises(StripeUnavailable):
        await sandbox_accounts.create(replace(new, country="FR"), "account:7")


async def test_no_answer_is_not_a_refusal(unused_port):
    async with accounts_at(f"http://127.0.0.1:{unused_port}") as accounts:
        with pytest.raises(StripeUnavailable):
            await accounts.read("acct_1")
        with pytest.raises(StripeUnavailable):
            await accounts.find(UUID(int=1), datetime(2026, 1, 1, tzinfo=UTC))
        with pytest.raises(StripeUnavailable):
            await SandboxOnboarding(httpx.AsyncClient(), f"http://127.0.0.1:{unused_port}")("acct_1")


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
