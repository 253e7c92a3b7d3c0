"""What the use cases need of the world. The composition root passes the real ones; simulations pass their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Generic, Protocol, TypeVar
from uuid import UUID

from twyst.fulfillment.application.views import Board, Notice
from twyst.fulfillment.domain.follow import FollowedOrder
from twyst.fulfillment.domain.ticket import Ticket
from twyst.fulfillment.domain.venue import Venue
from twyst.mailbox.feed import FeedPage
from twyst.mailbox.parking import ArrivedRecord, ParkedRecord

News = TypeVar("News")
SILENCE: Final = timedelta(seconds=30)
"""So long API and worker may say nothing before they count as away. They say something every few seconds."""


class OrdersNotFollowed(Exception):
    """No worker takes orders at the moment: what is paid now, no board would hear of."""


@dataclass(frozen=True, slots=True)
class Delivery(Generic[News]):
    """One topic record and the news in it; without news it could not be read, and `error` says why.

    `key` is the order or venue that it belongs to, None when nobody can tell.
    """

    record: ArrivedRecord
    key: str | None
    event_id: str | None
    news: News | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ToPark(Generic[News]):
    """A record that failed, cannot be read, or queues behind one that did or cannot."""

    delivery: Delivery[News]
    reason: str
    error: str | None = None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Keys that are parked, and events that a person discarded for good."""

    parked_keys: frozenset[str]
    discarded_events: frozenset[str]


@dataclass(frozen=True, slots=True)
class TicketSeen:
    """The kitchen saw the ticket: what the order has to know."""

    order_id: UUID
    venue_id: UUID
    seen_at: datetime
    seen_by: str


@dataclass(frozen=True, slots=True)
class TicketLapsed:
    """Nobody saw the ticket for so long that its guest shall have the money back: what the order has to do."""

    order_id: UUID
    venue_id: UUID
    lapsed_at: datetime


class IntakeDesk(Protocol):
    """What taking topic records needs of a transaction."""

    async def held_back(
        self, consumer: str, keys: Collection[str], event_ids: Collection[str], /
    ) -> HeldBack:
        """What must not be applied now; asked after the keys were locked."""
        ...

    async def claim(self, consumer: str, deliveries: Sequence[Delivery[News]], /) -> Sequence[Delivery[News]]:
        """Those that were never applied, each event once; they are now."""
        ...

    async def park(self, consumer: str, records: Sequence[ToPark[News]], /) -> None:
        """Keep records, in this order, until a person acts."""
        ...

    async def take_parked(self, key: str, /) -> Sequence[ParkedRecord]:
        """All that waits under a key, in the order of arrival, locked."""
        ...

    async def resolve_parked(self, ids: Sequence[int], /, *, redriven: bool, by: str, resolution: str) -> int:
        """End the waiting; how many were still waiting."""
        ...


class TicketDesk(Protocol):
    """What working on tickets needs of a transaction. Tickets are locked in the order of their ids, until commit."""

    async def now(self) -> datetime:
        """The database's clock, which is the one that all processes share."""
        ...

    async def lock_tickets(self, order_ids: Collection[UUID], /) -> dict[UUID, Ticket]: ...

    async def save_tickets(self, tickets: Sequence[Ticket], /) -> None:
        """Write back tickets that exist and are locked."""
        ...

    async def announce(self, notices: Sequence[Notice], /) -> None:
        """Append to the boards' feeds; called once and last, because it locks the venues' feeds until commit."""
        ...

    async def publish_seen(self, seen: TicketSeen, /) -> None: ...


class KitchenDesk(IntakeDesk, TicketDesk, Protocol):
    """Everything that one transaction of the worker may do."""

    async def lock_orders(self, venues: Mapping[UUID, UUID], /) -> dict[UUID, FollowedOrder]:
        """The orders of a mapping order → venue, locked; those never heard of begin now."""
        ...

    async def save_orders(self, orders: Sequence[FollowedOrder], /) -> None: ...

    async def insert_tickets(self, tickets: Sequence[Ticket], /) -> None: ...

    async def venues(self, venue_ids: Collection[UUID], /) -> dict[UUID, Venue]: ...

    async def save_venues(self, venues: Sequence[Venue], /) -> frozenset[UUID]:
        """Insert, or replace records of an older revision; which venues it was."""
        ...

    async def lock_unseen(self, *, opened_for: timedelta, limit: int) -> list[Ticket]:
        """Tickets on the board that nobody saw in that time and no alarm was sounded for; locked ones are skipped."""
        ...

    async def lock_lapsing(self, *, opened_for: timedelta, limit: int) -> list[Ticket]:
        """Tickets on the board whose alarm nobody answered in that time, oldest first; locked ones are skipped.

        Until commit no other transaction gets any, so that counting what lapsed and letting more lapse is one step.
        """
        ...

    async def lapsed_since(self, at: datetime, /) -> dict[UUID, int]:
        """How many tickets of each venue have lapsed since then."""
        ...

    async def boards_answer_since(self, *, silence: timedelta) -> datetime | None:
        """Since when staff could have seen tickets, without a silence that long; None when they cannot now."""
        ...

    async def publish_lapsed(self, lapsed: Sequence[TicketLapsed], /) -> None: ...


class Transactions(Protocol):
    """Opens transactions of the worker: committed when the block ends, rolled back when it raises."""

    def begin(self) -> AbstractAsyncContextManager[KitchenDesk]: ...

    def is_transient(self, error: Exception) -> bool:
        """May the same work succeed later? Then nothing is parked."""
        ...


class VenueTransactions(Protocol):
    """Opens transactions that see one venue and no other."""

    def begin(self, venue_id: UUID, /) -> AbstractAsyncContextManager[TicketDesk]: ...


class Boards(Protocol):
    """Reads boards, each as of one moment."""

    async def read(self, venue_id: UUID, /, *, recent: timedelta) -> Board: ...

    async def check_followed(self) -> None:
        """Raise `OrdersNotFollowed` unless a worker follows orders."""
        ...

    async def feed(self, venue_id: UUID, after: int, limit: int, /) -> FeedPage:
        """At most `limit` entries of a board's feed after a cursor. It also says that a board is there.

        Raises `OrdersNotFollowed`: it could not be live.
        """
        ...
