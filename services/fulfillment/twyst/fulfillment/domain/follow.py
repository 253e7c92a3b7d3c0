"""Following an order: each event brings its full snapshot, so the newest one heard is all that counts.

Events of an order are counted from 1 without a hole. Hearing a later one than expected means that some were lost: the
snapshot is adopted and the gap is reported. Hearing an earlier one again changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from twyst.fulfillment.domain.lifecycle import Stage, Step, step
from twyst.fulfillment.domain.ticket import Details, Ticket, TicketState


class Contradiction(Exception):
    """An order's news cannot follow from what is known of it."""


@dataclass(frozen=True, slots=True)
class OrderNews:
    """One event of an order, as far as the kitchen cares. `version` counts lifecycle steps, `seq` all events."""

    order_id: UUID
    venue_id: UUID
    seq: int
    version: int
    stage: Stage
    occurred_at: datetime
    details: Details
    reason: str | None = None
    refunded_minor: int = 0
    kitchen_seen: bool = False


@dataclass(frozen=True, slots=True)
class FollowedOrder:
    """The last thing heard of an order; `seq` 0 when nothing was."""

    order_id: UUID
    venue_id: UUID
    seq: int = 0
    stage: Stage = Stage.UNPAID


class Continuity(StrEnum):
    """How an event joins on to what was heard before."""

    NEXT = "next"
    FIRST_SIGHT = "first_sight"
    GAP = "gap"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Followed:
    """What an event leads to. `ticket` is None as long as the kitchen has nothing to do with the order."""

    order: FollowedOrder
    ticket: Ticket | None
    continuity: Continuity


def follow(order: FollowedOrder, ticket: Ticket | None, news: OrderNews, *, quote_seconds: int) -> Followed:
    """Apply one event. `quote_seconds` is what the venue promises now; it counts when the ticket opens.

    Raises `Contradiction`.
    """
    if news.venue_id != order.venue_id:
        raise Contradiction(f"order {news.order_id} moved from venue {order.venue_id} to {news.venue_id}")
    continuity = _continuity(order.seq, news.seq)
    if continuity is Continuity.STALE:
        return Followed(order, ticket, continuity)
    heard = replace(order, seq=news.seq, stage=news.stage)
    return Followed(heard, _next_ticket(ticket, news, quote_seconds), continuity)


def _continuity(known_seq: int, seq: int) -> Continuity:
    if seq <= known_seq:
        return Continuity.STALE
    if seq == known_seq + 1:
        return Continuity.NEXT
    return Continuity.FIRST_SIGHT if known_seq == 0 else Continuity.GAP


def _next_ticket(ticket: Ticket | None, news: OrderNews, quote_seconds: int) -> Ticket | None:
    taken = step(ticket.state if ticket else None, news.stage)
    if taken is Step.CONTRADICTION:
        state = ticket.state if ticket else None
        raise Contradiction(f"order {news.order_id} is {news.stage} but its ticket is {state}")
    if ticket is None:
        return _noted(_opened(news, quote_seconds), news) if taken is Step.OPEN else None
    return _noted(_stepped(ticket, taken, news), news)


def _opened(news: OrderNews, quote_seconds: int) -> Ticket:
    started = news.stage is Stage.FULFILLING
    return Ticket(
        order_id=news.order_id,
        venue_id=news.venue_id,
        details=news.details,
        state=TicketState.FULFILLING if started else TicketState.READY,
        order_version=news.version,
        opened_at=news.occurred_at,
        quote_seconds=quote_seconds,
        started_at=news.occurred_at if started else None,
    )


def _stepped(ticket: Ticket, taken: Step, news: OrderNews) -> Ticket:
    at = news.occurred_at
    match taken:
        case Step.START:
            return replace(ticket, state=TicketState.FULFILLING, started_at=at)
        case Step.COMPLETE:
            return replace(ticket, state=TicketState.COMPLETED, finished_at=at)
        case Step.VOID:
            return replace(ticket, state=TicketState.VOIDED, finished_at=at, void_reason=news.reason)
        case _:
            return ticket


def _noted(ticket: Ticket, news: OrderNews) -> Ticket:
    """The snapshot's facts that concern the kitchen in every state.

    That the kitchen has seen the ticket normally begins here and comes back with the order; after the loss of this
    database the order is the one that remembers.
    """
    seen_at = ticket.first_seen_at or (news.occurred_at if news.kitchen_seen else None)
    return replace(
        ticket, order_version=news.version, refunded_minor=news.refunded_minor, first_seen_at=seen_at
    )
