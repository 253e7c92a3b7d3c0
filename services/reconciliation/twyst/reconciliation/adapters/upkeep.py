"""What the worker measures in its tables, and what it forgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from twyst.mailbox import inbox
from twyst.mailbox.database import Database, fetch, fetch_value

INBOX_KEPT: Final = timedelta(days=90)
"""Longer than any topic and any replay."""

_PAYOUTS: Final = "SELECT status, count(*) AS number FROM payouts GROUP BY status"
_DUE: Final = "SELECT count(*) FROM payouts WHERE wanted > fetched"
_FAILING: Final = "SELECT count(*) FROM payouts WHERE wanted > fetched AND last_error IS NOT NULL"
_UNKNOWN: Final = "SELECT count(*) FROM lines WHERE unknown AND venue_id IS NOT NULL"
_DISCREPANCIES: Final = """
SELECT kind, count(*) AS number FROM discrepancies WHERE status <> 'resolved' GROUP BY kind
"""
_DIFFERENCE: Final = """
SELECT currency, sum(abs(stripe_minor - twyst_minor))::bigint AS number FROM discrepancies
WHERE status <> 'resolved' GROUP BY currency
"""


@dataclass(frozen=True, slots=True)
class Vitals:
    """Counts for metrics."""

    payouts: Mapping[str, int]
    payouts_due: int
    payouts_failing: int
    lines_unknown: int
    discrepancies: Mapping[str, int]
    difference_minor: Mapping[str, int]


class PostgresUpkeep:
    """Measures and prunes, as the worker's role."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def vitals(self) -> Vitals:
        """The state of the books in numbers."""
        async with self._database.transaction() as connection:
            return Vitals(
                payouts=_counts(await fetch(connection, _PAYOUTS)),
                payouts_due=await fetch_value(connection, _DUE),
                payouts_failing=await fetch_value(connection, _FAILING),
                lines_unknown=await fetch_value(connection, _UNKNOWN),
                discrepancies=_counts(await fetch(connection, _DISCREPANCIES)),
                difference_minor=_counts(await fetch(connection, _DIFFERENCE)),
            )

    async def prune(self) -> int:
        """Forget old inbox entries, some at a time; how many."""
        async with self._database.transaction() as connection:
            return await inbox.prune(connection, older_than=INBOX_KEPT)


def _counts(rows: list[Mapping[str, int]]) -> dict[str, int]:
    return {str(name): number for name, number in (tuple(row.values()) for row in rows)}
