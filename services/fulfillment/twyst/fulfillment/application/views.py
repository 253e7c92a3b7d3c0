"""What boards show, as it travels: in the board's document and, entry by entry, on its feed.

Every time is an absolute one of our own clocks, so that a board computes ages against the `server_time` it was told
last and never against the tablet's clock. A ticket always travels whole; of two, the higher `revision` is newer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import ConfigDict

from twyst.fulfillment.application.call_views import StaffCallView, call_view
from twyst.fulfillment.domain.staff_call import StaffCall
from twyst.fulfillment.domain.ticket import Ticket, TicketState
from twyst.fulfillment.domain.venue import Venue

_DOCUMENTED: Final = ConfigDict(use_attribute_docstrings=True)

_ORDER_STATES: Final = {
    TicketState.READY: "PAYMENT_SUCCEEDED",
    TicketState.FULFILLING: "FULFILLING",
    TicketState.COMPLETED: "COMPLETED",
    TicketState.VOIDED: "CANCELED",
}


@dataclass(frozen=True, slots=True)
class LineView:
    """One thing to make."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    line_id: str
    """Names the line within its ticket."""
    name: str
    """As the diner saw it."""
    quantity: int
    """Units."""
    modifiers: tuple[str, ...]
    """Chosen options."""
    allergens: tuple[str, ...]
    """Allergen codes of the item."""
    note: str | None
    """The diner's wish."""
    station: str | None
    """The place in the kitchen that makes it."""
    allergy: bool
    """The diner ticked that whoever eats this has an allergy."""
    ticked: bool
    """Done."""


@dataclass(frozen=True, slots=True)
class TicketView:
    """One paid order as the kitchen sees it."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    order_id: UUID
    """The order."""
    venue_id: UUID
    """Its venue."""
    table_id: UUID
    """Its table."""
    table_label: str
    """As printed on the table."""
    order_number: str
    """Short name for calling it out."""
    state: TicketState
    """Where the ticket stands. A board rings for `ready_to_fulfill` without a `first_seen_at`."""
    order_state: str
    """The same in the order's words."""
    order_version: int
    """The order's lifecycle version that this follows."""
    revision: int
    """Counts the ticket's visible changes; a board ignores what is not above what it has."""
    on_board: bool
    """Among the tickets to work on: open or recalled. Otherwise it belongs to the recent ones."""
    needs_dismissal: bool
    """Voided after a board showed it: struck through until somebody dismisses it."""
    opened_at: datetime
    """When the order was paid; the board's order, and the beginning of the ticket's age."""
    due_soon_at: datetime
    """From then on it deserves a look."""
    due_at: datetime
    """From then on it is late."""
    started_at: datetime | None
    """When the order went to fulfilling."""
    finished_at: datetime | None
    """When the order was completed or canceled."""
    late: bool
    """Whether it was finished after it was due; an open one is late from `due_at` on."""
    void_reason: str | None
    """Why the order was canceled."""
    first_seen_at: datetime | None
    """When the kitchen first had it in front of it."""
    alarmed_at: datetime | None
    """When the alarm for an unseen ticket was sounded; it is over once the ticket is seen."""
    allergens: tuple[str, ...]
    """Everything that any line contains, sorted. With a note of the diner, an acknowledgement is expected."""
    allergy: bool
    """The diner ticked an allergy for the whole order. With this, or a line's own, an acknowledgement is expected."""
    allergy_acknowledged_at: datetime | None
    """When somebody answered for them."""
    recalled_at: datetime | None
    """When it came back to the board after it was completed."""
    dismissed_at: datetime | None
    """When a recalled or voided ticket was put away."""
    diner_note: str | None
    """The diner's wish for the whole order."""
    currency: str
    """ISO 4217, lower case."""
    total_minor: int
    """What the diner paid, in minor units."""
    refunded_minor: int
    """What of it was given back, in minor units."""
    lines: tuple[LineView, ...]
    """What to make."""


