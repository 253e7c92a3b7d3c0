"""What operators did, written down for good."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from twyst.mailbox.audit import SECURITY
from twyst.mailbox.rls import security_statements

revision = "0004_ops_audit"
down_revision = "0003_venue_seller"


def upgrade() -> None:
    op.create_table(
        "ops_audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "entry IN ('planned', 'started', 'done', 'failed', 'checkpoint', 'refused', 'finished', 'aborted')",
            name=op.f("ck_ops_audit_entry"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ops_audit")),
    )
    op.create_index("ix_ops_audit_run_id", "ops_audit", ["run_id", "id"])
    for statement in security_statements("order", (SECURITY,)):
        op.execute(statement)
