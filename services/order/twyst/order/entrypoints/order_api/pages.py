"""Cursors of pages: opaque to callers, a position in the venue's orders to us."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Query

from twyst.order.application.read_orders import Position
from twyst.runtime.problems import Problem

PageLimit = Annotated[int, Query(ge=1, le=100, description="The longest page.")]
PageCursor = Annotated[
    str | None,
    Query(max_length=100, description="`next_cursor` of the page before; without it, the first page."),
]
_EPOCH = datetime.fromtimestamp(0, UTC)
_MICROSECOND = timedelta(microseconds=1)


def cursor_of(position: Position | None) -> str | None:
    """The cursor of the page that begins after the position."""
    if position is None:
        return None
    return f"{(position.created_at - _EPOCH) // _MICROSECOND:x}-{position.order_id.hex}"


def position_of(cursor: str | None) -> Position | None:
    """Where a page begins. Raises the 400 problem for what `cursor_of` never made."""
    if cursor is None:
        return None
    instant, _, order_id = cursor.partition("-")
    try:
        position = Position(_EPOCH + int(instant, 16) * _MICROSECOND, UUID(order_id))
    except (ValueError, OverflowError) as error:
        raise _unknown() from error
    if cursor_of(position) != cursor:
        raise _unknown()
    return position


def _unknown() -> Problem:
    return Problem(400, "cursor-unknown", title="No such cursor", detail="Begin again without one.")
