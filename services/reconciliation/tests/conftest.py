"""Books on a real database, a Stripe that answers from memory, and a maker of consistent facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest

from twyst.mailbox.database import Database
from twyst.reconciliation.adapters.invariants import books_hash, broken_invariants
from twyst.reconciliation.adapters.migrate import upgrade
from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.application.ask_origins import AskOrigins
from twyst.reconciliation.application.import_payouts import ImportPayouts
from twyst.reconciliation.application.look_again import LookAgain
from twyst.reconciliation.application.news import Origin, Sighting, Snapshot, Venue
from twyst.reconciliation.application.ports import StripeUnavailable
from twyst.reconciliation.application.record_news import record_news
from twyst.reconciliation.application.sync_accounts import SyncAccounts
from twyst.reconciliation.domain.legs import Fee, Leg
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.orders import Custody, Order, Payment, Refund
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.domain.payouts import Payout, PayoutStatus
from twyst.testing.stack import register_service_migrations

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _migrations() -> None:
    register_service_migrations("reconciliation", upgrade)


class Clock:
    """Time that a test sets."""

    def __init__(self) -> None:
        self.now = START + timedelta(minutes=5)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by) -> None:
        self.now += timedelta(**by)


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

    async def check(self) -> None:
        async with self.database.transaction() as connection:
            assert await broken_invariants(connection) == {}


@dataclass(frozen=True)
class Maker:
    """Makes the facts of one venue with one account."""

    name: str = "one"
    currency: str = "eur"

    @property
    def venue_id(self) -> str:
        return str(uuid5(NAMESPACE_URL, self.name))

    @property
    def account_id(self) -> str:
        return f"acct_{self.name}"

    def order_id(self, number: int) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.name}/{number}"))

    def venue(self, revision: int = 1) -> Venue:
        return Venue(self.venue_id, revision, self.name, self.currency, "Europe/Paris", self.account_id)

    def order(
        self,
        number: int,
        amount_minor: int = 1000,
        fee_minor: int = 100,
        *,
        seq: int = 3,
        refunded_minor: int = 0,
        custody: Custody = Custody.KEPT,
        paid: bool = True,
        at: datetime = START,
        disputes=(),
    ) -> Snapshot:
        rest_minor = amount_minor - refunded_minor
        payment = Payment(
            f"pi_{self.name}_{number}",
            own=True,
            verified=True,
            custody=custody if rest_minor else Custody.REFUNDED,
            received_minor=amount_minor,
            refunded_minor=refunded_minor,
            moving_minor=0,
            rest_minor=rest_minor,
        )
        refund = Refund(f"re_{self.name}_{number}", payment.payment_intent, refunded_minor, went_through=True)
        return Snapshot(
            Order(
                order_id=self.order_id(number),
                venue_id=self.venue_id,
                account_id=self.account_id,
                currency=self.currency,
                seq=seq,
                occurred_at=at,
                paid_at=at if paid else None,
                fee_minor=fee_minor,
                payments=(payment,) if paid else (),
                refunds=(refund,) if refunded_minor else (),
                disputes=disputes,
            ),
            "PAYMENT_SUCCEEDED",
            f"A{number}",
            f"Table {number}",
            at,
        )

    def leg(self, number: int, amount_minor: int = 1000, *, reversed_minor: int = 0) -> Leg:
        return Leg(
            f"tr_{self.name}_{number}",
            self.account_id,
            self.currency,
            amount_minor,
            reversed_minor,
            f"py_{self.name}_{number}",
            f"ch_{self.name}_{number}",
            None,
            self.order_id(number),
        )

    def fee(self, number: int, fee_minor: int = 100, *, refunded_minor: int = 0) -> Fee:
        return Fee(
            f"fee_{self.name}_{number}",
            self.account_id,
            self.currency,
            fee_minor,
            refunded_minor,
            f"py_{self.name}_{number}",
            f"ch_{self.name}_{number}",
        )

    def line(
        self,
        name: str,
        type_: str,
        amount_minor: int,
        *,
        fee_minor: int = 0,
        source: str | None = None,
        at: datetime = START,
    ) -> Line:
        return Line(
            line_id=f"txn_{self.name}_{name}",
            account_id=self.account_id,
            currency=self.currency,
            type=type_,
            reporting_category="charge",
            amount_minor=amount_minor,
            application_fee_minor=fee_minor,
            other_fee_minor=0,
            created_at=at,
            available_on=at + timedelta(days=2),
            first_seen_at=at,
            source_id=source,
            payment_id=source if type_ == "payment" else None,
        )

    def paid(self, number: int, amount_minor: int = 1000, fee_minor: int = 100) -> Line:
        return self.line(
            str(number), "payment", amount_minor, fee_minor=fee_minor, source=f"py_{self.name}_{number}"
        )

    def refund_line(self, number: int, amount_minor: int, fee_minor: int) -> tuple[Line, Origin]:
        line = self.line(
            f"{number}_refund",
            "payment_refund",
            -amount_minor,
            fee_minor=-fee_minor,
            source=f"pyr_{self.name}_{number}",
        )
        return line, Origin(
            line.line_id,
            f"py_{self.name}_{number}",
            f"tr_{self.name}_{number}",
            f"trr_{self.name}_{number}",
            f"re_{self.name}_{number}",
        )

    def payout(
        self,
        amount_minor: int,
        status: str = "paid",
        *,
        payout_id: str | None = None,
        listed: bool = True,
        automatic: bool = True,
        arrival: date = date(2026, 3, 4),
    ) -> Payout:
        return Payout(
            payout_id or f"po_{self.name}",
            self.account_id,
            self.currency,
            amount_minor,
            PayoutStatus(status),
            automatic=automatic,
            method="standard",
            is_listed=listed and automatic,
            arrival_date=arrival,
        )

    def seen(self, payout: Payout) -> Sighting:
        return Sighting(payout, "evt", START)

    def own_line(self, payout: Payout) -> Line:
        return self.line(f"own_{payout.payout_id}", "payout", -payout.amount_minor, source=payout.payout_id)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stripe(clock) -> MemoryStripe:
    return MemoryStripe(clock)


@pytest.fixture
def make() -> Maker:
    return Maker()


@pytest.fixture
def other() -> Maker:
    return Maker("two", "gbp")


@pytest.fixture
async def open_books(fresh_database, clock, stripe):
    """Opens books on a database of their own, as often as a test asks."""
    opened = []

    async def open_books() -> Books:
        found = await fresh_database("reconciliation")
        database = Database(found.worker, pool_size=3, application_name="test")
        opened.append(database)
        return Books(found, database, clock, stripe)

    yield open_books
    for database in opened:
        await database.close()


@pytest.fixture
async def books(open_books):
    return await open_books()
