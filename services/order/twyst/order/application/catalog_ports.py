"""What the catalog's use cases need from the outside: one venue's rows in one transaction, Stripe's accounts, a clock.

Nothing here is called while a transaction waits for the network: `Accounts` are called between transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from twyst.order.domain.account import Account, Onboarding
from twyst.order.domain.menu import Menu
from twyst.order.domain.staff import Member, MemberKind, PairingCode
from twyst.order.domain.venue import DiningTable, OrderingStatus, SoldOut, Struck, Tag, Venue

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class PublishedMenu:
    """A menu as it was published; `version` counts a venue's menus from 1."""

    version: int
    menu: Menu
    published_at: datetime
    published_by: str


NO_MENU_VERSION = 0
"""The version of a venue without a menu."""


@dataclass(frozen=True, slots=True)
class OrderingNotice:
    """What diners with an open menu are told when ordering opens, pauses or closes."""

    status: OrderingStatus
    reason: str | None
    until: datetime | None
    quote_minutes: int | None


@dataclass(frozen=True, slots=True)
class AvailabilityNotice:
    """What diners with an open menu are told when something is struck or back; `until` only for what is struck."""

    struck: tuple[SoldOut, ...] = ()
    restored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuNotice:
    """What diners with an open menu are told when another one was published."""

    version: int


Notice = OrderingNotice | AvailabilityNotice | MenuNotice


@dataclass(frozen=True, slots=True)
class News:
    """A notice as it lies in the live feed; `body` is its JSON, `kind` one of ordering, availability, menu."""

    cursor: int
    kind: str
    body: bytes


class OnboardingBook(Protocol):
    """How far the venue has come with its account at Stripe."""

    async def current(self) -> Onboarding | None: ...

    async def begin(self, key: str) -> Onboarding:
        """Store the key of the create call; what is stored already wins."""

    async def clock(self) -> datetime:
        """The database's clock, to be read before the account is read at Stripe."""

    async def record(self, account: Account, read_at: datetime) -> bool:
        """Keep what Stripe answered; False when a reading that began later is kept already."""


class Roster(Protocol):
    """The venue's staff and devices, and their pairing codes."""

    async def members(self, kind: MemberKind) -> tuple[Member, ...]:
        """The staff or the devices that were not removed, oldest first."""

    async def member(self, member_id: UUID) -> Member | None: ...

    async def save_member(self, member: Member, at: datetime) -> None: ...

    async def add_code(self, code: PairingCode, at: datetime) -> None: ...

    async def withdraw_codes(self, member_id: UUID) -> None:
        """Remove a member's codes that nobody has used."""

    async def use_code(self, code_hash: str, at: datetime) -> UUID | None:
        """Use up a code and answer its member; None when it was used, has expired, or is not known."""


@dataclass(frozen=True, slots=True)
class TableView:
    """Everything about one table as of one moment; `cursor` is where the venue's live feed continues."""

    venue: Venue
    table: DiningTable
    menu: PublishedMenu | None
    sold_out_ids: frozenset[str]
    cursor: int


class Catalog(Protocol):
    """One venue's rows within one transaction.

    Whoever changes something takes the venue's lock with `venue(lock=True)` first, so that changes to one venue come
    one after the other; readers take none.
    """

    @property
    def onboarding(self) -> OnboardingBook: ...

    @property
    def roster(self) -> Roster: ...

    async def venue(self, *, lock: bool = False) -> Venue | None: ...

    async def at_table(self, table_id: UUID, at: datetime) -> TableView | None:
        """All that a tap or an order needs, in one read; None for a table that is not in service."""

    async def add_venue(self, venue: Venue, at: datetime) -> None: ...

    async def save_venue(self, venue: Venue) -> None: ...

    async def announce(self, venue: Venue, tables: Sequence[DiningTable], at: datetime) -> None:
        """Write the venue's current record to the outbox, for the other services."""

    async def notify(self, notice: Notice) -> None:
        """Append to the venue's live feed; the feed stays locked until the transaction ends, so call it last."""

    async def last_cursor(self) -> int:
        """The live feed's newest cursor; read it before the state that the feed continues."""

    async def news(self, after: int, limit: int) -> Sequence[News] | None:
        """The live feed's entries after a cursor, oldest first; None when it cannot be continued from there."""

    async def tables(self) -> tuple[DiningTable, ...]:
        """The tables that were not retired, in the order of their labels."""

    async def table(self, table_id: UUID) -> DiningTable | None:
        """A table, retired or not."""

    async def save_table(self, table: DiningTable, at: datetime) -> None: ...

    async def tags(self) -> tuple[Tag, ...]: ...

    async def tag(self, tag_id: UUID) -> Tag | None: ...

    async def save_tag(self, tag: Tag, at: datetime) -> None: ...

    async def menu(self) -> PublishedMenu | None:
        """The newest menu."""

    async def publish(self, menu: PublishedMenu) -> None: ...

    async def sold_out(self, at: datetime) -> tuple[SoldOut, ...]:
        """What is sold out at a time, by id."""

    async def struck(self, at: datetime) -> tuple[Struck, ...]:
        """The same, with who struck it and when."""

    async def expired(self, at: datetime) -> tuple[SoldOut, ...]:
        """What was sold out until a time that is over."""

    async def strike(self, subjects: Sequence[SoldOut], by: str, at: datetime) -> None: ...

    async def restore(self, subject_ids: Sequence[str]) -> None: ...


class Transactions(Protocol):
    """Opens transactions: committed when the block ends, rolled back when it raises."""

    def of_venue(self, venue_id: UUID) -> AbstractAsyncContextManager[Catalog]: ...

    def of_code(self, code_hash: str) -> AbstractAsyncContextManager[tuple[UUID, Catalog] | None]:
        """The venue of a pairing code, whose holder names no venue; None when there is no such code."""


class WorkerView(Protocol):
    """All venues at once, for the worker that serves them all; one transaction for each call."""

    async def invalidate_account(self, account_id: str) -> UUID | None:
        """Note that Stripe said that the account changed; the venue it belongs to, None when it is not ours."""

    async def stale_accounts(self, *, limit: int) -> Sequence[UUID]:
        """Venues whose account has to be read again."""

    async def with_expired(self, at: datetime, *, limit: int) -> Sequence[UUID]:
        """Venues with a pause, or something sold out, whose time is over."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a connected account is created with. It never changes for a venue, so that a repeated call is the same."""

    venue_id: UUID
    country: str
    currency: str


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A page of Stripe's on which a venue's owner completes the account; it works once and for minutes."""

    url: str
    expires_at: datetime


class StripeUnavailable(Exception):
    """Stripe did not answer, or not for good; asking again with the same key is right."""


class StripeRefused(Exception):
    """Stripe refused for good."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Accounts(Protocol):
    """Connected accounts at Stripe. Every method raises `StripeUnavailable` or `StripeRefused`."""

    async def create(self, new: NewAccount, key: str) -> Account: ...

    async def find(self, venue_id: UUID, created_since: datetime) -> Account | None:
        """The account that was created for a venue, if Stripe has it; for when a create call's key is too old."""

    async def read(self, account_id: str) -> Account | None:
        """The account as it is; None when it is gone or no longer connected to the platform."""

    async def link(self, account_id: str, *, return_url: str, refresh_url: str) -> AccountLink: ...
