"""Cursors of pages: opaque to callers, the sort key of the last item to us."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date, datetime
from uuid import UUID

from twyst.runtime.problems import Problem


def encode_cursor(*key: date | datetime | str) -> str:
    """The cursor behind an item with this sort key."""
    text = json.dumps([part if isinstance(part, str) else part.isoformat() for part in key])
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def day_cursor(cursor: str | None) -> tuple[date, str] | None:
    """A cursor of (day, id). Raises `Problem` 400 for anything that we did not make."""
    if cursor is None:
        return None
    try:
        day, item_id = _parts(cursor)
        return date.fromisoformat(day), item_id
    except ValueError as error:
        raise _refusal() from error


def moment_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """A cursor of (moment, UUID). Raises `Problem` 400 for anything that we did not make."""
    if cursor is None:
        return None
    try:
        moment, item_id = _parts(cursor)
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise _refusal()
        return at, str(UUID(item_id))
    except ValueError as error:
        raise _refusal() from error


def line_cursor(cursor: str | None) -> str:
    """A cursor of a line's id; empty before the first."""
    if cursor is None:
        return ""
    try:
        (line_id,) = _parts(cursor)
    except ValueError as error:
        raise _refusal() from error
    return line_id


def _parts(cursor: str) -> list[str]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, UnicodeDecodeError, RecursionError) as error:
        raise ValueError("not a cursor") from error
    if not isinstance(parts, list) or not all(isinstance(part, str) and "\x00" not in part for part in parts):
        raise ValueError("not a cursor")
    return parts


def _refusal() -> Problem:
    return Problem(400, "invalid-cursor", title="The cursor is not valid", detail="Begin without a cursor.")
