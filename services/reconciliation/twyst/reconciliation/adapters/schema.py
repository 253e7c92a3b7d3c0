"""The metadata of the reconciliation database, and who may do what with its tables."""

from __future__ import annotations

from typing import Final

from sqlalchemy import MetaData

from twyst.mailbox import audit
from twyst.mailbox.inbox import inbox_table
from twyst.mailbox.parking import parked_table
from twyst.mailbox.rls import APPEND, CHANGE, READ, Privilege, TableSecurity, security_statements
from twyst.reconciliation.adapters import book_tables
from twyst.reconciliation.adapters.tables import Table

metadata: MetaData = Table.metadata
inbox = inbox_table(metadata)
parked = parked_table(metadata)
ops_audit = audit.audit_table(metadata)

_BOOKS: Final = (
    TableSecurity("venues", api=READ, worker=CHANGE),
    TableSecurity("accounts", api=READ, worker=CHANGE),
    TableSecurity("orders", api=READ, worker=CHANGE),
    TableSecurity("legs", worker=CHANGE),
    TableSecurity("fees", worker=CHANGE),
    TableSecurity("payouts", api=READ, worker=CHANGE),
    TableSecurity("lines", api=READ, worker=CHANGE),
    TableSecurity("payout_lines", api=READ, worker=CHANGE),
    TableSecurity("ledger_transactions", api=READ, worker=APPEND, append_only=True),
    TableSecurity("ledger_entries", api=READ, worker=APPEND, append_only=True),
    TableSecurity("ledger_balances", api=READ, worker=CHANGE),
    TableSecurity("discrepancies", api=frozenset({Privilege.SELECT, Privilege.UPDATE}), worker=CHANGE),
    TableSecurity("discrepancy_events", api=APPEND, worker=APPEND, append_only=True),
    TableSecurity("inbox", worker=CHANGE | {Privilege.DELETE}, venue_column=None),
    TableSecurity("parked", worker=CHANGE, venue_column=None),
)
SECURITY: Final = (*_BOOKS, audit.SECURITY)

# The entries of a transaction are written by one statement, so each statement must leave every transaction balanced.
_BALANCED: Final = (
    """
CREATE OR REPLACE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM written GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0) THEN
    RAISE EXCEPTION 'a ledger transaction does not sum to zero' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE TRIGGER ledger_entries_balanced AFTER INSERT ON ledger_entries
REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced()
""",
)
# The platform's summary spans venues; its transaction says so by name, and may only read sums and counts.
_OPERATOR_READS: Final = ("ledger_balances", "discrepancies")
_IS_OPERATOR: Final = "USING (current_setting('app.operator', true) = 'on')"


def statements() -> list[str]:
    """What the migration of the books executes beside their tables: grants, policies, triggers. Each may run again."""
    operator = [
        statement
        for name in _OPERATOR_READS
        for statement in (
            f"DROP POLICY IF EXISTS {name}_operator ON {name}",
            f"CREATE POLICY {name}_operator ON {name} FOR SELECT TO reconciliation_api {_IS_OPERATOR}",
        )
    ]
    return [*security_statements("reconciliation", _BOOKS), *_BALANCED, *operator]


__all__ = ["SECURITY", "book_tables", "metadata", "statements"]
