"""What the use cases pass around: news from topics and from Stripe, and parts of the books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from twyst.reconciliation.domain.legs import Fee, Leg, LegIndex
from twyst.reconciliation.domain.lines import Line
from twyst.reconciliation.domain.orders import Order
from twyst.reconciliation.domain.payouts import Itemisation, Payout
from twyst.reconciliation.domain.postings import Position

ORDERS: Final = "reconciliation.orders"
ACCOUNTS: Final = "reconciliation.accounts"
VENUES: Final = "reconciliation.venues"
"""Where news comes from: one consumer group for each."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An order as one of its events shows it; what is not money is for people."""

    order: Order
    state: str
    order_number: str
    table_label: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's record, with its account once it has one."""

    venue_id: str
    revision: int
    name: str
    currency: str
    timezone: str
    account_id: str | None


@dataclass(frozen=True, slots=True)
class Sighting:
    """A payout as an event or a read showed it."""

    payout: Payout
    seen_by: str
    seen_at: datetime


News = Snapshot | Venue | Leg | Fee | Sighting
"""What a topic record can say that the books care about."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One topic record: what it says, or why it cannot be read (`error`). `news` may be None without an error.

    `record` is the record itself, for parking; `key` is the order or account that it is about.
    """

    record: object
    topic: str
    partition: int
    offset: int
    event_id: str | None
    key: str | None = None
    news: News | None = None
    error: str | None = None


@dataclass(slots=True)
class Touched:
    """What a transaction changed, by id, each with the fact that changed it."""

    orders: dict[str, str] = field(default_factory=dict)
    transfers: dict[str, str] = field(default_factory=dict)
    payments: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    payouts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A closed part of the facts: orders with all of their legs and lines, and lines that have no order.

    `venues` names the venue of each account, `unitemised` the accounts whose payouts are made by hand.
    """

    orders: Sequence[Order]
    index: LegIndex
    lines: Sequence[Line]
    venues: Mapping[str, str]
    unitemised: frozenset[str]


@dataclass(frozen=True, slots=True)
class ItemisedPayout:
    """A payout with the sums of its lines, None before they were listed."""

    payout: Payout
    itemisation: Itemisation | None


@dataclass(frozen=True, slots=True)
class Posting:
    """A ledger transaction to be written; its entries sum to zero."""

    venue_id: str
    currency: str
    subject: str
    because: str
    entries: Position


@dataclass(frozen=True, slots=True)
class Errand:
    """A payout whose lines are to be fetched; leased, so that nobody else fetches them meanwhile."""

    payout_id: str
    account_id: str
    generation: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a line's money came from, as Stripe says when it is asked. Without a transfer it is not the platform's."""

    line_id: str
    payment_id: str | None
    transfer_id: str | None
    reversal_id: str | None = None
    refund_id: str | None = None
    leg: Leg | None = None
