"""The catalog: venues, accounts, tables, tags, menus, what is sold out, staff, codes; and the mailbox's own tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from twyst.mailbox.rls import ALL, APPEND, CHANGE, READ, Privilege, TableSecurity, security_statements

revision = "0001_catalog"
down_revision = None

REVISE = frozenset({Privilege.SELECT, Privilege.UPDATE})
APPEND_BLINDLY = frozenset({Privilege.INSERT})
EMPTY = frozenset({Privilege.SELECT, Privilege.DELETE})

TABLES = (
    TableSecurity("venue", api=CHANGE, worker=REVISE),
    TableSecurity("stripe_account", api=CHANGE, worker=REVISE),
    TableSecurity("dining_table", api=CHANGE, worker=READ),
    TableSecurity("tag", api=CHANGE),
    TableSecurity("menu", api=APPEND, worker=READ, append_only=True),
    TableSecurity("sold_out", api=ALL, worker=EMPTY),
    TableSecurity("member", api=CHANGE),
    TableSecurity("pairing_code", api=ALL),
    TableSecurity("feed", api=APPEND, worker=ALL),
    TableSecurity("feed_cursor", api=CHANGE, worker=CHANGE),
    # Holds every venue's events, so that the API may add to it and read none.
    TableSecurity("outbox", api=APPEND_BLINDLY, worker=ALL, venue_column=None),
    TableSecurity("parked", worker=CHANGE, venue_column=None),
)

# Whoever types a code names no venue: the transaction names the code's hash, and sees that one row.
PRESENTED_CODE = """
CREATE POLICY pairing_code_presented ON pairing_code FOR SELECT TO order_api
USING (code_hash = NULLIF(current_setting('app.pairing_code_hash', true), ''))
"""


def upgrade() -> None:
    _venues()
    _menus()
    _staff()
    _mailbox()
    for statement in security_statements("order", TABLES):
        op.execute(statement)
    op.execute(PRESENTED_CODE)


def _venues() -> None:
    op.create_table(
        "venue",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("fee_basis_points", sa.Integer(), nullable=False),
        sa.Column("fee_fixed_minor", sa.Integer(), nullable=False),
        sa.Column("pause_reason", sa.Text(), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("quote_minutes", sa.Integer(), nullable=True),
        sa.Column("opening_hours", postgresql.JSONB(), nullable=False),
        sa.Column("tip_basis_points", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("currency ~ '^[a-z]{3}$' AND country ~ '^[A-Z]{2}$'", name=op.f("ck_venue_codes")),
        sa.CheckConstraint(
            "fee_basis_points BETWEEN 0 AND 10000 AND fee_fixed_minor >= 0", name=op.f("ck_venue_fee")
        ),
        sa.CheckConstraint("pause_reason IS NOT NULL OR paused_until IS NULL", name=op.f("ck_venue_pause")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_venue_revision")),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_venue")),
    )
    op.create_index(
        "ix_venue_paused_until",
        "venue",
        ["paused_until"],
        postgresql_where=sa.text("paused_until IS NOT NULL"),
    )
    op.create_table(
        "stripe_account",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("account", postgresql.JSONB(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invalidated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(account_id IS NULL) = (account IS NULL)", name=op.f("ck_stripe_account_account")
        ),
        sa.CheckConstraint("(account_id IS NULL) = (read_at IS NULL)", name=op.f("ck_stripe_account_read")),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.venue_id"], name=op.f("fk_stripe_account_venue_id_venue")
        ),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_stripe_account")),
    )
    op.create_index(
        "ix_stripe_account_stale",
        "stripe_account",
        ["invalidated_at"],
        postgresql_where=sa.text("invalidated_at >= read_at"),
    )
    op.create_index("uq_stripe_account_account_id", "stripe_account", ["account_id"], unique=True)
    op.create_table(
        "dining_table",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["venue_id"], ["venue.venue_id"], name=op.f("fk_dining_table_venue_id_venue")
        ),
        sa.PrimaryKeyConstraint("venue_id", "table_id", name=op.f("pk_dining_table")),
    )
    op.create_index(
        "uq_dining_table_label",
        "dining_table",
        ["venue_id", "label"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    op.create_table(
        "tag",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["venue_id", "table_id"],
            ["dining_table.venue_id", "dining_table.table_id"],
            name=op.f("fk_tag_venue_id_table_id_dining_table"),
        ),
        sa.PrimaryKeyConstraint("venue_id", "tag_id", name=op.f("pk_tag")),
    )
    op.create_index(
        "uq_tag_serial",
        "tag",
        ["venue_id", "serial"],
        unique=True,
        postgresql_where=sa.text("disabled_at IS NULL"),
    )


def _menus() -> None:
    op.create_table(
        "menu",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_menu_version")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.venue_id"], name=op.f("fk_menu_venue_id_venue")),
        sa.PrimaryKeyConstraint("venue_id", "version", name=op.f("pk_menu")),
    )
    op.create_table(
        "sold_out",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.venue_id"], name=op.f("fk_sold_out_venue_id_venue")),
        sa.PrimaryKeyConstraint("venue_id", "subject_id", name=op.f("pk_sold_out")),
    )
    op.create_index("ix_sold_out_until", "sold_out", ["until"], postgresql_where=sa.text("until IS NOT NULL"))


def _staff() -> None:
    op.create_table(
        "member",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('staff', 'device')", name=op.f("ck_member_kind")),
        sa.CheckConstraint(
            "role IN ('kitchen', 'floor', 'manager', 'owner', 'accountant')", name=op.f("ck_member_role")
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.venue_id"], name=op.f("fk_member_venue_id_venue")),
        sa.PrimaryKeyConstraint("venue_id", "member_id", name=op.f("pk_member")),
    )
    op.create_table(
        "pairing_code",
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("minted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minted_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["venue_id", "member_id"],
            ["member.venue_id", "member.member_id"],
            name=op.f("fk_pairing_code_venue_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_pairing_code")),
    )
    op.create_index("ix_pairing_code_member", "pairing_code", ["venue_id", "member_id"])


def _mailbox() -> None:
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
    op.create_index("ix_feed_recorded_at", "feed", ["recorded_at"])
    op.create_table(
        "feed_cursor",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("pruned", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_feed_cursor")),
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
        sa.Column("headers", postgresql.JSONB(), nullable=False),
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
        "ix_outbox_unpublished", "outbox", ["id"], postgresql_where=sa.text("published_at IS NULL")
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
        sa.Column("headers", postgresql.JSONB(), nullable=False),
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
    op.create_index("ix_parked_key", "parked", ["key", "id"], postgresql_where=sa.text("status = 'parked'"))
