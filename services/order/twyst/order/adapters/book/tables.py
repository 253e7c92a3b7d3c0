"""The order book's tables: names, types and checks, no behaviour.

Orders, transitions, references and outbox rows are a fold of the journal; `refold` proves it. Only the journal, the calls'
answers and the unrouted events are primary.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field

from twyst.mailbox.tables import json_field, timestamp_field
from twyst.order.adapters.schema import Table
from twyst.order.domain.lifecycle import State

_STATES = ", ".join(f"'{state}'" for state in State)
_OPEN_STATES = "state IN ('CREATED', 'PAYMENT_PENDING', 'PAYMENT_SUCCEEDED', 'FULFILLING')"


def _text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


class OrderRow(Table, table=True):
    """An order: its frozen terms and where it stands. `standing` is the decision state; the columns are for queries."""

    __tablename__ = "orders"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("version >= 1 AND seq >= version AND input_seq >= 1", name="counters"),
        Index("ix_orders_venue_recent", "venue_id", "created_at"),
        Index("ix_orders_open", "updated_at", postgresql_where=text(_OPEN_STATES)),
        Index("ix_orders_money_at_stake", "updated_at", postgresql_where=text("money_at_stake")),
    )
    order_id: UUID = Field(primary_key=True)
    venue_id: UUID
    table_id: UUID
    order_number: str = _text()
    state: str = _text()
    version: int
    seq: int
    input_seq: int
    payment_intent: str | None = _text(default=None, nullable=True)
    open_holds: int = 0
    money_at_stake: bool = False
    total_minor: int = Field(sa_type=BigInteger)
    currency: str = _text()
    terms: dict[str, Any] = json_field()
    standing: dict[str, Any] = json_field()
    created_at: datetime = timestamp_field()
    updated_at: datetime = timestamp_field()
    swept_at: datetime | None = timestamp_field(default=None, nullable=True)


class JournalRow(Table, table=True):
    """One input of an order, whatever became of it. Append-only."""

    __tablename__ = "journal"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("order_id", "input_id"),
        CheckConstraint("decision IN ('applied', 'ignored', 'rejected')", name="decision"),
        CheckConstraint("(input_seq = 1) = (kind = 'create')", name="create_first"),
    )
    order_id: UUID = Field(primary_key=True)
    input_seq: int = Field(primary_key=True)
    venue_id: UUID
    input_id: str = _text()
    kind: str = _text()
    payload: str = _text()
    source: str | None = _text(default=None, nullable=True)
    actor: str = _text()
    traceparent: str | None = _text(default=None, nullable=True)
    decision: str = _text()
    because: str = _text()
    recorded_at: datetime = timestamp_field()


class TransitionRow(Table, table=True):
    """One lifecycle step. Append-only; version 1 is the creation."""

    __tablename__ = "transitions"
    __table_args__: ClassVar[Any] = (CheckConstraint(f"to_state IN ({_STATES})", name="to_state"),)
    order_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    venue_id: UUID
    from_state: str | None = _text(default=None, nullable=True)
    to_state: str = _text()
    trigger: str = _text()
    input_seq: int
    recorded_at: datetime = timestamp_field()


class ReferenceRow(Table, table=True):
    """A PaymentIntent or charge id that the order's facts name; the way back for events without metadata."""

    __tablename__ = "order_references"
    reference: str = _text(primary_key=True)
    order_id: UUID = Field(index=True)
    venue_id: UUID


class CallRow(Table, table=True):
    """A call to Stripe: frozen parameters and a stable key, committed before the call is made."""

    __tablename__ = "calls"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('create', 'refund', 'cancel')", name="kind"),
        CheckConstraint("status IN ('pending', 'answered', 'refused')", name="status"),
        Index("ix_calls_due", "due_at", postgresql_where=text("status = 'pending'")),
        Index("ix_calls_order", "order_id"),
    )
    stripe_key: str = _text(primary_key=True)
    order_id: UUID
    venue_id: UUID
    kind: str = _text()
    parameters: dict[str, Any] = json_field()
    status: str = _text(default="pending")
    attempts: int = 0
    due_at: datetime = timestamp_field()
    last_error: str | None = _text(default=None, nullable=True)
    answer: str | None = _text(default=None, nullable=True)
    created_at: datetime = timestamp_field()
    answered_at: datetime | None = timestamp_field(default=None, nullable=True)


class RequestRow(Table, table=True):
    """A diner's or staff member's idempotency key: what it asked for, so that a retry gets the same answer."""

    __tablename__ = "requests"
    __table_args__: ClassVar[Any] = (Index("ix_requests_recorded_at", "recorded_at"),)
    venue_id: UUID = Field(primary_key=True)
    scope: str = _text(primary_key=True)
    key: str = _text(primary_key=True)
    fingerprint: str = _text()
    order_id: UUID
    recorded_at: datetime = timestamp_field()


class UnroutedRow(Table, table=True):
    """A Stripe event that names no order of this database yet. `reference_ids` are its PaymentIntent and charge ids."""

    __tablename__ = "unrouted"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("status IN ('waiting', 'applied', 'not_ours', 'held')", name="status"),
        Index("ix_unrouted_waiting", "recorded_at", postgresql_where=text("status = 'waiting'")),
        Index("ix_unrouted_references", "reference_ids", postgresql_using="gin"),
    )
    event_id: str = _text(primary_key=True)
    reference_ids: list[str] = Field(sa_column=Column("reference_ids", ARRAY(Text), nullable=False))
    named_order_id: UUID | None = Field(default=None, nullable=True, index=True)
    type: str = _text()
    payload: str = _text()
    source: str = _text()
    traceparent: str | None = _text(default=None, nullable=True)
    status: str = _text(default="waiting")
    because: str = _text()
    recorded_at: datetime = timestamp_field()
    looked_at: datetime | None = timestamp_field(default=None, nullable=True)
    resolved_at: datetime | None = timestamp_field(default=None, nullable=True)
