"""Which venues have a board that is there: one that read its feed lately.

The heartbeat of boards says only that this API could have shown something. A guest who calls has to know whether a
screen is on in that venue, so each venue's is written down when a board reads its feed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch_value

EVERY_SECONDS: Final = 10.0
_SEEN: Final = """
INSERT INTO board_presence AS known (venue_id, seen_at) VALUES ($1, clock_timestamp())
ON CONFLICT (venue_id) DO UPDATE SET seen_at = clock_timestamp()
"""
_IS_THERE: Final = """
SELECT EXISTS (SELECT FROM board_presence WHERE venue_id = $1 AND seen_at >= clock_timestamp() - $2::interval)
"""


class Presence:
    """Writes it down, at most every few seconds for a venue: boards read far more often than that."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._noted: dict[UUID, float] = {}

    async def note(self, connection: AsyncConnection, venue_id: UUID) -> None:
        """A board of the venue is there now."""
        now = self._clock()
        noted = self._noted.get(venue_id)
        if noted is None or now - noted >= EVERY_SECONDS:
            self._noted[venue_id] = now
            await execute(connection, _SEEN, venue_id)


async def is_there(connection: AsyncConnection, venue_id: UUID, silence: timedelta) -> bool:
    """Whether a board of the venue was there within that time."""
    there: bool = await fetch_value(connection, _IS_THERE, venue_id, silence)
    return there
