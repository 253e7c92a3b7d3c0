"""What the use cases need of the world. The composition root passes PostgreSQL and Stripe; tests may pass their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from twyst.reconciliation.application.news import (
    Delivery,
    Errand,
    ItemisedPayout,
    Neighbourhood,
    Origin,
    Posting,
    Sighting,
    Snapshot,
    Touched,
    Venue,
)
from twyst.reconciliation.domain.discrepancies import Change, Kind, Known
from twyst.reconciliation.domain.legs import Fee, Leg
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.outcome import Reconciliation
from twyst.reconciliation.domain.payouts import Payout
from twyst.reconciliation.domain.postings import Position

Clock = Callable[[], datetime]
"""Now, aware and in UTC. For deadlines, never for ordering."""


class ParkedRecord(Protocol):
    """A parked record as it came, with the group that it came for."""

    @property
    def id(self) -> int: ...
    @property
    def consumer(self) -> str: ...
    @property
    def event_id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def record_key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def timestamp_ms(self) -> int: ...


class Intake(Protocol):
    """Records that were taken before, and records that cannot be."""

    async def claim(self, consumer: str, deliveries: Sequence[Delivery], /) -> list[Delivery]:
        """Those that are new to the consumer, each event once; events that a person discarded are not."""
        ...

    async def park(self, consumer: str, deliveries: Sequence[Delivery], /, *, reason: str) -> None: ...

    async def take_parked(self, key: str, /) -> Sequence[ParkedRecord]:
        """All that is parked under a key, in the order of arrival, locked."""
        ...

    async def resolve_parked(self, ids: Sequence[int], /, *, redriven: bool, by: str, resolution: str) -> int:
        """End the waiting of parked records; how many were still waiting."""
        ...


class Accounts(Protocol):
    """Connected accounts and their venues. An account's lock guards everything that hangs on it."""

    async def lock(self, account_ids: Collection[str], /) -> None:
        """Lock the accounts, which come into being by it, in the order of their ids, until commit."""
        ...

    async def assign(self, venues: Mapping[str, str], /) -> list[str]:
        """Tell accounts their venue (account id → venue id). Answers those that did not know it and now do.

        The first venue that claims an account keeps it; a later claim by another one is logged.
        """
        ...

    async def save_venues(self, venues: Sequence[Venue], /) -> None: ...

    async def due_for_sync(self, before: datetime, limit: int, /) -> list[tuple[str, datetime | None]]:
        """Accounts of venues that were not synced since, longest ago first, with the time to list lines from."""
        ...

    async def synced(self, account_id: str, at: datetime, lines_since: datetime | None, /) -> None:
        """A sync was tried; `lines_since` is where the next one begins, None after a failure."""
        ...


class Orders(Protocol):
    """Orders by their newest snapshot."""

    async def save(self, snapshots: Sequence[Snapshot], /) -> Mapping[str, int]:
        """Keep the newest snapshot of each order; answers the `seq` that each known one had before."""
        ...


class Legs(Protocol):
    """Transfers to venues, and the platform's fees."""

    async def save(self, legs: Sequence[Leg], /) -> None: ...

    async def save_fees(self, fees: Sequence[Fee], /) -> None: ...


class Lines(Protocol):
    """Balance lines and their origins."""

    async def save(self, lines: Sequence[Line], /, *, listed_by: Errand | None = None) -> list[str]:
        """Keep lines, in the payout that listed them if any; answers the ids of those that are new or moved."""
        ...

    async def place(self, payout_ids: Sequence[str], /) -> list[str]:
        """Decide anew which payout counts for the lines of these; answers the ids of lines that moved."""
        ...

    async def save_origins(self, origins: Sequence[Origin], /) -> None:
        """Keep what is known of lines' origins; their legs are saved by the caller."""
        ...

    async def mark_asked(self, line_ids: Sequence[str], /) -> None:
        """Stripe was asked about these lines; whatever it did not answer, it will not."""
        ...

    async def unknown(self, seen_before: datetime, limit: int, /) -> list[Line]:
        """Lines that found no order in time and about which Stripe was not asked yet."""
        ...

    async def refunding_types(self, payout_id: str, /) -> list[str]:
        """The types of the payout's refund lines whose origin is not known."""
        ...


