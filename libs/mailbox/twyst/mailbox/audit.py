"""What operators did to a service: rows that are written and never changed.

The rows of one run are its journal: `planned` holds what was going to be done, `started` who did it and why, each `done`
or `failed` one item, `finished` the sum. So the table is the audit, and a run that was cut off resumes from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import asyncpg
import msgspec
from sqlalchemy import CheckConstraint, Column, Index, MetaData, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch, fetch_value, to_json_array
from twyst.mailbox.rls import APPEND, TableSecurity
from twyst.mailbox.tables import identity_column, recorded_at_column, text_column


class Entry(StrEnum):
    """What a row says of its run."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    FAILED = "failed"
    CHECKPOINT = "checkpoint"
    REFUSED = "refused"
    FINISHED = "finished"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row to write. `item` names what a `done`, `failed` or `checkpoint` is about."""

    run_id: str
    entry: Entry
    command: str
    actor: str
    reason: str | None = None
    item: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRow(AuditEntry):
    """One row as it was written."""

    id: int = 0
    recorded_at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


SECURITY: Final = TableSecurity("ops_audit", worker=APPEND, venue_column=None, append_only=True)


def audit_table(metadata: MetaData) -> Table:
    """The table `ops_audit` in a service's metadata."""
    entries = ", ".join(f"'{entry}'" for entry in Entry)
    table = Table(
        "ops_audit",
        metadata,
        identity_column(),
        text_column("run_id"),
        text_column("entry"),
        text_column("command"),
        text_column("actor"),
        text_column("reason", nullable=True),
        text_column("item", nullable=True),
        Column("details", JSONB, nullable=False),
        recorded_at_column(),
        CheckConstraint(f"entry IN ({entries})", name="entry"),
    )
    Index("ix_ops_audit_run_id", table.c.run_id, table.c.id)
    return table


_APPEND = """
INSERT INTO ops_audit (run_id, entry, command, actor, reason, item, details)
SELECT a.run_id, a.entry, a.command, a.actor, a.reason, a.item, a.details::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) WITH ORDINALITY
  AS a (run_id, entry, command, actor, reason, item, details, position) ORDER BY a.position
"""
_COLUMNS = "id, run_id, entry, command, actor, reason, item, details::text, recorded_at"
OF_RUN: Final = f"SELECT {_COLUMNS} FROM ops_audit WHERE run_id = $1 ORDER BY id"  # noqa: S608 (a constant)


async def append(connection: AsyncConnection, entries: Sequence[AuditEntry]) -> None:
    """Write rows in this order."""
    await execute(
        connection,
        _APPEND,
        [e.run_id for e in entries],
        [e.entry for e in entries],
        [e.command for e in entries],
        [e.actor for e in entries],
        [e.reason for e in entries],
        [e.item for e in entries],
        to_json_array([dict(e.details) for e in entries]),
    )


async def of_run(connection: AsyncConnection, run_id: str) -> list[AuditRow]:
    """All rows of a run, in the order of writing."""
    return [audit_row(row) for row in await fetch(connection, OF_RUN, run_id)]


async def is_aborted(connection: AsyncConnection, run_id: str) -> bool:
    """Whether somebody gave the run up."""
    sql = "SELECT EXISTS (SELECT FROM ops_audit WHERE run_id = $1 AND entry = 'aborted')"
    return bool(await fetch_value(connection, sql, run_id))


RECENT: Final = f"""
SELECT {_COLUMNS} FROM ops_audit WHERE entry NOT IN ('done', 'checkpoint') ORDER BY id DESC LIMIT $1
"""  # noqa: S608 (a constant)


def audit_row(row: asyncpg.Record | Mapping[str, Any]) -> AuditRow:
    """From a row of `RECENT` or `OF_RUN`."""
    fields = dict(row)
    return AuditRow(
        **{**fields, "entry": Entry(fields["entry"]), "details": msgspec.json.decode(fields["details"])}
    )
