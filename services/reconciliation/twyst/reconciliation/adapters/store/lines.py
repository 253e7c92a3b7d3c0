"""Balance lines in PostgreSQL. A line's amounts never change; what is learned about it is added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch
from twyst.reconciliation.adapters.store.rows import LINE_COLUMNS, line_of
from twyst.reconciliation.application.news import Errand, Origin
from twyst.reconciliation.domain.lines import SECTION_OF_TYPE, Line, Section

_SAVE: Final = """
INSERT INTO lines (line_id, account_id, venue_id, currency, type, reporting_category, amount_minor,
  application_fee_minor, other_fee_minor, net_minor, created_at, available_on, first_seen_at, source_id, payment_id,
  expanded, foreign_payment, section, waiting, unknown, twyst_amount_minor, twyst_application_fee_minor,
  twyst_other_fee_minor)
SELECT l.line_id, l.account_id, a.venue_id, l.currency, l.type, l.category, l.amount, l.application_fee, l.other_fee,
  l.amount - l.application_fee - l.other_fee, l.created_at, l.available_on, l.first_seen_at, l.source_id, l.payment_id,
  false, false, l.section, true, false, 0, 0, 0
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::text[])
  AS l (line_id, account_id, currency, type, category, amount, application_fee, other_fee, created_at, available_on,
        first_seen_at, source_id, payment_id, section)
JOIN accounts a USING (account_id) ORDER BY l.line_id
ON CONFLICT (line_id) DO NOTHING
RETURNING line_id
"""
_LISTED: Final = """
INSERT INTO payout_lines (payout_id, line_id, account_id, venue_id, generation)
SELECT $1, l.line_id, l.account_id, l.venue_id, $2 FROM lines l WHERE l.line_id = ANY($3::text[]) ORDER BY l.line_id
ON CONFLICT (payout_id, line_id) DO UPDATE SET generation = greatest(payout_lines.generation, EXCLUDED.generation)
"""
# The payout that counts for a line: one that has not failed, and the later of two.
_PLACE: Final = """
UPDATE lines SET payout_id = chosen.payout_id FROM (
  SELECT DISTINCT ON (pl.line_id) pl.line_id, p.payout_id FROM payout_lines pl JOIN payouts p USING (payout_id)
  WHERE pl.line_id = ANY(ARRAY(SELECT unnest($1::text[])))
  ORDER BY pl.line_id, p.status IN ('failed', 'canceled'), p.arrival_date DESC, p.payout_id DESC) AS chosen
WHERE lines.line_id = chosen.line_id AND lines.payout_id IS DISTINCT FROM chosen.payout_id
RETURNING lines.line_id
"""
_IN_PAYOUTS: Final = "SELECT DISTINCT line_id FROM payout_lines WHERE payout_id = ANY($1::text[])"
_SAVE_ORIGINS: Final = """
UPDATE lines SET payment_id = coalesce(lines.payment_id, o.payment_id),
  transfer_id = coalesce(lines.transfer_id, o.transfer_id), reversal_id = coalesce(lines.reversal_id, o.reversal_id),
  refund_id = coalesce(lines.refund_id, o.refund_id), foreign_payment = lines.foreign_payment OR o.foreign_payment
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bool[])
  AS o (line_id, payment_id, transfer_id, reversal_id, refund_id, foreign_payment)
WHERE lines.line_id = o.line_id
"""
_UNKNOWN: Final = f"""
SELECT {LINE_COLUMNS} FROM lines WHERE unknown AND NOT expanded AND venue_id IS NOT NULL AND first_seen_at <= $1
ORDER BY first_seen_at, line_id LIMIT $2
"""  # noqa: S608 (constants)
_REFUNDING_TYPES: Final = """
SELECT DISTINCT l.type FROM payout_lines pl JOIN lines l USING (line_id)
WHERE pl.payout_id = $1 AND l.type = ANY($2::text[]) AND l.reversal_id IS NULL AND NOT l.foreign_payment ORDER BY l.type
"""
_MARK_ASKED: Final = "UPDATE lines SET expanded = true WHERE line_id = ANY($1::text[])"
_REFUNDING: Final = [type_ for type_, section in SECTION_OF_TYPE.items() if section is Section.REFUNDS]


class PostgresLines:
    """`Lines` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, lines: Sequence[Line], *, listed_by: Errand | None = None) -> list[str]:
        if not lines:
            return []
        columns = zip(*map(_row, lines), strict=True)
        new = {row["line_id"] for row in await fetch(self._connection, _SAVE, *map(list, columns))}
        if listed_by is not None:
            line_ids = [line.line_id for line in lines]
            await execute(self._connection, _LISTED, listed_by.payout_id, listed_by.generation, line_ids)
            new |= {row["line_id"] for row in await fetch(self._connection, _PLACE, line_ids)}
        return sorted(new)

    async def place(self, payout_ids: Sequence[str]) -> list[str]:
        rows = await fetch(self._connection, _IN_PAYOUTS, list(payout_ids))
        moved = await fetch(self._connection, _PLACE, [row["line_id"] for row in rows])
        return sorted(row["line_id"] for row in moved)

    async def save_origins(self, origins: Sequence[Origin]) -> None:
        await execute(
            self._connection,
            _SAVE_ORIGINS,
            [each.line_id for each in origins],
            [each.payment_id for each in origins],
            [each.transfer_id for each in origins],
            [each.reversal_id for each in origins],
            [each.refund_id for each in origins],
            [each.transfer_id is None for each in origins],
        )

    async def mark_asked(self, line_ids: Sequence[str]) -> None:
        await execute(self._connection, _MARK_ASKED, list(line_ids))

    async def unknown(self, seen_before: datetime, limit: int) -> list[Line]:
        return [line_of(row) for row in await fetch(self._connection, _UNKNOWN, seen_before, limit)]

    async def refunding_types(self, payout_id: str) -> list[str]:
        rows = await fetch(self._connection, _REFUNDING_TYPES, payout_id, _REFUNDING)
        return [row["type"] for row in rows]


def _row(line: Line) -> tuple[Any, ...]:
    return (
        line.line_id,
        line.account_id,
        line.currency,
        line.type,
        line.reporting_category,
        line.amount_minor,
        line.application_fee_minor,
        line.other_fee_minor,
        line.created_at,
        line.available_on,
        line.first_seen_at,
        line.source_id,
        line.payment_id,
        line.section,
    )
