"""Who may do what with a service's tables: grants, row-level security and append-only tables, as one description.

A migration applies it: `for statement in security_statements("order", TABLES): op.execute(statement)`. Applying it
again changes nothing. Roles are named after the service: `order_api`, `order_worker`, `order_auditor`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch


class Privilege(StrEnum):
    """What a role may do with the rows of a table."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


READ = frozenset({Privilege.SELECT})
APPEND = frozenset({Privilege.SELECT, Privilege.INSERT})
CHANGE = frozenset({Privilege.SELECT, Privilege.INSERT, Privilege.UPDATE})
ALL = frozenset(Privilege)
NONE: frozenset[Privilege] = frozenset()


@dataclass(frozen=True, slots=True)
class TableSecurity:
    """One table's rules.

    `venue_column` names the column that ties a row to a venue; None for tables that belong to none, which get no
    policies. The api role sees and writes its venue's rows only; the worker role, where it has privileges at all, all
    rows. `append_only` refuses updates and deletes to everyone, the owner included.
    """

    name: str
    api: frozenset[Privilege] = NONE
    worker: frozenset[Privilege] = NONE
    venue_column: str | None = "venue_id"
    append_only: bool = False


_APPEND_ONLY_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def security_statements(service: str, tables: Sequence[TableSecurity]) -> list[str]:
    """The statements, in order, that put the rules into effect; each may run again."""
    statements: list[str] = []
    if any(table.append_only for table in tables):
        statements.append(_APPEND_ONLY_FUNCTION)
    for table in tables:
        statements += _grants(service, table)
        if table.venue_column is not None:
            statements += _policies(service, table, table.venue_column)
        if table.append_only:
            statements += _append_only(table)
    return statements


def _grants(service: str, table: TableSecurity) -> Iterator[str]:
    for role, privileges in (("api", table.api), ("worker", table.worker), ("auditor", READ)):
        yield f"REVOKE ALL ON {table.name} FROM {service}_{role}"
        if privileges:
            yield f"GRANT {', '.join(sorted(privileges))} ON {table.name} TO {service}_{role}"


def _policies(service: str, table: TableSecurity, venue_column: str) -> Iterator[str]:
    yield f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY"
    # Without FORCE the owner, which runs migrations, would see and touch every venue's rows.
    yield f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY"
    # Unset is NULL, but '' after the first transaction of a session that set it; both must match no row.
    own = f"{venue_column} = NULLIF(current_setting('app.venue_id', true), '')::uuid"
    rules = (
        ("api", bool(table.api), f"FOR ALL TO {service}_api USING ({own}) WITH CHECK ({own})"),
        ("worker", bool(table.worker), f"FOR ALL TO {service}_worker USING (true) WITH CHECK (true)"),
        ("auditor", True, f"FOR SELECT TO {service}_auditor USING (true)"),
    )
    for role, wanted, rule in rules:
        yield f"DROP POLICY IF EXISTS {table.name}_{role} ON {table.name}"
        if wanted:
            yield f"CREATE POLICY {table.name}_{role} ON {table.name} {rule}"


def _append_only(table: TableSecurity) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE TRIGGER {table.name}_append_only BEFORE UPDATE OR DELETE ON {table.name} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER {table.name}_no_truncate BEFORE TRUNCATE ON {table.name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


_UNPROTECTED = """
SELECT c.oid::regclass::text AS name,
       concat_ws(', ',
         CASE WHEN NOT c.relrowsecurity THEN 'row security is not enabled' END,
         CASE WHEN NOT c.relforcerowsecurity THEN 'row security is not forced' END,
         CASE WHEN NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) THEN 'no policy' END) AS missing
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'venue_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_temp'
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity
           AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
ORDER BY name
"""


async def audit_rls(connection: AsyncConnection) -> list[str]:
    """Tables with a `venue_id` that row-level security does not protect, each with what is missing; none is right."""
    return [f"{row['name']}: {row['missing']}" for row in await fetch(connection, _UNPROTECTED)]
