"""The board's feed as OpenAPI describes it. The same events travel as server-sent events and in JSON pages.

Only the document uses these types: bodies come ready from the feed's table. A test holds real answers against them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final, Literal

from pydantic import ConfigDict

from twyst.fulfillment.application.call_views import StaffCallView
from twyst.fulfillment.application.views import AlarmView, Board, TicketView, VenueView
from twyst.runtime.feeds import FEED_RESPONSES

_DOCUMENTED: Final = ConfigDict(use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class TicketNews:
    """A ticket appeared or changed."""

    server_time: datetime
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class AlarmNews:
    """A paid ticket went unseen for too long."""

    server_time: datetime
    alarm: AlarmView


@dataclass(frozen=True, slots=True)
class VenueNews:
    """What the board shows of its venue changed."""

    server_time: datetime
    venue: VenueView


@dataclass(frozen=True, slots=True)
class CallNews:
    """A table asks for staff, or does no longer."""

    server_time: datetime
    call: StaffCallView


@dataclass(frozen=True, slots=True)
class LostCursor:
    """The feed cannot continue after this cursor."""

    cursor: int


@dataclass(frozen=True, slots=True)
class SnapshotEvent:
    """Where a client without a cursor begins."""

    id: int
    event: Literal["snapshot"]
    data: Board


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """A ticket appeared or changed."""

    id: int
    event: Literal["ticket"]
    data: TicketNews


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """A paid ticket went unseen for too long."""

    id: int
    event: Literal["alarm"]
    data: AlarmNews


@dataclass(frozen=True, slots=True)
class VenueEvent:
    """What the board shows of its venue changed."""

    id: int
    event: Literal["venue"]
    data: VenueNews


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A table asks for staff, or does no longer."""

    id: int
    event: Literal["call"]
    data: CallNews


@dataclass(frozen=True, slots=True)
class ResetEvent:
    """Begin anew, without a cursor."""

    id: int
    event: Literal["reset"]
    data: LostCursor


@dataclass(frozen=True, slots=True)
class BoardFeedPage:
    """One page of the feed."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    events: list[SnapshotEvent | TicketEvent | AlarmEvent | VenueEvent | CallEvent | ResetEvent]
    """In the order in which they happened."""
    cursor: int
    """Pass it as `after` for the next page."""
    more: bool
    """Whether the next page is there already."""


STREAM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": FEED_RESPONSES[200]["description"],
        "content": {"text/event-stream": FEED_RESPONSES[200]["content"]["text/event-stream"]},
    },
}
