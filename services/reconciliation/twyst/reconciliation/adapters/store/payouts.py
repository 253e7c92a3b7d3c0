"""Payouts and the errands to fetch their lines, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch, to_json
from twyst.reconciliation.adapters.store.rows import PAYOUT_COLUMNS, payout_of
from twyst.reconciliation.application.news import Errand, ItemisedPayout, Sighting
from twyst.reconciliation.domain.payouts import Itemisation, Payout

_LOAD: Final = f"SELECT {PAYOUT_COLUMNS} FROM payouts WHERE payout_id = ANY($1::text[])"  # noqa: S608 (constants)
_SAVE: Final = """
INSERT INTO payouts (payout_id, account_id, venue_id, currency, amount_minor, status, automatic, method, is_listed,
  arrival_date, original_payout, failure_code, history, first_seen_at, wanted, fetched, fetch_after, attempts)
SELECT p.payout_id, p.account_id, a.venue_id, p.currency, p.amount, p.status, p.automatic, p.method, p.is_listed,
  p.arrival_date, p.original_payout, p.failure_code, p.news::jsonb, $14, p.wanted, 0, $14, 0
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bool[], $7::text[], $8::bool[],
            $9::date[], $10::text[], $11::text[], $12::text[], $13::int[])
  AS p (payout_id, account_id, currency, amount, status, automatic, method, is_listed, arrival_date, original_payout,
        failure_code, news, wanted)
JOIN accounts a USING (account_id) ORDER BY p.payout_id
ON CONFLICT (payout_id) DO UPDATE SET status = EXCLUDED.status, is_listed = EXCLUDED.is_listed,
  arrival_date = EXCLUDED.arrival_date, original_payout = EXCLUDED.original_payout,
  failure_code = EXCLUDED.failure_code, history = payouts.history || EXCLUDED.history,
  wanted = payouts.wanted + EXCLUDED.wanted,
  fetch_after = CASE WHEN EXCLUDED.wanted > 0 AND payouts.wanted = payouts.fetched THEN EXCLUDED.fetch_after
                     ELSE payouts.fetch_after END
"""
_ITEMISED: Final = f"""
SELECT {PAYOUT_COLUMNS}, venue_id::text, lines, lines_minor, own_minor,
  (SELECT coalesce(sum(l.net_minor), 0) FROM payout_lines pl JOIN lines l USING (line_id)
   WHERE pl.payout_id = payouts.payout_id AND l.source_id IS DISTINCT FROM payouts.payout_id
     AND l.payout_id <> payouts.payout_id AND payouts.status NOT IN ('failed', 'canceled')
     AND EXISTS (SELECT FROM payouts other WHERE other.payout_id = l.payout_id
                 AND other.status NOT IN ('failed', 'canceled')))::bigint AS doubled_minor
FROM payouts WHERE payout_id = ANY($1::text[]) AND venue_id IS NOT NULL
"""  # noqa: S608 (constants)
_SHARING: Final = """
SELECT DISTINCT other.payout_id FROM payout_lines pl JOIN payout_lines other USING (line_id)
WHERE pl.payout_id = ANY($1::text[]) AND other.payout_id <> pl.payout_id
"""
_LEASE: Final = """
UPDATE payouts SET fetch_after = $1::timestamptz + $2::interval, attempts = attempts + 1
WHERE payout_id IN (SELECT payout_id FROM payouts WHERE wanted > fetched AND fetch_after <= $1
                    ORDER BY fetch_after, payout_id LIMIT $3 FOR UPDATE SKIP LOCKED)
RETURNING payout_id, account_id, wanted, attempts
"""
_LEASE_NOW: Final = """
UPDATE payouts SET fetch_after = $2::timestamptz + $3::interval, attempts = attempts + 1
WHERE payout_id = $1 AND wanted > fetched RETURNING payout_id, account_id, wanted, attempts
"""
_EXTEND: Final = "UPDATE payouts SET fetch_after = $2 WHERE payout_id = $1"
_FINISH: Final = """
UPDATE payouts SET fetched = $2, itemised_at = $3, attempts = 0, last_error = NULL, fetch_after = $3,
  lines = sums.lines, lines_minor = sums.lines_minor, own_minor = sums.own_minor
