"""Facts: venues, accounts, orders, legs, fees, payouts and their lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lines_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_accounts")),
    )
    op.create_index("ix_accounts_venue_id", "accounts", ["venue_id"], unique=False)
    op.create_table(
        "fees",
        sa.Column("fee_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("fee_id", name=op.f("pk_fees")),
    )
    op.create_index("ix_fees_payment_id", "fees", ["payment_id"], unique=False)
    op.create_index(
        "ix_fees_unassigned",
        "fees",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("venue_id IS NULL"),
    )
    op.create_table(
        "legs",
        sa.Column("transfer_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reversed_minor", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("charge_id", sa.Text(), nullable=True),
        sa.Column("payment_intent", sa.Text(), nullable=True),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_legs")),
    )
    op.create_index("ix_legs_order_id", "legs", ["order_id"], unique=False)
    op.create_index("ix_legs_payment_id", "legs", ["payment_id"], unique=False)
    op.create_index(
        "ix_legs_unassigned",
        "legs",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("venue_id IS NULL"),
    )
    op.create_table(
        "lines",
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("reporting_category", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("application_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("other_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("available_on", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("payment_id", sa.Text(), nullable=True),
        sa.Column("transfer_id", sa.Text(), nullable=True),
        sa.Column("reversal_id", sa.Text(), nullable=True),
        sa.Column("refund_id", sa.Text(), nullable=True),
        sa.Column("expanded", sa.Boolean(), nullable=False),
        sa.Column("foreign_payment", sa.Boolean(), nullable=False),
        sa.Column("payout_id", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("unknown", sa.Boolean(), nullable=False),
        sa.Column("twyst_amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("twyst_application_fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("twyst_other_fee_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "section IN ('orders', 'refunds', 'platform_fees', 'disputes', 'stripe_fees', 'reserves', 'adjustments', 'other_payouts', 'venue_funds', 'remainder')",
            name=op.f("ck_lines_section"),
        ),
        sa.CheckConstraint(
            "net_minor = amount_minor - application_fee_minor - other_fee_minor", name=op.f("ck_lines_net")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_lines")),
    )
    op.create_index("ix_lines_account", "lines", ["account_id", "created_at"], unique=False)
    op.create_index("ix_lines_order_id", "lines", ["order_id"], unique=False)
    op.create_index("ix_lines_payment_id", "lines", ["payment_id"], unique=False)
    op.create_index("ix_lines_source_id", "lines", ["source_id"], unique=False)
    op.create_index("ix_lines_transfer_id", "lines", ["transfer_id"], unique=False)
    op.create_index(
        "ix_lines_unassigned",
        "lines",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("venue_id IS NULL"),
    )
    op.create_index(
        "ix_lines_unknown",
        "lines",
        ["first_seen_at"],
        unique=False,
        postgresql_where=sa.text("unknown AND NOT expanded"),
    )
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("table_label", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("received_minor", sa.BigInteger(), nullable=False),
        sa.Column("kept_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("moving_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("held_minor", sa.BigInteger(), nullable=False),
        sa.Column("waiting_minor", sa.BigInteger(), nullable=False),
        sa.Column("payments", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("refunds", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("disputes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recheck_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "received_minor = kept_minor + refunded_minor + moving_minor + refund_owed_minor + held_minor + waiting_minor",
            name=op.f("ck_orders_custody"),
        ),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_orders_seq")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_orders")),
    )
    op.create_index("ix_orders_account_id", "orders", ["account_id"], unique=False)
    op.create_index(
        "ix_orders_paid",
        "orders",
        ["venue_id", "paid_at", "order_id"],
        unique=False,
        postgresql_where=sa.text("paid_at IS NOT NULL"),
    )
    op.create_index(
        "ix_orders_recheck_at",
        "orders",
        ["recheck_at"],
        unique=False,
        postgresql_where=sa.text("recheck_at IS NOT NULL"),
    )
    op.create_table(
        "payout_lines",
        sa.Column("payout_id", sa.Text(), nullable=False),
        sa.Column("line_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("payout_id", "line_id", name=op.f("pk_payout_lines")),
    )
    op.create_index("ix_payout_lines_line_id", "payout_lines", ["line_id"], unique=False)
    op.create_index(
        "ix_payout_lines_unassigned",
        "payout_lines",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("venue_id IS NULL"),
    )
    op.create_table(
        "payouts",
        sa.Column("payout_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("arrival_date", sa.Date(), nullable=False),
        sa.Column("original_payout", sa.Text(), nullable=True),
        sa.Column("failure_code", sa.Text(), nullable=True),
        sa.Column("history", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=True),
        sa.Column("lines_minor", sa.BigInteger(), nullable=True),
        sa.Column("own_minor", sa.BigInteger(), nullable=True),
        sa.Column("itemised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.Column("fetch_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'in_transit', 'paid', 'canceled', 'failed')",
            name=op.f("ck_payouts_status"),
        ),
        sa.CheckConstraint("wanted >= fetched AND fetched >= 0", name=op.f("ck_payouts_fetches")),
        sa.PrimaryKeyConstraint("payout_id", name=op.f("pk_payouts")),
    )
    op.create_index("ix_payouts_account", "payouts", ["account_id", "arrival_date"], unique=False)
    op.create_index(
        "ix_payouts_due",
        "payouts",
        ["fetch_after"],
        unique=False,
        postgresql_where=sa.text("wanted > fetched"),
    )
    op.create_index(
        "ix_payouts_unassigned",
        "payouts",
        ["account_id"],
        unique=False,
        postgresql_where=sa.text("venue_id IS NULL"),
    )
    op.create_index("ix_payouts_venue", "payouts", ["venue_id", "arrival_date", "payout_id"], unique=False)
    op.create_table(
        "venues",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", name=op.f("pk_venues")),
    )
