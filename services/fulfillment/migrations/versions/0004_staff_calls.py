"""Guests call staff: the calls, the tables that may call, and when a board of each venue was last there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from twyst.mailbox.rls import ALL, CHANGE, TableSecurity, security_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SECURITY = (
    TableSecurity("staff_calls", api=CHANGE, worker=ALL),
    TableSecurity("board_presence", api=CHANGE),
)


def upgrade() -> None:
    # Records that were taken before had their tables dropped. Forgetting that they were taken lets a replay of the
    # venues' topic bring them; an older revision still changes nothing.
    op.execute("DELETE FROM inbox WHERE consumer = 'fulfillment.venues'")
    op.add_column("venues", sa.Column("tables", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_table(
        "staff_calls",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("table_label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('acknowledged', 'expired', 'open', 'withdrawn')", name=op.f("ck_staff_calls_state")
        ),
        sa.CheckConstraint(
            "reason IN ('bill', 'help', 'other', 'water_or_cutlery')", name=op.f("ck_staff_calls_reason")
        ),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_staff_calls_ended")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_staff_calls_revision")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_staff_calls")),
    )
    op.create_index(
        "uq_staff_calls_open",
        "staff_calls",
        ["venue_id", "table_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_staff_calls_called_at", "staff_calls", ["called_at"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_index(
        "ix_staff_calls_ended_at",
        "staff_calls",
        ["ended_at"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_table(
        "board_presence",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_board_presence")),
    )
    for statement in security_statements("fulfillment", SECURITY):
        op.execute(statement)
