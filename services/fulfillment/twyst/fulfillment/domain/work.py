"""What the staff do with a ticket. Doing it again changes nothing; what makes no sense is refused with a reason.

None of this changes the order: it is started, completed and canceled at the order service.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from twyst.fulfillment.domain.ticket import OPEN, Ticket, TicketState


class Refusal(Exception):
    """The ticket does not allow that; the message says why."""


class UnknownLine(Refusal):
    """The ticket has no such line."""


class NotOnBoard(Refusal):
    """The ticket is not on the board any more."""


class NotCompleted(Refusal):
    """Only a completed ticket can be recalled."""


class StillOpen(Refusal):
    """An open ticket leaves the board when its order is completed or canceled."""


def see(ticket: Ticket, at: datetime, *, by: str) -> Ticket:
    """The kitchen has the ticket in front of it. The first time counts."""
    return ticket if ticket.first_seen_at else replace(ticket, first_seen_at=at, first_seen_by=by)


def acknowledge_allergy(ticket: Ticket, at: datetime, *, by: str) -> Ticket:
    """Somebody read the allergens and answers for it. The first time counts. Raises `NotOnBoard`."""
    _require_on_board(ticket)
    if ticket.allergy_acknowledged_at:
        return ticket
    return replace(ticket, allergy_acknowledged_at=at, allergy_acknowledged_by=by)


def tick(ticket: Ticket, _at: datetime, *, line_id: str) -> Ticket:
    """A line is done. Raises `UnknownLine` or `NotOnBoard`."""
    _require_line(ticket, line_id)
    return replace(ticket, ticked=tuple(sorted({*ticket.ticked, line_id})))


def untick(ticket: Ticket, _at: datetime, *, line_id: str) -> Ticket:
    """A line is not done after all. Raises `UnknownLine` or `NotOnBoard`."""
    _require_line(ticket, line_id)
    return replace(ticket, ticked=tuple(each for each in ticket.ticked if each != line_id))


def recall(ticket: Ticket, at: datetime) -> Ticket:
    """A completed ticket comes back to its old place on the board; its order stays completed. Raises `NotCompleted`."""
    if ticket.state is not TicketState.COMPLETED:
        raise NotCompleted(f"the ticket is {ticket.state}")
    return ticket if ticket.recalled_at else replace(ticket, recalled_at=at, dismissed_at=None)


def dismiss(ticket: Ticket, at: datetime) -> Ticket:
    """Undo a recall, or take note that a voided ticket is not to be made. Raises `StillOpen`."""
    if ticket.state in OPEN:
        raise StillOpen(f"the ticket is {ticket.state}")
    if ticket.on_board or (ticket.state is TicketState.VOIDED and ticket.dismissed_at is None):
        return replace(ticket, recalled_at=None, dismissed_at=at)
    return ticket


def sound_alarm(ticket: Ticket, at: datetime) -> Ticket:
    """Nobody has seen a paid ticket for too long. Once per ticket."""
    if ticket.alarmed_at or ticket.first_seen_at or ticket.state is not TicketState.READY:
        return ticket
    return replace(ticket, alarmed_at=at)


def lapse(ticket: Ticket, at: datetime) -> Ticket:
    """Nobody saw a paid ticket although the alarm rang: its guest shall have the money back. Once per ticket."""
    if ticket.lapsed_at or ticket.first_seen_at or ticket.state is not TicketState.READY:
        return ticket
    return replace(ticket, lapsed_at=at)


def _require_on_board(ticket: Ticket) -> None:
    if not ticket.on_board:
        raise NotOnBoard(f"the ticket is {ticket.state}")


def _require_line(ticket: Ticket, line_id: str) -> None:
    if all(line.line_id != line_id for line in ticket.details.lines):
        raise UnknownLine(f"no line {line_id}")
    _require_on_board(ticket)