FROM (SELECT count(*) FILTER (WHERE NOT own) AS lines, coalesce(sum(net_minor) FILTER (WHERE NOT own), 0) AS lines_minor,
             coalesce(sum(net_minor) FILTER (WHERE own), 0) AS own_minor
      FROM (SELECT l.net_minor, l.type = 'payout' AND l.source_id = $1 AS own
            FROM payout_lines pl JOIN lines l USING (line_id) JOIN payouts p ON p.payout_id = pl.payout_id
            WHERE pl.payout_id = $1 AND pl.generation = $2 AND l.currency = p.currency) AS listed) AS sums
WHERE payout_id = $1
"""
_FAIL: Final = "UPDATE payouts SET last_error = $2, fetch_after = $3 WHERE payout_id = $1"


class PostgresPayouts:
    """`Payouts` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def load(self, payout_ids: Collection[str]) -> dict[str, Payout]:
        rows = await fetch(self._connection, _LOAD, list(payout_ids))
        return {row["payout_id"]: payout_of(row) for row in rows}

    async def save(
        self,
        payouts: Mapping[str, Payout],
        sightings: Sequence[Sighting],
        wanted: Collection[str],
        now: datetime,
    ) -> None:
        news: dict[str, list[Sighting]] = {payout_id: [] for payout_id in payouts}
        for each in sightings:
            news[each.payout.payout_id].append(each)
        rows = [
            (
                *_row(payout),
                to_json([_entry(each) for each in news[payout_id]]),
                int(payout_id in wanted),
            )
            for payout_id, payout in payouts.items()
        ]
        if rows:
            await execute(self._connection, _SAVE, *map(list, zip(*rows, strict=True)), now)

    async def sharing(self, payout_ids: Collection[str]) -> list[str]:
        rows = await fetch(self._connection, _SHARING, list(payout_ids))
        return sorted(row["payout_id"] for row in rows)

    async def itemised(self, payout_ids: Collection[str]) -> list[tuple[str, ItemisedPayout]]:
        rows = await fetch(self._connection, _ITEMISED, list(payout_ids))
        return [(row["venue_id"], ItemisedPayout(payout_of(row), _itemisation(row))) for row in rows]

    async def lease(self, now: datetime, lease: timedelta, limit: int) -> list[Errand]:
        rows = await fetch(self._connection, _LEASE, now, lease, limit)
        return [_errand(row) for row in rows]

    async def lease_now(self, payout_id: str, now: datetime, lease: timedelta) -> Errand | None:
        rows = await fetch(self._connection, _LEASE_NOW, payout_id, now, lease)
        return _errand(rows[0]) if rows else None

    async def extend(self, errand: Errand, until: datetime) -> None:
        await execute(self._connection, _EXTEND, errand.payout_id, until)

    async def finish(self, errand: Errand, at: datetime) -> None:
        await execute(self._connection, _FINISH, errand.payout_id, errand.generation, at)

    async def fail(self, errand: Errand, error: str, again_at: datetime) -> None:
        await execute(self._connection, _FAIL, errand.payout_id, error[:500], again_at)


def _errand(row: Any) -> Errand:
    return Errand(row["payout_id"], row["account_id"], row["wanted"], row["attempts"])


def _row(payout: Payout) -> tuple[Any, ...]:
    return (
        payout.payout_id,
        payout.account_id,
        payout.currency,
        payout.amount_minor,
        payout.status,
        payout.automatic,
        payout.method,
        payout.is_listed,
        payout.arrival_date,
        payout.original_payout,
        payout.failure_code,
    )


def _entry(sighting: Sighting) -> dict[str, str]:
    return {
        "status": sighting.payout.status,
        "seen_by": sighting.seen_by,
        "seen_at": sighting.seen_at.isoformat(),
    }


def _itemisation(row: Any) -> Itemisation | None:
    if row["lines"] is None:
        return None
    return Itemisation(row["lines"], row["lines_minor"], row["own_minor"], row["doubled_minor"])
