"""A person resolves a discrepancy, opens it again, or leaves a note. Every act stays in the history."""

from __future__ import annotations

from twyst.reconciliation.application.readings import Readings
from twyst.reconciliation.application.views import DiscrepancyView
from twyst.reconciliation.domain.discrepancies import Action, act


class ActOnDiscrepancy:
    """The acts of the API."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    async def __call__(
        self, venue_id: str, discrepancy_id: str, action: Action, *, actor: str, note: str
    ) -> DiscrepancyView | None:
        """The discrepancy afterwards; None if the venue has none of that id. Doing again what is done changes nothing."""
        async with self._readings.of_venue(venue_id) as reading:
            found = await reading.discrepancy(discrepancy_id)
            if found is None:
                return None
            status = act(found.status, action)
            if status is None:
                return found
            await reading.act(discrepancy_id, action, status, actor=actor, note=note)
            return await reading.discrepancy(discrepancy_id)
