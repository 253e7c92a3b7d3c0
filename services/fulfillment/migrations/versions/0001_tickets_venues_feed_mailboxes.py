"""Tickets, venues, feed, mailboxes, and who may do what with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from twyst.mailbox.rls import ALL, APPEND, CHANGE, READ, Privilege, TableSecurity, security_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


SECURITY = (
    TableSecurity("tickets", api=frozenset({Privilege.SELECT, Privilege.UPDATE}), worker=ALL),
    TableSecurity("followed_orders", worker=ALL),
    TableSecurity("venues", api=READ, worker=CHANGE),
    TableSecurity("feed", api=APPEND, worker=ALL),
    TableSecurity("feed_cursor", api=CHANGE, worker=CHANGE),
    TableSecurity("outbox", api=frozenset({Privilege.INSERT}), worker=ALL, venue_column=None),
    TableSecurity("inbox", worker=ALL, venue_column=None),
    TableSecurity("parked", worker=CHANGE, venue_column=None),
)


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("venue_id", "cursor", name=op.f("pk_feed")),
    )
    op.create_index("ix_feed_recorded_at", "feed", ["recorded_at"], unique=False)
    op.create_table(
        "feed_cursor",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("pruned", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_feed_cursor")),
    )
    op.create_table(
        "followed_orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('canceled', 'completed', 'fulfilling', 'paid', 'unpaid')",
            name=op.f("ck_followed_orders_stage"),
        ),
        sa.CheckConstraint("seq >= 0", name=op.f("ck_followed_orders_seq")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_followed_orders")),
    )
    op.create_index("ix_followed_orders_heard_at", "followed_orders", ["heard_at"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("consumer", "event_id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ce_id", sa.Text(), nullable=False),
        sa.Column("ce_type", sa.Text(), nullable=False),
        sa.Column("ce_source", sa.Text(), nullable=False),
        sa.Column("ce_subject", sa.Text(), nullable=True),
        sa.Column("ce_time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("ce_id", name=op.f("uq_outbox_ce_id")),
    )
    op.create_index(
        "ix_outbox_unpublished",
        "outbox",
        ["id"],
        unique=False,
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "parked",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("record_key", postgresql.BYTEA(), nullable=True),
        sa.Column("value", postgresql.BYTEA(), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("timestamp_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "parked_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'parked') = (resolved_at IS NULL)", name=op.f("ck_parked_resolved")),
        sa.CheckConstraint("status IN ('parked', 'redriven', 'discarded')", name=op.f("ck_parked_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked")),
        sa.UniqueConstraint("consumer", "event_id", name=op.f("uq_parked_consumer_event_id")),
    )
    op.create_index(
        "ix_parked_key", "parked", ["key", "id"], unique=False, postgresql_where=sa.text("status = 'parked'")
    )
    op.create_table(
        "tickets",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("order_version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quote_seconds", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("on_board", sa.Boolean(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_by", sa.Text(), nullable=True),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("allergy_acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("allergy_acknowledged_by", sa.Text(), nullable=True),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ticked", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "(state IN ('fulfilling', 'ready_to_fulfill')) = (finished_at IS NULL)",
            name=op.f("ck_tickets_finished"),
        ),
        sa.CheckConstraint("recalled_at IS NULL OR state = 'completed'", name=op.f("ck_tickets_recalled")),
        sa.CheckConstraint(
            "state IN ('completed', 'fulfilling', 'ready_to_fulfill', 'voided')",
            name=op.f("ck_tickets_state"),
        ),
        sa.CheckConstraint("revision >= 1 AND quote_seconds > 0", name=op.f("ck_tickets_counters")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_tickets")),
    )
    op.create_index(
        "ix_tickets_board", "tickets", ["venue_id"], unique=False, postgresql_where=sa.text("on_board")
    )
    op.create_index("ix_tickets_finished_at", "tickets", ["finished_at"], unique=False)
    op.create_index(
        "ix_tickets_recent",
        "tickets",
        ["venue_id", "finished_at"],
        unique=False,
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.create_index(
        "ix_tickets_unseen",
        "tickets",
        ["opened_at"],
        unique=False,
        postgresql_where=sa.text("state = 'ready_to_fulfill' AND first_seen_at IS NULL"),
    )
    op.create_table(
        "venues",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("quote_seconds", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_venues")),
    )
    for statement in security_statements("fulfillment", SECURITY):
        op.execute(statement)