@dataclass(frozen=True, slots=True)
class VenueView:
    """The venue as its board shows it."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    name: str
    """As shown to diners."""
    timezone: str
    """IANA name."""
    quote_seconds: int | None
    """How long diners are told to wait; null when they are told nothing."""


@dataclass(frozen=True, slots=True)
class AlarmView:
    """A paid ticket that nobody has seen for too long."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    order_id: UUID
    """The order; its ticket carries `alarmed_at`."""
    table_label: str
    """As printed on the table."""
    order_number: str
    """Short name for calling it out."""
    opened_at: datetime
    """When it was paid."""
    alarmed_at: datetime
    """When the alarm was sounded."""


@dataclass(frozen=True, slots=True)
class Board:
    """A venue's whole board as of one moment: that of `cursor`, after which its feed continues."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    venue_id: UUID
    """The venue."""
    cursor: int
    """Pass it as `after` to the stream."""
    server_time: datetime
    """Our clock, against which ages are computed."""
    recent_seconds: int
    """How long a finished ticket stays among the recent ones."""
    venue: VenueView | None
    """Null until its record has arrived."""
    tickets: tuple[TicketView, ...]
    """Open and recalled tickets, oldest first."""
    recent: tuple[TicketView, ...]
    """Tickets completed or voided lately, the newest first."""
    calls: tuple[StaffCallView, ...]
    """Tables that ask for staff and were not answered yet, oldest first."""


@dataclass(frozen=True, slots=True)
class Notice:
    """News for a venue's board; the view's type tells its kind."""

    venue_id: UUID
    view: TicketView | AlarmView | VenueView | StaffCallView


def ticket_view(ticket: Ticket) -> TicketView:
    """A ticket as boards show it."""
    details = ticket.details
    return TicketView(
        order_id=ticket.order_id,
        venue_id=ticket.venue_id,
        table_id=details.table_id,
        table_label=details.table_label,
        order_number=details.order_number,
        state=ticket.state,
        order_state=_ORDER_STATES[ticket.state],
        order_version=ticket.order_version,
        revision=ticket.revision,
        on_board=ticket.on_board,
        needs_dismissal=ticket.needs_dismissal,
        opened_at=ticket.opened_at,
        due_soon_at=ticket.due_soon_at,
        due_at=ticket.due_at,
        started_at=ticket.started_at,
        finished_at=ticket.finished_at,
        late=ticket.was_late,
        void_reason=ticket.void_reason,
        first_seen_at=ticket.first_seen_at,
        alarmed_at=ticket.alarmed_at,
        allergens=details.allergens,
        allergy=details.allergy,
        allergy_acknowledged_at=ticket.allergy_acknowledged_at,
        recalled_at=ticket.recalled_at,
        dismissed_at=ticket.dismissed_at,
        diner_note=details.diner_note,
        currency=details.currency,
        total_minor=details.total_minor,
        refunded_minor=ticket.refunded_minor,
        lines=_line_views(ticket),
    )


def venue_view(venue: Venue) -> VenueView:
    """A venue as boards show it."""
    return VenueView(venue.name, venue.timezone, venue.quote_seconds)


def ticket_notice(ticket: Ticket) -> Notice:
    """A ticket's news for its board."""
    return Notice(ticket.venue_id, ticket_view(ticket))


def call_notice(call: StaffCall) -> Notice:
    """A call's news for its board."""
    return Notice(call.venue_id, call_view(call))


def alarm_notice(ticket: Ticket) -> Notice:
    """The alarm of a ticket that has just been alarmed for."""
    assert ticket.alarmed_at is not None
    details = ticket.details
    view = AlarmView(
        ticket.order_id, details.table_label, details.order_number, ticket.opened_at, ticket.alarmed_at
    )
    return Notice(ticket.venue_id, view)


def _line_views(ticket: Ticket) -> tuple[LineView, ...]:
    return tuple(
        LineView(
            line_id=line.line_id,
            name=line.name,
            quantity=line.quantity,
            modifiers=line.modifiers,
            allergens=line.allergens,
            note=line.note,
            station=line.station,
            allergy=line.allergy,
            ticked=line.line_id in ticket.ticked,
        )
        for line in ticket.details.lines
    )
