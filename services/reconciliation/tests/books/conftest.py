"""Books on a real database, and a Stripe that answers from memory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest
from pydantic import SecretStr

from twyst.access.permissions import Role
from twyst.access.staff import StaffIssuer, generate_signing_key
from twyst.mailbox.database import Database
from twyst.reconciliation.adapters.canonical import books_hash
from twyst.reconciliation.adapters.schema import metadata
from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.application.ask_origins import AskOrigins
from twyst.reconciliation.application.import_payouts import ImportPayouts
from twyst.reconciliation.application.look_again import LookAgain
from twyst.reconciliation.application.news import Origin
from twyst.reconciliation.application.ports import Clock, StripeUnavailable
from twyst.reconciliation.application.record_news import record_news
from twyst.reconciliation.application.sync_accounts import SyncAccounts
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.domain.payouts import Payout
from twyst.reconciliation.invariants import INVARIANTS
from twyst.reconciliation.main import build_api
from twyst.reconciliation.settings import ApiSettings
from twyst.testing.invariants import broken_queries


@dataclass
class MemoryStripe:
    """The `Stripe` port from memory; `down` makes it unavailable, `pages` counts what was read."""

    clock: Clock
    payouts_by_account: dict[str, list[Payout]] = field(default_factory=dict)
    lines_by_payout: dict[str, list[Line]] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    page_size: int = 2
    down: bool = False
    pages: int = 0

    async def _pages(self, items):
        for start in range(0, len(items), self.page_size):
            if self.down:
                raise StripeUnavailable("down")
            self.pages += 1
            yield items[start : start + self.page_size]

    async def payouts(self, account_id, since):
        async for page in self._pages(self.payouts_by_account.get(account_id, [])):
            yield page

    async def payout_lines(self, account_id, payout_id):
        lines = [replace(each, first_seen_at=self.clock()) for each in self.lines_by_payout[payout_id]]
        async for page in self._pages(lines):
            yield page

    async def lines_since(self, account_id, since):
        lines = [each for lines in self.lines_by_payout.values() for each in lines]
        async for page in self._pages([each for each in lines if each.account_id == account_id]):
            yield page

    async def refund_origins(self, account_id, payout_id, type_):
        lines = [each for each in self.lines_by_payout[payout_id] if each.type == type_]
        async for page in self._pages([self.origins[each.line_id] for each in lines]):
            yield page

    async def origin(self, line):
        if self.down:
            raise StripeUnavailable("down")
        return self.origins.get(line.line_id, Origin(line.line_id, line.payment_id, None))


class Books:
    """The use cases on a database of their own."""

    def __init__(self, roles, database: Database, clock: Clock, stripe) -> None:
        self.roles = roles
        self.database = database
        self.clock = clock
        self.stripe = stripe
        self.policy = Policy()
        self.transactions = PostgresTransactions(database)
        parts = (self.transactions, stripe, clock, self.policy)
        self.import_payouts = ImportPayouts(*parts)
        self.ask_origins = AskOrigins(*parts)
        self.sync = SyncAccounts(*parts, every=timedelta(hours=1))
        self.look_again = LookAgain(self.transactions, clock, self.policy)

    async def record(self, *news):
        async with self.transactions.begin() as desk:
            items = [(f"fact-{number}", each) for number, each in enumerate(news)]
            return await record_news(desk, items, now=self.clock(), policy=self.policy)

    async def rows(self, sql: str, *arguments):
        async with self.database.transaction() as connection:
            result = await connection.exec_driver_sql(sql, arguments)
            return [tuple(row) for row in result.fetchall()]

    async def hash(self, *, with_history: bool = True) -> str:
        async with self.database.transaction() as connection:
            return await books_hash(connection, with_history=with_history)

    async def balances(self) -> dict[str, int]:
        rows = await self.rows("SELECT account, sum(balance_minor)::bigint FROM ledger_balances GROUP BY 1")
        return {account: balance for account, balance in rows if balance}

    async def discrepancies(self) -> set[tuple[str, str, str]]:
        return set(await self.rows("SELECT kind, subject, status FROM discrepancies"))

    async def empty(self) -> None:
        """Forget everything, which takes a superuser: the ledger lets nobody else."""
        connection = await asyncpg.connect(self.roles.admin)
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY")
        await connection.close()

    async def check(self) -> None:
        async with self.database.transaction() as connection:
            assert await broken_queries(connection, INVARIANTS) == {}


@pytest.fixture
def stripe(clock) -> MemoryStripe:
    return MemoryStripe(clock)


@pytest.fixture
async def books(database, clock, stripe):
    """Empty books."""
    roles = await database("reconciliation")
    opened = Database(roles.worker, pool_size=3, application_name="test")
    found = Books(roles, opened, clock, stripe)
    await found.empty()
    yield found
    await opened.close()


@pytest.fixture(scope="session")
def signing_keys(tmp_path_factory):
    private, jwks = generate_signing_key()
    file = tmp_path_factory.mktemp("keys") / "jwks.json"
    file.write_text(json.dumps(jwks))
    return StaffIssuer(private), file


class Api:
    """Requests as a member of a venue's staff."""

    def __init__(self, client: httpx.AsyncClient, issuer: StaffIssuer) -> None:
        self.client = client
        self.issuer = issuer

    async def call(
        self, method, path, *, status=200, role=Role.ACCOUNTANT, venues=(), accept=None, **options
    ):
        token = self.issuer.issue("ann", role, [UUID(each) for each in venues])
        headers = {"Authorization": f"Bearer {token}", **({"Accept": accept} if accept else {})}
        answer = await self.client.request(method, path, headers=headers, **options)
        assert answer.status_code == status, answer.text
        return answer

    async def get(self, make, path, **options):
        found = await self.call("GET", f"/v1/venues/{make.venue_id}{path}", venues=[make.venue_id], **options)
        return found.json()

    async def post(self, make, path, note="Looked into it.", **options):
        path = f"/v1/venues/{make.venue_id}{path}"
        found = await self.call("POST", path, venues=[make.venue_id], json={"note": note}, **options)
        return found.json()


@pytest.fixture
async def api(books, signing_keys):
    issuer, file = signing_keys
    settings = ApiSettings(
        environment="test", database_url=SecretStr(books.roles.api), jwks_file=file, database_pool_size=3
    )
    app = build_api(settings)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api") as client,
    ):
        yield Api(client, issuer)


@pytest.fixture
async def settled(books, make, stripe):
    """Three orders, one refunded in part, paid out; the third has one cent too much."""
    refund, origin = make.refund_line(2, 400, 40)
    stripe.origins[refund.line_id] = origin
    lines = [make.paid(1), make.paid(2), refund, make.paid(3, 1001)]
    payout = make.payout(sum(line.net_minor for line in lines))
    stripe.lines_by_payout[payout.payout_id] = [*lines, make.own_line(payout)]
    await books.record(
        make.venue(),
        *(make.order(number, refunds=(400,) if number == 2 else ()) for number in (1, 2, 3)),
        *(make.leg(number, reversed_minor=400 if number == 2 else 0) for number in (1, 2, 3)),
        *(make.fee(number, refunded_minor=40 if number == 2 else 0) for number in (1, 2, 3)),
        make.seen(payout),
    )
    await books.import_payouts()
    return payout