class Facts(Protocol):
    """All of it together, as matching needs it."""

    async def touch_accounts(self, account_ids: Sequence[str], because: str, touched: Touched, /) -> None:
        """Mark everything of the accounts as touched."""
        ...

    async def touch_missing(self, account_ids: Sequence[str], because: str, touched: Touched, /) -> None:
        """Mark orders of the accounts that are recorded as missing in all payouts."""
        ...

    async def due(self, now: datetime, limit: int, /) -> list[tuple[str, str]]:
        """(order id, account id) of orders whose time to be looked at again has come."""
        ...

    async def neighbourhood(self, touched: Touched, /) -> Neighbourhood:
        """The closed part of the facts around what was touched; accounts without a venue are left out."""
        ...

    async def write(self, hood: Neighbourhood, result: Reconciliation, /) -> None:
        """Keep what was judged: each line's match, each order's next look."""
        ...


class Payouts(Protocol):
    """Payouts, their itemisation, and the errands to fetch it."""

    async def load(self, payout_ids: Collection[str], /) -> dict[str, Payout]: ...

    async def save(
        self,
        payouts: Mapping[str, Payout],
        sightings: Sequence[Sighting],
        wanted: Collection[str],
        now: datetime,
        /,
    ) -> None:
        """Keep joined payouts and the history of their statuses; `wanted` ones get an errand that is due now."""
        ...

    async def sharing(self, payout_ids: Collection[str], /) -> list[str]:
        """Payouts that have held a line which one of these has held."""
        ...

    async def itemised(self, payout_ids: Collection[str], /) -> list[tuple[str, ItemisedPayout]]:
        """(venue id, payout) of those whose venue is known."""
        ...

    async def lease(self, now: datetime, lease: timedelta, limit: int, /) -> list[Errand]: ...

    async def lease_now(self, payout_id: str, now: datetime, lease: timedelta, /) -> Errand | None:
        """The errand of one payout, however long it was to wait; None when its lines are fetched."""
        ...

    async def extend(self, errand: Errand, until: datetime, /) -> None: ...

    async def finish(self, errand: Errand, at: datetime, /) -> None:
        """Sum the lines up and end the errand, unless it was wanted again meanwhile."""
        ...

    async def fail(self, errand: Errand, error: str, again_at: datetime, /) -> None: ...


class Ledger(Protocol):
    """The double-entry ledger: append-only, zero in sum."""

    async def posted(self, subjects: Collection[str], /) -> dict[str, Position]:
        """The sum of what was posted for each subject."""
        ...

    async def post(self, postings: Sequence[Posting], /) -> None: ...


class Discrepancies(Protocol):
    """Recorded discrepancies and their history."""

    async def known(self, subjects: Collection[str], /) -> dict[tuple[Kind, str], Known]: ...

    async def record(
        self, changes: Sequence[tuple[str, Change]], at: datetime, /, *, actor: str, note: str | None = None
    ) -> None:
        """Write changes (venue id, change) and a history entry for each."""
        ...


class Desk(Protocol):
    """Everything that one transaction may read and write."""

    @property
    def intake(self) -> Intake: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def legs(self) -> Legs: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def payouts(self) -> Payouts: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def discrepancies(self) -> Discrepancies: ...


class Transactions(Protocol):
    """Opens transactions: committed when the block ends, rolled back when it raises."""

    def begin(self) -> AbstractAsyncContextManager[Desk]: ...

    def is_transient(self, error: Exception) -> bool:
        """May the same work succeed later?"""
        ...


class StripeUnavailable(Exception):
    """Stripe did not answer, or not for good: ask again later."""


class StripeRefused(Exception):
    """Stripe refuses to answer this: the account was disconnected, say. Asked again much later, and reported."""


class Stripe(Protocol):
    """What is read at Stripe; nothing is ever written there. Raises `StripeUnavailable` or `StripeRefused`."""

    def payouts(self, account_id: str, since: datetime, /) -> AsyncIterator[list[Payout]]:
        """The account's payouts that were created since, in pages."""
        ...

    def payout_lines(self, account_id: str, payout_id: str, /) -> AsyncIterator[list[Line]]:
        """All lines of an automatic payout, its own included, in pages of 100."""
        ...

    def lines_since(self, account_id: str, since: datetime, /) -> AsyncIterator[list[Line]]:
        """The account's lines that were created since, in pages of 100, newest first."""
        ...

    def refund_origins(self, account_id: str, payout_id: str, type_: str, /) -> AsyncIterator[list[Origin]]:
        """The origins of all of a payout's lines of a refunding type, in pages of 100."""
        ...

    async def origin(self, line: Line, /) -> Origin:
        """The origin of one line, with its leg."""
        ...
