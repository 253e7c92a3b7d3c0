"""The service's tables: names, types and checks, no behaviour. Amounts are minor units, as bigint.

Rows of an account whose venue is not known yet have no venue, so that no venue sees them; they get it when it is learned.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Text, text
from sqlmodel import Field, SQLModel

from twyst.mailbox.tables import json_field, service_registry, timestamp_field
from twyst.reconciliation.domain.lines import Section
from twyst.reconciliation.domain.payouts import PayoutStatus


class Table(SQLModel, registry=service_registry()):
    """Base of the service's tables."""


def text_field(**options: Any) -> Any:
    """A `text` column."""
    return Field(sa_type=Text, **options)


def minor_field(**options: Any) -> Any:
    """A `bigint` column of minor units."""
    return Field(sa_type=BigInteger, **options)


def one_of(column: str, values: Iterable[str]) -> str:
    """The condition that a column holds one of an enum's values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class VenueRow(Table, table=True):
    """The newest record of a venue, as far as the books need it."""

    __tablename__ = "venues"
    venue_id: UUID = Field(primary_key=True)
    revision: int = Field(sa_type=BigInteger)
    name: str = text_field()
    currency: str = text_field()
    timezone: str = text_field()


class AccountRow(Table, table=True):
    """A connected account, its venue once that is known, and how far it was synced. Its row is the account's lock."""

    __tablename__ = "accounts"
    __table_args__: ClassVar[Any] = (Index("ix_accounts_venue_id", "venue_id"),)
    account_id: str = text_field(primary_key=True)
    venue_id: UUID | None = None
    synced_at: datetime | None = timestamp_field(nullable=True)
    lines_since: datetime | None = timestamp_field(nullable=True)


class OrderRow(Table, table=True):
    """The newest snapshot of an order's money; sums over its payments are columns, for queries."""

    __tablename__ = "orders"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("seq >= 1", name="seq"),
        CheckConstraint(
            "received_minor = kept_minor + refunded_minor + moving_minor + refund_owed_minor + held_minor "
            "+ waiting_minor",
            name="custody",
        ),
        Index("ix_orders_account_id", "account_id"),
        Index(
            "ix_orders_paid", "venue_id", "paid_at", "order_id", postgresql_where=text("paid_at IS NOT NULL")
        ),
        Index("ix_orders_recheck_at", "recheck_at", postgresql_where=text("recheck_at IS NOT NULL")),
    )
    order_id: UUID = Field(primary_key=True)
    venue_id: UUID
    account_id: str = text_field()
    currency: str = text_field()
    seq: int
    state: str = text_field()
    order_number: str = text_field()
    table_label: str = text_field()
    placed_at: datetime = timestamp_field()
    occurred_at: datetime = timestamp_field()
    paid_at: datetime | None = timestamp_field(nullable=True)
    fee_minor: int = minor_field()
    received_minor: int = minor_field()
    kept_minor: int = minor_field()
    refunded_minor: int = minor_field()
    moving_minor: int = minor_field()
    refund_owed_minor: int = minor_field()
    held_minor: int = minor_field()
    waiting_minor: int = minor_field()
    payments: list[Any] = json_field()
    refunds: list[Any] = json_field()
    disputes: list[Any] = json_field()
    recheck_at: datetime | None = timestamp_field(nullable=True)


class LegRow(Table, table=True):
    """A transfer to a venue's account, with its payment there (`py_`)."""

    __tablename__ = "legs"
    __table_args__: ClassVar[Any] = (
        Index("ix_legs_payment_id", "payment_id"),
        Index("ix_legs_order_id", "order_id"),
        Index("ix_legs_unassigned", "account_id", postgresql_where=text("venue_id IS NULL")),
    )
    transfer_id: str = text_field(primary_key=True)
    account_id: str = text_field()
    venue_id: UUID | None = None
    currency: str = text_field()
    amount_minor: int = minor_field()
    reversed_minor: int = minor_field()
    payment_id: str | None = text_field(nullable=True)
    charge_id: str | None = text_field(nullable=True)
    payment_intent: str | None = text_field(nullable=True)
    order_id: UUID | None = None


class FeeRow(Table, table=True):
    """The platform's fee on a payment (`py_`)."""

    __tablename__ = "fees"
    __table_args__: ClassVar[Any] = (
        Index("ix_fees_payment_id", "payment_id"),
        Index("ix_fees_unassigned", "account_id", postgresql_where=text("venue_id IS NULL")),
    )
    fee_id: str = text_field(primary_key=True)
    account_id: str = text_field()
    venue_id: UUID | None = None
    currency: str = text_field()
    amount_minor: int = minor_field()
    refunded_minor: int = minor_field()
    payment_id: str | None = text_field(nullable=True)
    charge_id: str | None = text_field(nullable=True)


