"""Connected accounts and venues in PostgreSQL."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch
from twyst.reconciliation.application.news import Venue

log = logging.getLogger(__name__)

_CREATE: Final = """
INSERT INTO accounts (account_id) SELECT a FROM unnest($1::text[]) AS a ORDER BY a ON CONFLICT DO NOTHING
"""
_LOCK: Final = "SELECT FROM accounts WHERE account_id = ANY($1::text[]) ORDER BY account_id FOR UPDATE"
_ASSIGN: Final = """
UPDATE accounts SET venue_id = given.venue_id
FROM unnest($1::text[], $2::uuid[]) AS given (account_id, venue_id)
WHERE accounts.account_id = given.account_id AND accounts.venue_id IS NULL
RETURNING accounts.account_id
"""
_CONFLICTS: Final = """
SELECT given.account_id, given.venue_id::text AS claimant, accounts.venue_id::text AS holder
FROM unnest($1::text[], $2::uuid[]) AS given (account_id, venue_id) JOIN accounts USING (account_id)
WHERE accounts.venue_id <> given.venue_id
"""
# What came before the venue was known belongs to it from now on.
_ADOPT: Final = tuple(
    f"""
UPDATE {table} SET venue_id = a.venue_id FROM accounts a
WHERE {table}.account_id = a.account_id AND {table}.venue_id IS NULL AND a.account_id = ANY($1::text[])
"""  # noqa: S608 (constants)
    for table in ("legs", "fees", "payouts", "lines", "payout_lines")
)
_SAVE_VENUES: Final = """
INSERT INTO venues (venue_id, revision, name, currency, timezone)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[])
  AS v (venue_id, revision, name, currency, timezone) ORDER BY venue_id
ON CONFLICT (venue_id) DO UPDATE SET revision = EXCLUDED.revision, name = EXCLUDED.name,
  currency = EXCLUDED.currency, timezone = EXCLUDED.timezone
WHERE venues.revision < EXCLUDED.revision
"""
_DUE_FOR_SYNC: Final = """
SELECT account_id, lines_since FROM accounts
WHERE venue_id IS NOT NULL AND (synced_at IS NULL OR synced_at < $1) ORDER BY synced_at NULLS FIRST, account_id
LIMIT $2
"""
_SYNCED: Final = """
UPDATE accounts SET synced_at = $2, lines_since = greatest(lines_since, $3) WHERE account_id = $1
"""


class PostgresAccounts:
    """`Accounts` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, account_ids: Collection[str]) -> None:
        wanted = sorted(set(account_ids))
        if wanted:
            await execute(self._connection, _CREATE, wanted)
            await fetch(self._connection, _LOCK, wanted)

    async def assign(self, venues: Mapping[str, str]) -> list[str]:
        if not venues:
            return []
        arguments = list(venues), list(venues.values())
        assigned = [row["account_id"] for row in await fetch(self._connection, _ASSIGN, *arguments)]
        for row in await fetch(self._connection, _CONFLICTS, *arguments):
            log.error("two venues claim one Stripe account; the first one keeps it", extra=dict(row))
        if assigned:
            for statement in _ADOPT:
                await execute(self._connection, statement, assigned)
        return assigned

    async def save_venues(self, venues: Sequence[Venue]) -> None:
        newest = {each.venue_id: each for each in sorted(venues, key=lambda each: each.revision)}.values()
        await execute(
            self._connection,
            _SAVE_VENUES,
            [each.venue_id for each in newest],
            [each.revision for each in newest],
            [each.name for each in newest],
            [each.currency for each in newest],
            [each.timezone for each in newest],
        )

    async def due_for_sync(self, before: datetime, limit: int) -> list[tuple[str, datetime | None]]:
        rows = await fetch(self._connection, _DUE_FOR_SYNC, before, limit)
        return [(row["account_id"], row["lines_since"]) for row in rows]

    async def synced(self, account_id: str, at: datetime, lines_since: datetime | None) -> None:
        await execute(self._connection, _SYNCED, account_id, at, lines_since)
