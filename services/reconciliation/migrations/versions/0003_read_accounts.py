"""Venues see when their account was last read at Stripe."""

from alembic import op

from twyst.mailbox.rls import CHANGE, READ, TableSecurity, security_statements

revision = "0003"
down_revision = "0002"

TABLES = (TableSecurity("accounts", api=READ, worker=CHANGE),)


def upgrade() -> None:
    for statement in security_statements("reconciliation", TABLES):
        op.execute(statement)
