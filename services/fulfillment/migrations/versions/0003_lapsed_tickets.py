"""Tickets that nobody saw, and who is there to show and to fill boards."""

import sqlalchemy as sa
from alembic import op

from twyst.mailbox.rls import CHANGE, TableSecurity, security_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SECURITY = (TableSecurity("heartbeats", api=CHANGE, worker=CHANGE, venue_column=None),)


def upgrade() -> None:
    op.add_column("tickets", sa.Column("lapsed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_tickets_lapsed_at", "tickets", ["lapsed_at"], postgresql_where=sa.text("lapsed_at IS NOT NULL")
    )
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )
    for statement in security_statements("fulfillment", SECURITY):
        op.execute(statement)