class PayoutRow(Table, table=True):
    """A payout, what was ever seen of it, and the errand of fetching its lines.

    `wanted` counts the reasons to fetch, `fetched` the reasons that were served; `generation` of a payout's line is the
    fetch that last listed it.
    """

    __tablename__ = "payouts"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(one_of("status", PayoutStatus), name="status"),
        CheckConstraint("wanted >= fetched AND fetched >= 0", name="fetches"),
        Index("ix_payouts_venue", "venue_id", "arrival_date", "payout_id"),
        Index("ix_payouts_account", "account_id", "arrival_date"),
        Index("ix_payouts_due", "fetch_after", postgresql_where=text("wanted > fetched")),
        Index("ix_payouts_unassigned", "account_id", postgresql_where=text("venue_id IS NULL")),
    )
    payout_id: str = text_field(primary_key=True)
    account_id: str = text_field()
    venue_id: UUID | None = None
    currency: str = text_field()
    amount_minor: int = minor_field()
    status: str = text_field()
    automatic: bool
    method: str = text_field()
    is_listed: bool
    arrival_date: date = Field(sa_type=Date)
    original_payout: str | None = text_field(nullable=True)
    failure_code: str | None = text_field(nullable=True)
    history: list[Any] = json_field()
    first_seen_at: datetime = timestamp_field()
    lines: int | None = None
    lines_minor: int | None = minor_field(nullable=True)
    own_minor: int | None = minor_field(nullable=True)
    itemised_at: datetime | None = timestamp_field(nullable=True)
    wanted: int
    fetched: int
    fetch_after: datetime = timestamp_field()
    attempts: int
    last_error: str | None = text_field(nullable=True)


class LineRow(Table, table=True):
    """A balance transaction of a venue's account, and what Twyst says about it."""

    __tablename__ = "lines"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(one_of("section", Section), name="section"),
        CheckConstraint("net_minor = amount_minor - application_fee_minor - other_fee_minor", name="net"),
        Index("ix_lines_payment_id", "payment_id"),
        Index("ix_lines_transfer_id", "transfer_id"),
        Index("ix_lines_order_id", "order_id"),
        Index("ix_lines_source_id", "source_id"),
        Index("ix_lines_account", "account_id", "created_at"),
        Index("ix_lines_unknown", "first_seen_at", postgresql_where=text("unknown AND NOT expanded")),
        Index("ix_lines_unassigned", "account_id", postgresql_where=text("venue_id IS NULL")),
    )
    line_id: str = text_field(primary_key=True)
    account_id: str = text_field()
    venue_id: UUID | None = None
    currency: str = text_field()
    type: str = text_field()
    reporting_category: str = text_field()
    amount_minor: int = minor_field()
    application_fee_minor: int = minor_field()
    other_fee_minor: int = minor_field()
    net_minor: int = minor_field()
    created_at: datetime = timestamp_field()
    available_on: datetime = timestamp_field()
    first_seen_at: datetime = timestamp_field()
    source_id: str | None = text_field(nullable=True)
    payment_id: str | None = text_field(nullable=True)
    transfer_id: str | None = text_field(nullable=True)
    reversal_id: str | None = text_field(nullable=True)
    refund_id: str | None = text_field(nullable=True)
    expanded: bool
    foreign_payment: bool
    payout_id: str | None = text_field(nullable=True)
    section: str = text_field()
    order_id: UUID | None = None
    waiting: bool
    unknown: bool
    twyst_amount_minor: int = minor_field()
    twyst_application_fee_minor: int = minor_field()
    twyst_other_fee_minor: int = minor_field()


class PayoutLineRow(Table, table=True):
    """Which payout has ever held which line; after a failed payout a line may be in a second one."""

    __tablename__ = "payout_lines"
    __table_args__: ClassVar[Any] = (
        Index("ix_payout_lines_line_id", "line_id"),
        Index("ix_payout_lines_unassigned", "account_id", postgresql_where=text("venue_id IS NULL")),
    )
    payout_id: str = text_field(primary_key=True)
    line_id: str = text_field(primary_key=True)
    account_id: str = text_field()
    venue_id: UUID | None = None
    generation: int
