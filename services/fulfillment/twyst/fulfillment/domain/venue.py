"""What the kitchen knows of its venue."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's record. `revision` grows with every change of it at its owner, the order service.

    `quote_seconds` is how long the venue tells diners to wait; None when it tells nothing.
    """

    venue_id: UUID
    revision: int
    name: str
    timezone: str
    quote_seconds: int | None = None

    def shows_as(self, other: Venue) -> bool:
        """Whether a board shows both alike."""
        return (self.name, self.timezone, self.quote_seconds) == (
            other.name,
            other.timezone,
            other.quote_seconds,
        )
