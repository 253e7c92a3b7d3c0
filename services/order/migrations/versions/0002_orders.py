"""The order book: orders, journal, transitions, references, calls, requests, unrouted events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from twyst.mailbox.rls import ALL, APPEND, CHANGE, TableSecurity, security_statements

revision = "0002_orders"
down_revision = "0001_catalog"

TABLES = (
    TableSecurity("orders", api=CHANGE, worker=CHANGE),
    TableSecurity("journal", api=APPEND, worker=APPEND, append_only=True),
    TableSecurity("transitions", api=APPEND, worker=APPEND, append_only=True),
    TableSecurity("order_references", api=APPEND, worker=APPEND),
    TableSecurity("calls", api=CHANGE, worker=CHANGE),
    TableSecurity("requests", api=ALL, worker=ALL),
    # Belongs to no venue until its order is found; whoever learns a PaymentIntent applies what waited for it.
    TableSecurity("unrouted", api=CHANGE, worker=CHANGE, venue_column=None),
)


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("stripe_key", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('create', 'refund', 'cancel')", name=op.f("ck_calls_kind")),
        sa.CheckConstraint("status IN ('pending', 'answered', 'refused')", name=op.f("ck_calls_status")),
        sa.PrimaryKeyConstraint("stripe_key", name=op.f("pk_calls")),
    )
    op.create_index(
        "ix_calls_due", "calls", ["due_at"], unique=False, postgresql_where=sa.text("status = 'pending'")
    )
    op.create_index("ix_calls_order", "calls", ["order_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("input_seq", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("input_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(input_seq = 1) = (kind = 'create')", name=op.f("ck_journal_create_first")),
        sa.CheckConstraint(
            "decision IN ('applied', 'ignored', 'rejected')", name=op.f("ck_journal_decision")
        ),
        sa.PrimaryKeyConstraint("order_id", "input_seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("order_id", "input_id", name=op.f("uq_journal_order_id_input_id")),
    )
    op.create_table(
        "order_references",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_order_references")),
    )
    op.create_index(op.f("ix_order_references_order_id"), "order_references", ["order_id"], unique=False)
    op.create_table(
        "orders",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("table_id", sa.Uuid(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("input_seq", sa.Integer(), nullable=False),
        sa.Column("payment_intent", sa.Text(), nullable=True),
        sa.Column("open_holds", sa.Integer(), nullable=False),
        sa.Column("money_at_stake", sa.Boolean(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("terms", postgresql.JSONB(), nullable=False),
        sa.Column("standing", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('CREATED', 'PAYMENT_PENDING', 'PAYMENT_SUCCEEDED', 'FULFILLING', 'COMPLETED', 'CANCELED')",
            name=op.f("ck_orders_state"),
        ),
        sa.CheckConstraint(
            "version >= 1 AND seq >= version AND input_seq >= 1", name=op.f("ck_orders_counters")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_orders")),
    )
    op.create_index(
        "ix_orders_money_at_stake",
        "orders",
        ["updated_at"],
        unique=False,
        postgresql_where=sa.text("money_at_stake"),
    )
    op.create_index(
        "ix_orders_open",
        "orders",
        ["updated_at"],
        unique=False,
        postgresql_where=sa.text(
            "state IN ('CREATED', 'PAYMENT_PENDING', 'PAYMENT_SUCCEEDED', 'FULFILLING')"
        ),
    )
    op.create_index("ix_orders_venue_recent", "orders", ["venue_id", "created_at"], unique=False)
    op.create_table(
        "requests",
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("venue_id", "scope", "key", name=op.f("pk_requests")),
    )
    op.create_index("ix_requests_recorded_at", "requests", ["recorded_at"], unique=False)
    op.create_table(
        "transitions",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("input_seq", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "to_state IN ('CREATED', 'PAYMENT_PENDING', 'PAYMENT_SUCCEEDED', 'FULFILLING', 'COMPLETED', 'CANCELED')",
            name=op.f("ck_transitions_to_state"),
        ),
        sa.PrimaryKeyConstraint("order_id", "version", name=op.f("pk_transitions")),
    )
    op.create_table(
        "unrouted",
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("reference_ids", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("named_order_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("traceparent", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('waiting', 'applied', 'not_ours', 'held')", name=op.f("ck_unrouted_status")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_unrouted")),
    )
    op.create_index(op.f("ix_unrouted_named_order_id"), "unrouted", ["named_order_id"], unique=False)
    op.create_index(
        "ix_unrouted_references", "unrouted", ["reference_ids"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_unrouted_waiting",
        "unrouted",
        ["recorded_at"],
        unique=False,
        postgresql_where=sa.text("status = 'waiting'"),
    )

    for statement in security_statements("order", TABLES):
        op.execute(statement)
