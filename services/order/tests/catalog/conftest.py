"""The catalog's API as the api role of a real PostgreSQL, with Stripe's accounts in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import httpx
import pytest

from twyst.access.dependencies import install_access
from twyst.access.jwks import PublicKeys
from twyst.access.permissions import Role
from twyst.access.staff import StaffIssuer, StaffVerifier, generate_signing_key
from twyst.mailbox.database import Database
from twyst.order.adapters.catalog.transactions import SqlTransactions, SqlWorkerView
from twyst.order.application.catalog_ports import AccountLink, NewAccount, StripeRefused, StripeUnavailable
from twyst.order.application.edit_menu import publish_menu
from twyst.order.application.edit_tables import add_table
from twyst.order.application.open_account import open_account
from twyst.order.application.open_venue import open_venue
from twyst.order.application.refresh_account import refresh_account
from twyst.order.domain.account import Account
from twyst.order.domain.menu import Category, Item, Menu, ModifierGroup, Option
from twyst.order.domain.venue import DiningTable, FeePolicy, Venue
from twyst.order.entrypoints.catalog_api import CATALOG_PROBLEMS, CatalogLimits, CatalogPorts, catalog_routers
from twyst.runtime.app import create_api
from twyst.runtime.ratelimit import Limit, TokenBuckets
from twyst.runtime.settings import Profile, ServiceSettings
from twyst.runtime.wake import LocalWake

WEB = "https://eat.example"
COFFEE, TEA = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@dataclass
class FakeAccounts:
    """`Accounts` in memory; `trouble` is raised by the next call, `calls` counts what reached Stripe."""

    accounts: dict[str, Account] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)
    venues: dict[UUID, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    trouble: StripeUnavailable | StripeRefused | None = None
    lose_answer: bool = False

    async def create(self, new: NewAccount, key: str) -> Account:
        self._enter("create")
        if key not in self.by_key:
            account_id = f"acct_{new.venue_id.hex[-12:]}{len(self.accounts)}"
            self.accounts[account_id] = Account(account_id, False, False, False, False, new.currency)
            self.by_key[key] = account_id
            self.venues[new.venue_id] = account_id
        if self.lose_answer:
            raise StripeUnavailable("the answer was lost")
        return self.accounts[self.by_key[key]]

    async def find(self, venue_id: UUID, created_since: datetime) -> Account | None:
        self._enter("find")
        assert created_since.tzinfo is not None
        return self.accounts.get(self.venues.get(venue_id, ""))

    async def read(self, account_id: str) -> Account | None:
        self._enter("read")
        return self.accounts.get(account_id)

    async def link(self, account_id: str, *, return_url: str, refresh_url: str) -> AccountLink:
        self._enter("link")
        return AccountLink(
            f"https://stripe.example/{account_id}?back={return_url}&again={refresh_url}",
            datetime(2030, 1, 1, tzinfo=UTC),
        )

    async def onboard(self, account_id: str) -> None:
        self.calls.append("onboard")
        self.accounts[account_id] = replace(
            self.accounts[account_id],
            charges_enabled=True,
            payouts_enabled=True,
            transfers_active=True,
            details_submitted=True,
        )

    def _enter(self, call: str) -> None:
        self.calls.append(call)
        if self.trouble is not None:
            raise self.trouble


@dataclass
class Clock:
    """A clock that tests move."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **duration: float) -> None:
        self.at += timedelta(**duration)


def small_menu() -> Menu:
    milk = ModifierGroup("milk", "Milk", 0, 1, (Option("oat", "Oat milk", 50, ("gluten",)),))
    coffee = Item(COFFEE, "Coffee", 300, "Strong.", station="bar", modifier_groups=(milk,))
    return Menu((Category("drinks", "Drinks", (coffee, Item(TEA, "Tea", 250))),))


@pytest.fixture
async def dsns(database):
    return await database("order")


@pytest.fixture
async def api_database(dsns) -> AsyncIterator[Database]:
    opened = Database(dsns.api, pool_size=4, application_name="order-api")
    yield opened
    await opened.close()


@pytest.fixture
async def worker_database(dsns) -> AsyncIterator[Database]:
    opened = Database(dsns.worker, pool_size=2, application_name="order-worker")
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stripe() -> FakeAccounts:
    return FakeAccounts()


@pytest.fixture
def transactions(api_database) -> SqlTransactions:
    return SqlTransactions(api_database)


