"""A status table: from which status an object can go to which. Nothing else moves a status."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work


class ImpossibleMoveError(AssertionError):
    """The sandbox wanted a move that its own table does not have: a bug of the sandbox."""


@dataclass(frozen=True, slots=True)
class StatusTable:
    """The moves of one kind of object; a status that leads nowhere is final."""

    moves: Mapping[str, frozenset[str]]

    def move(self, work: Work, record: Record, to: str, **values: Any) -> Body:
        """Set the status and further fields. Answers their previous values."""
        if to not in self.moves[record["status"]]:
            raise ImpossibleMoveError(f"{record.id}: {record['status']} → {to}")
        return work.change(record, status=to, **values)

    def is_final(self, status: str) -> bool:
        return not self.moves[status]


def table(rows: Mapping[str, str]) -> StatusTable:
    """A table written as `{"pending": "paid failed", "paid": ""}`."""
    return StatusTable({status: frozenset(targets.split()) for status, targets in rows.items()})
