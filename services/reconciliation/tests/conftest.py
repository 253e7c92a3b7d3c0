"""Time, migrations, and a maker of consistent facts of one venue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest

from twyst.reconciliation.adapters.migrate import upgrade
from twyst.reconciliation.application.news import Origin, Sighting, Snapshot, Venue
from twyst.reconciliation.domain.legs import Fee, Leg
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.orders import Custody, Order, Payment, Refund
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
        refunds: tuple[int, ...] = (),
        custody: Custody = Custody.KEPT,
        paid: bool = True,
        at: datetime = START,
        disputes=(),
    ) -> Snapshot:
        rest_minor = amount_minor - sum(refunds)
        payment = Payment(
            f"pi_{self.name}_{number}",
            own=True,
            verified=True,
            custody=custody if rest_minor else Custody.REFUNDED,
            received_minor=amount_minor,
            refunded_minor=sum(refunds),
            moving_minor=0,
            rest_minor=rest_minor,
        )
        refunded = tuple(
            Refund(f"re_{self.name}_{number}_{part}", payment.payment_intent, minor, went_through=True)
            for part, minor in enumerate(refunds)
        )
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
                refunds=refunded,
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

    def refund_line(
        self, number: int, amount_minor: int, fee_minor: int, *, part: int = 0
    ) -> tuple[Line, Origin]:
        line = self.line(
            f"{number}_refund_{part}",
            "payment_refund",
            -amount_minor,
            fee_minor=-fee_minor,
            source=f"pyr_{self.name}_{number}_{part}",
        )
        return line, Origin(
            line.line_id,
            f"py_{self.name}_{number}",
            f"tr_{self.name}_{number}",
            f"trr_{self.name}_{number}_{part}",
            f"re_{self.name}_{number}_{part}",
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


@pytest.fixture(scope="session")
def make() -> Maker:
    return Maker()


@pytest.fixture(scope="session")
def other() -> Maker:
    return Maker("two", "gbp")