@pytest.fixture
def worker_view(worker_database) -> SqlWorkerView:
    return SqlWorkerView(worker_database)


@pytest.fixture(scope="session")
def signing_key():
    return generate_signing_key()


@pytest.fixture
def issuer(signing_key) -> StaffIssuer:
    return StaffIssuer(signing_key[0])


@pytest.fixture
def wake() -> LocalWake:
    return LocalWake()


@pytest.fixture
def burst() -> int:
    """How many sessions and codes are allowed at once; a test that wants few of them parametrizes it."""
    return 1000


@pytest.fixture
def ports(transactions, stripe, issuer, clock, wake, burst) -> CatalogPorts:
    limit = Limit(rate_per_second=0.001, burst=burst)
    return CatalogPorts(
        transactions=transactions,
        accounts=stripe,
        issuer=issuer,
        clock=clock,
        wake=wake.subscribe,
        publishable_key="pk_test_1",
        livemode=False,
        web_base_url=WEB,
        limits=CatalogLimits(sessions=TokenBuckets(limit), codes=TokenBuckets(limit)),
    )


@pytest.fixture
def app(ports, signing_key):
    settings = ServiceSettings(profile=Profile.LOCAL, environment="test", cors_origins=(WEB,))
    app = create_api(
        "order-api",
        settings,
        title="Catalog",
        version="1",
        routers=catalog_routers(ports),
        problems=CATALOG_PROBLEMS,
    )

    async def public_keys() -> bytes:
        return httpx.Response(200, json=signing_key[1]).content

    install_access(app, staff=StaffVerifier(PublicKeys(public_keys)))
    return app


@pytest.fixture
async def client(app) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://order") as client:
        yield client


@pytest.fixture
def bearer(issuer) -> Callable[..., dict[str, str]]:
    """Headers of a member of staff: `bearer(Role.OWNER, venue_id)`."""

    def headers(role: Role, *venues: UUID) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.issue(f'staff:{role}', role, venues)}"}

    return headers


@pytest.fixture
def new_venue(transactions, clock):
    """Opens a venue with one table and a small menu; with `payable=True` also an account that can be paid."""

    async def make(accounts: FakeAccounts | None = None, **changes: object) -> SimpleNamespace:
        venue = Venue(
            venue_id=uuid4(),
            revision=1,
            name="Bistro",
            currency="eur",
            country="FR",
            timezone="Europe/Paris",
            contact="Duty manager",
            fee=FeePolicy(250, 10),
        )
        venue = replace(venue, **changes)
        table = DiningTable(uuid4(), "7")
        await open_venue(transactions, venue, clock)
        await add_table(transactions, venue.venue_id, table, clock)
        await publish_menu(transactions, venue.venue_id, small_menu(), edited=0, by="test", now=clock)
        if accounts is not None:
            account = await open_account(transactions, accounts, venue.venue_id, clock)
            await accounts.onboard(account.account_id)
            await refresh_account(transactions, accounts, venue.venue_id, clock)
        return SimpleNamespace(venue_id=venue.venue_id, table_id=table.table_id, venue=venue)

    return make


@pytest.fixture
async def venue(new_venue, stripe):
    """A venue that takes orders."""
    made = await new_venue(stripe)
    stripe.calls.clear()
    return made


@pytest.fixture
def owner(bearer, venue) -> dict[str, str]:
    return bearer(Role.OWNER, venue.venue_id)


@pytest.fixture
async def messages(dsns):
    """The venue messages in the outbox, oldest first: `await messages(venue_id)`."""
    auditor = Database(dsns.auditor, pool_size=1, application_name="test-auditor")

    async def read(venue_id: UUID) -> list[dict[str, object]]:
        import msgspec

        from twyst.contracts import topics
        from twyst.contracts.messages.venue_v1 import Venue as Record
        from twyst.mailbox.database import fetch

        async with auditor.transaction() as connection:
            rows = await fetch(connection, "SELECT * FROM outbox WHERE key = $1 ORDER BY id", str(venue_id))
        for row in rows:
            record = msgspec.json.decode(row["body"], type=Record)
            assert row["topic"] == topics.VENUES.name
            assert row["ce_id"] == f"venue:{venue_id}:{record.revision}"
            assert row["ce_type"] == "twyst.venue.changed"
        return [msgspec.json.decode(row["body"]) for row in rows]

    yield read
    await auditor.close()
