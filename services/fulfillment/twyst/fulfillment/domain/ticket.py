"""A ticket: what the kitchen makes for one paid order, where it stands, and what the staff did with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class TicketState(StrEnum):
    """Where a ticket stands; it follows the order and nothing else moves it."""

    READY = "ready_to_fulfill"
    FULFILLING = "fulfilling"
    COMPLETED = "completed"
    VOIDED = "voided"


OPEN = frozenset({TicketState.READY, TicketState.FULFILLING})
# The share of the quoted time after which a ticket deserves a look: 5 of 8 minutes on common kitchen displays.
_DUE_SOON_NUMERATOR, _DUE_SOON_DENOMINATOR = 5, 8


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to make. `station` is the place in the kitchen that makes it, `allergy` what the diner ticked for it."""

    line_id: str
    name: str
    quantity: int
    modifiers: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()
    note: str | None = None
    station: str | None = None
    allergy: bool = False


@dataclass(frozen=True, slots=True)
class Details:
    """What was ordered, and for which table; frozen since the order was placed. Amounts in minor units."""

    table_id: UUID
    table_label: str
    order_number: str
    currency: str
    total_minor: int
    lines: tuple[Line, ...]
    diner_note: str | None = None
    allergy: bool = False

    @property
    def allergens(self) -> tuple[str, ...]:
        """Every allergen that is in anything of the order, sorted."""
        return tuple(sorted({allergen for line in self.lines for allergen in line.allergens}))


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. `revision` counts its visible changes and is the number by which a board discards what is older.

    `announced` says that a board may have shown it as open; only then does its end concern anybody there.
    `opened_at`, `started_at` and `finished_at` are the order's own times, all others are of this service's database.
    """

    order_id: UUID
    venue_id: UUID
    details: Details
    state: TicketState
    order_version: int
    opened_at: datetime
    quote_seconds: int
    revision: int = 0
    announced: bool = False
    refunded_minor: int = 0
    started_at: datetime | None = None
    finished_at: datetime | None = None
    void_reason: str | None = None
    first_seen_at: datetime | None = None
    first_seen_by: str | None = None
    alarmed_at: datetime | None = None
    lapsed_at: datetime | None = None
    allergy_acknowledged_at: datetime | None = None
    allergy_acknowledged_by: str | None = None
    recalled_at: datetime | None = None
    dismissed_at: datetime | None = None
    ticked: tuple[str, ...] = ()

    @property
    def on_board(self) -> bool:
        """Whether it is among the tickets to work on: open, or recalled after it was completed."""
        return self.state in OPEN or self.recalled_at is not None

    @property
    def needs_dismissal(self) -> bool:
        """Voided after a board may have shown it: somebody must take note that it is not to be made."""
        return self.state is TicketState.VOIDED and self.announced and self.dismissed_at is None

    @property
    def due_at(self) -> datetime:
        """When the venue's quoted time is over; later than this is late."""
        return self.opened_at + timedelta(seconds=self.quote_seconds)

    @property
    def due_soon_at(self) -> datetime:
        """When a ticket that is still open deserves a look."""
        seconds = self.quote_seconds * _DUE_SOON_NUMERATOR // _DUE_SOON_DENOMINATOR
        return self.opened_at + timedelta(seconds=seconds)

    @property
    def was_late(self) -> bool:
        """Whether it was finished after it was due."""
        return self.finished_at is not None and self.finished_at > self.due_at


def revised(before: Ticket | None, after: Ticket) -> Ticket:
    """`after` as the next revision of `before`, or `before` itself when there is no difference.

    What happened between the two is never shown: a ticket that was opened and voided at one go is not announced.
    """
    if before is not None and after == before:
        return before
    known_revision = before.revision if before else 0
    return replace(after, revision=known_revision + 1, announced=after.announced or after.on_board)
