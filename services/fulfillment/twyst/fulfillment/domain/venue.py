"""What the kitchen knows of its venue."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Table:
    """A table, as guests and staff call it."""

    table_id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class Venue:
    """A venue's record. `revision` grows with every change of it at its owner, the order service.

    `quote_seconds` is how long the venue tells diners to wait; None when it tells nothing.
    `tables` is None in a record that was taken before tables were kept.
    """

    venue_id: UUID
    revision: int
    name: str
    timezone: str
    quote_seconds: int | None = None
    tables: tuple[Table, ...] | None = None

    def replaces(self, known: Venue | None) -> bool:
        """Whether it says more than the known record: it is newer, or as new and brings the tables that are missing."""
        if known is None or self.revision > known.revision:
            return True
        return self.revision == known.revision and known.tables is None and self.tables is not None

    def shows_as(self, other: Venue) -> bool:
        """Whether a board shows both alike."""
        return (self.name, self.timezone, self.quote_seconds) == (
            other.name,
            other.timezone,
            other.quote_seconds,
        )
