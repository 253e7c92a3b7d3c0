"""The service's tables: names, types and checks, no behaviour."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, MetaData, Text, text
from sqlmodel import Field, SQLModel

from twyst.fulfillment.domain.lifecycle import Stage
from twyst.fulfillment.domain.staff_call import CallReason, CallState
from twyst.fulfillment.domain.ticket import OPEN, TicketState
from twyst.mailbox.audit import audit_table
from twyst.mailbox.feed import feed_tables
from twyst.mailbox.inbox import inbox_table
from twyst.mailbox.outbox import outbox_table
from twyst.mailbox.parking import parked_table
from twyst.mailbox.tables import json_field, service_registry, timestamp_field


class Table(SQLModel, registry=service_registry()):
    """Base of the service's tables."""


def _text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def _one_of(column: str, values: Iterable[StrEnum]) -> str:
    listed = ", ".join(sorted(f"'{value}'" for value in values))
    return f"{column} IN ({listed})"


class FollowedOrderRow(Table, table=True):
    """The last event heard of an order, paid or not: what tells the next one from a gap or an old one."""

    __tablename__ = "followed_orders"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("seq >= 0", name="seq"),
        CheckConstraint(_one_of("stage", Stage), name="stage"),
        Index("ix_followed_orders_heard_at", "heard_at"),
    )
    order_id: UUID = Field(primary_key=True)
    venue_id: UUID
    seq: int = Field(sa_type=BigInteger)
    stage: str = _text()
    heard_at: datetime = timestamp_field()


class TicketRow(Table, table=True):
    """A ticket; the columns are the fields of `domain.ticket.Ticket`. `on_board` is derived, for its index."""

    __tablename__ = "tickets"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(_one_of("state", TicketState), name="state"),
        CheckConstraint(f"({_one_of('state', OPEN)}) = (finished_at IS NULL)", name="finished"),
        CheckConstraint("recalled_at IS NULL OR state = 'completed'", name="recalled"),
        CheckConstraint("revision >= 1 AND quote_seconds > 0", name="counters"),
        Index("ix_tickets_board", "venue_id", postgresql_where=text("on_board")),
        Index(
            "ix_tickets_recent", "venue_id", "finished_at", postgresql_where=text("finished_at IS NOT NULL")
        ),
        Index(
            "ix_tickets_unseen",
            "opened_at",
            postgresql_where=text("state = 'ready_to_fulfill' AND first_seen_at IS NULL"),
        ),
        Index("ix_tickets_finished_at", "finished_at"),
        Index("ix_tickets_lapsed_at", "lapsed_at", postgresql_where=text("lapsed_at IS NOT NULL")),
    )
    order_id: UUID = Field(primary_key=True)
    venue_id: UUID
    details: dict[str, Any] = json_field()
    state: str = _text()
    order_version: int
    opened_at: datetime = timestamp_field()
    quote_seconds: int
    revision: int
    announced: bool
    on_board: bool
    refunded_minor: int = Field(sa_type=BigInteger)
    started_at: datetime | None = timestamp_field(nullable=True)
    finished_at: datetime | None = timestamp_field(nullable=True)
    void_reason: str | None = _text(nullable=True)
    first_seen_at: datetime | None = timestamp_field(nullable=True)
    first_seen_by: str | None = _text(nullable=True)
    alarmed_at: datetime | None = timestamp_field(nullable=True)
    lapsed_at: datetime | None = timestamp_field(nullable=True)
    allergy_acknowledged_at: datetime | None = timestamp_field(nullable=True)
    allergy_acknowledged_by: str | None = _text(nullable=True)
    recalled_at: datetime | None = timestamp_field(nullable=True)
    dismissed_at: datetime | None = timestamp_field(nullable=True)
    ticked: list[str] = json_field()


class VenueRow(Table, table=True):
    """The newest record of a venue, as far as its board shows it."""

    __tablename__ = "venues"
    venue_id: UUID = Field(primary_key=True)
    revision: int = Field(sa_type=BigInteger)
    name: str = _text()
    timezone: str = _text()
    quote_seconds: int | None = None
    tables: list[dict[str, Any]] | None = json_field(nullable=True)


class StaffCallRow(Table, table=True):
    """A guest's call for staff; the columns are the fields of `domain.staff_call.StaffCall`."""

    __tablename__ = "staff_calls"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(_one_of("state", CallState), name="state"),
        CheckConstraint(_one_of("reason", CallReason), name="reason"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("revision >= 1", name="revision"),
        # At most one open call of a table, whoever asks.
        Index(
            "uq_staff_calls_open",
            "venue_id",
            "table_id",
            unique=True,
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_staff_calls_called_at", "called_at", postgresql_where=text("state = 'open'")),
        Index("ix_staff_calls_ended_at", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )
    call_id: UUID = Field(primary_key=True)
    venue_id: UUID
    table_id: UUID
    table_label: str = _text()
    reason: str = _text()
    called_at: datetime = timestamp_field()
    state: str = _text()
    revision: int
    ended_at: datetime | None = timestamp_field(nullable=True)


class BoardPresenceRow(Table, table=True):
    """When a board of a venue last read its feed."""

    __tablename__ = "board_presence"
    venue_id: UUID = Field(primary_key=True)
    seen_at: datetime = timestamp_field()


class HeartbeatRow(Table, table=True):
    """What says that it is there, the last time that it did, and since when without a break."""

    __tablename__ = "heartbeats"
    name: str = Field(sa_type=Text, primary_key=True)
    since: datetime = timestamp_field()
    beat_at: datetime = timestamp_field()


metadata: MetaData = Table.metadata
inbox = inbox_table(metadata)
outbox = outbox_table(metadata)
parked = parked_table(metadata)
ops_audit = audit_table(metadata)
feed, feed_cursor = feed_tables(metadata)
