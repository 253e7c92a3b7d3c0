"""The books: ledger, discrepancies, inbox and parking; grants, policies and triggers of all tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from twyst.reconciliation.adapters.schema import statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discrepancies",
        sa.Column("discrepancy_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("twyst_minor", sa.BigInteger(), nullable=False),
        sa.Column("stripe_minor", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("line_id", sa.Text(), nullable=True),
        sa.Column("payout_id", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('amount_differs', 'fee_differs', 'currency_differs', 'duplicate', 'unknown_line', 'missing_order', 'missing_line', 'unexpected_reversal', 'refund_without_reversal', 'unclassified_line', 'payout_sum_differs')",
            name=op.f("ck_discrepancies_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'resolved', 'reopened')", name=op.f("ck_discrepancies_status")
        ),
        sa.PrimaryKeyConstraint("discrepancy_id", name=op.f("pk_discrepancies")),
        sa.UniqueConstraint(
            "venue_id", "subject", "kind", name=op.f("uq_discrepancies_venue_id_subject_kind")
        ),
    )
    op.create_index(
        "ix_discrepancies_open",
        "discrepancies",
        ["venue_id"],
        unique=False,
        postgresql_where=sa.text("status <> 'resolved'"),
    )
    op.create_index(
        "ix_discrepancies_payout_id",
        "discrepancies",
        ["payout_id"],
        unique=False,
        postgresql_where=sa.text("payout_id IS NOT NULL"),
    )
    op.create_index("ix_discrepancies_subject", "discrepancies", ["subject"], unique=False)
    op.create_index(
        "ix_discrepancies_venue", "discrepancies", ["venue_id", "opened_at", "discrepancy_id"], unique=False
    )
    op.create_table(
        "discrepancy_events",
        sa.Column("event_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("discrepancy_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("twyst_minor", sa.BigInteger(), nullable=False),
        sa.Column("stripe_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=True,
        ),
        sa.CheckConstraint(
            "action IN ('opened', 'changed', 'cleared', 'returned', 'resolved', 'reopened', 'noted')",
            name=op.f("ck_discrepancy_events_action"),
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_discrepancy_events")),
    )
    op.create_index(
        "ix_discrepancy_events_discrepancy_id",
        "discrepancy_events",
        ["discrepancy_id", "event_id"],
        unique=False,
    )
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
        "ledger_balances",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "currency", "account", name=op.f("pk_ledger_balances")),
    )
    op.create_table(
        "ledger_transactions",
        sa.Column("transaction_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column(
            "recorded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=True,
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_ledger_transactions_revision")),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_ledger_transactions")),
        sa.UniqueConstraint("subject", "revision", name=op.f("uq_ledger_transactions_subject_revision")),
        sa.UniqueConstraint(
            "transaction_id",
            "venue_id",
            "currency",
            name=op.f("uq_ledger_transactions_transaction_id_venue_id_currency"),
        ),
    )
    op.create_index(
        "ix_ledger_transactions_venue",
        "ledger_transactions",
        ["venue_id", "currency", "transaction_id"],
        unique=False,
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
        "ledger_entries",
        sa.Column("entry_id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "account IN ('diner_payments', 'refunded', 'refunds_moving', 'refund_owed', 'held', 'waiting', 'platform_fees', 'venue_payable', 'disputed', 'dispute_losses', 'venue_balance', 'payouts_in_transit', 'paid_out', 'unmatched', 'stripe_fees', 'reserves', 'adjustments', 'venue_funds', 'remainder')",
            name=op.f("ck_ledger_entries_account"),
        ),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_ledger_entries_amount")),
        sa.ForeignKeyConstraint(
            ["transaction_id", "venue_id", "currency"],
            [
                "ledger_transactions.transaction_id",
                "ledger_transactions.venue_id",
                "ledger_transactions.currency",
            ],
            name=op.f("fk_ledger_entries_transaction_id_venue_id_currency_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_ledger_entries")),
    )
    op.create_index(
        "ix_ledger_entries_order_id",
        "ledger_entries",
        ["order_id"],
        unique=False,
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index("ix_ledger_entries_transaction_id", "ledger_entries", ["transaction_id"], unique=False)
    for statement in statements():
        op.execute(statement)
