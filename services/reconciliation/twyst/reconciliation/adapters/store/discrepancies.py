"""Discrepancies and their history in PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch
from twyst.reconciliation.domain.discrepancies import Change, Finding, Kind, Known, Status

_NAMESPACE: Final = UUID("6d0c1b62-5c4e-4f0f-9d8e-0f6a0d6c3c11")
_COLUMNS: Final = (
    "kind, subject, status, present, currency, twyst_minor, stripe_minor, order_id::text, line_id, payout_id"
)
_KNOWN: Final = f"""
SELECT {_COLUMNS} FROM discrepancies WHERE subject = ANY(ARRAY(SELECT unnest($1::text[]))) FOR UPDATE
"""  # noqa: S608 (constants)
_RECORD: Final = """
WITH given AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::text[],
                       $9::bigint[], $10::bigint[], $11::uuid[], $12::text[], $13::text[])
    AS g (discrepancy_id, venue_id, kind, subject, action, status, present, currency, twyst, stripe, order_id, line_id,
          payout_id)
), kept AS (
  INSERT INTO discrepancies (discrepancy_id, venue_id, kind, subject, status, present, currency, twyst_minor,
    stripe_minor, order_id, line_id, payout_id, opened_at, updated_at)
  SELECT discrepancy_id, venue_id, kind, subject, status, present, currency, twyst, stripe, order_id, line_id,
    payout_id, $14, $14 FROM given ORDER BY discrepancy_id
  ON CONFLICT (discrepancy_id) DO UPDATE SET status = EXCLUDED.status, present = EXCLUDED.present,
    currency = EXCLUDED.currency, twyst_minor = EXCLUDED.twyst_minor, stripe_minor = EXCLUDED.stripe_minor,
    order_id = EXCLUDED.order_id, payout_id = EXCLUDED.payout_id, updated_at = EXCLUDED.updated_at
)
INSERT INTO discrepancy_events (discrepancy_id, venue_id, action, status, actor, note, twyst_minor, stripe_minor)
SELECT discrepancy_id, venue_id, action, status, $15, $16, twyst, stripe FROM given ORDER BY discrepancy_id
"""


def discrepancy_id(venue_id: str, finding: Finding) -> UUID:
    """The id of a discrepancy: always the same for one kind and subject of a venue."""
    return uuid5(_NAMESPACE, f"{venue_id}/{finding.kind}/{finding.subject}")


class PostgresDiscrepancies:
    """`Discrepancies` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, subjects: Collection[str]) -> dict[tuple[Kind, str], Known]:
        rows = await fetch(self._connection, _KNOWN, list(subjects))
        return {(Kind(row["kind"]), row["subject"]): _known(row) for row in rows}

    async def record(
        self, changes: Sequence[tuple[str, Change]], at: datetime, *, actor: str, note: str | None = None
    ) -> None:
        if not changes:
            return
        rows = [
            (
                discrepancy_id(venue_id, change.finding),
                venue_id,
                change.finding.kind,
                change.finding.subject,
                change.action,
                change.status,
                change.present,
                change.finding.currency,
                change.finding.twyst_minor,
                change.finding.stripe_minor,
                change.finding.order_id,
                change.finding.line_id,
                change.finding.payout_id,
            )
            for venue_id, change in changes
        ]
        await execute(self._connection, _RECORD, *map(list, zip(*rows, strict=True)), at, actor, note)


def _known(row: Any) -> Known:
    finding = Finding(
        kind=Kind(row["kind"]),
        subject=row["subject"],
        currency=row["currency"],
        twyst_minor=row["twyst_minor"],
        stripe_minor=row["stripe_minor"],
        order_id=row["order_id"],
        line_id=row["line_id"],
        payout_id=row["payout_id"],
    )
    return Known(finding, Status(row["status"]), row["present"])
