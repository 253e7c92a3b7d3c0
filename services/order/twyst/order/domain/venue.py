"""A venue: who it is, whether it can be paid, and whether it takes orders now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from twyst.order.domain.account import Account
from twyst.order.domain.opening import Window, is_within, minute_of_week

DEFAULT_TIP_BASIS_POINTS = (0, 500, 1000, 1250)


@dataclass(frozen=True, slots=True)
class FeePolicy:
    """The platform's fee: a share of the items without tip, and a fixed part in minor units."""

    basis_points: int = 0
    fixed_minor: int = 0


@dataclass(frozen=True, slots=True)
class Pause:
    """The venue takes no orders, until further notice or until a time; `reason` is shown to diners."""

    reason: str
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is still in force."""
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, as a receipt has to say it: the firm behind the venue's name, and its tax number where it has one."""

    name: str
    address: str
    tax_number: str | None = None


class OrderingStatus(StrEnum):
    """Whether diners can order, and if not, why."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"
    NOT_PAYABLE = "not_payable"


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's record. `revision` grows with every change.

    `contact` answers for held money: a role or a name in the house, never an e-mail address. Without `opening_hours`
    it is always open. `tip_basis_points` are the tips that are suggested, the first of them for who decides nothing.
    """

    venue_id: UUID
    revision: int
    name: str
    currency: str
    country: str
    timezone: str
    contact: str
    fee: FeePolicy = FeePolicy()
    account: Account | None = None
    pause: Pause | None = None
    quote_minutes: int | None = None
    opening_hours: tuple[Window, ...] = ()
    tip_basis_points: tuple[int, ...] = DEFAULT_TIP_BASIS_POINTS
    seller: Seller | None = None

    @property
    def can_be_paid(self) -> bool:
        """Whether Stripe lets the venue take this currency and pays it out."""
        return self.account is not None and self.account.can_be_paid(self.currency)

    def ordering_status(self, at: datetime) -> OrderingStatus:
        """Whether diners can order at a time, which must be aware. The most lasting hindrance is named."""
        if not self.can_be_paid:
            return OrderingStatus.NOT_PAYABLE
        if self.opening_hours and not is_within(self.opening_hours, minute_of_week(at, self.timezone)):
            return OrderingStatus.CLOSED
        if self.pause is not None and self.pause.holds(at):
            return OrderingStatus.PAUSED
        return OrderingStatus.OPEN


@dataclass(frozen=True, slots=True)
class SoldOut:
    """An item or option that there is no more of; without `until`, until somebody says otherwise."""

    subject_id: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Struck:
    """Something sold out, with who said so (a token's subject) and when."""

    what: SoldOut
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DiningTable:
    """A table of a venue; `label` is printed on it. A retired table takes no orders any more."""

    table_id: UUID
    label: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """An NFC tag or printed code that opens a table's page. `serial` is the chip's own id, where it is known."""

    tag_id: UUID
    table_id: UUID
    serial: str | None = None
    disabled: bool = False


def table_path(venue_id: UUID, table_id: UUID) -> str:
    """The page that a table's tags open."""
    return f"/venues/{venue_id}/tables/{table_id}"
