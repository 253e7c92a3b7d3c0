"""The catalog's tables: names, types and checks, no behaviour.

Rows are retired, disabled and removed by a time and stay, because orders, tickets and tokens name them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Column, ForeignKeyConstraint, Index, Integer, Text, text
from sqlmodel import Field

from twyst.mailbox.tables import json_field, timestamp_field
from twyst.order.adapters.schema import Table
from twyst.order.domain.staff import MemberKind

_KINDS = ", ".join(f"'{kind}'" for kind in MemberKind)
STAFF_ROLES = ("kitchen", "floor", "manager", "owner", "accountant")
_ROLES = ", ".join(f"'{role}'" for role in STAFF_ROLES)


def _text(**options: Any) -> Any:
    return Field(sa_type=Text, **options)


def _of_venue() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["venue_id"], ["venue.venue_id"])


class VenueRow(Table, table=True):
    """A venue's record, without its account and its tables."""

    __tablename__ = "venue"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("currency ~ '^[a-z]{3}$' AND country ~ '^[A-Z]{2}$'", name="codes"),
        CheckConstraint("fee_basis_points BETWEEN 0 AND 10000 AND fee_fixed_minor >= 0", name="fee"),
        CheckConstraint("pause_reason IS NOT NULL OR paused_until IS NULL", name="pause"),
        Index("ix_venue_paused_until", "paused_until", postgresql_where=text("paused_until IS NOT NULL")),
    )
    venue_id: UUID = Field(primary_key=True)
    revision: int
    name: str = _text()
    currency: str = _text()
    country: str = _text()
    timezone: str = _text()
    contact: str = _text()
    fee_basis_points: int
    fee_fixed_minor: int
    pause_reason: str | None = _text(default=None, nullable=True)
    paused_until: datetime | None = timestamp_field(default=None, nullable=True)
    quote_minutes: int | None = Field(default=None, nullable=True)
    opening_hours: list[dict[str, Any]] = json_field()
    tip_basis_points: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    seller: dict[str, Any] | None = json_field(default=None, nullable=True)
    created_at: datetime = timestamp_field()


class StripeAccountRow(Table, table=True):
    """A venue's connected account: the create call's key first, then what Stripe says of it."""

    __tablename__ = "stripe_account"
    __table_args__: ClassVar[Any] = (
        _of_venue(),
        CheckConstraint("(account_id IS NULL) = (account IS NULL)", name="account"),
        CheckConstraint("(account_id IS NULL) = (read_at IS NULL)", name="read"),
        Index("uq_stripe_account_account_id", "account_id", unique=True),
        Index(
            "ix_stripe_account_stale", "invalidated_at", postgresql_where=text("invalidated_at >= read_at")
        ),
    )
    venue_id: UUID = Field(primary_key=True)
    key: str = _text()
    requested_at: datetime = timestamp_field()
    account_id: str | None = _text(default=None, nullable=True)
    account: dict[str, Any] | None = json_field(default=None, nullable=True)
    read_at: datetime | None = timestamp_field(default=None, nullable=True)
    invalidated_at: datetime | None = timestamp_field(default=None, nullable=True)


class DiningTableRow(Table, table=True):
    """A table; among those in service a label is unique."""

    __tablename__ = "dining_table"
    __table_args__: ClassVar[Any] = (
        _of_venue(),
        Index(
            "uq_dining_table_label",
            "venue_id",
            "label",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )
    venue_id: UUID = Field(primary_key=True)
    table_id: UUID = Field(primary_key=True)
    label: str = _text()
    created_at: datetime = timestamp_field()
    retired_at: datetime | None = timestamp_field(default=None, nullable=True)


class TagRow(Table, table=True):
    """A tag that opens a table's page."""

    __tablename__ = "tag"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["venue_id", "table_id"], ["dining_table.venue_id", "dining_table.table_id"]),
        Index(
            "uq_tag_serial",
            "venue_id",
            "serial",
            unique=True,
            postgresql_where=text("disabled_at IS NULL"),
        ),
    )
    venue_id: UUID = Field(primary_key=True)
    tag_id: UUID = Field(primary_key=True)
    table_id: UUID
    serial: str | None = _text(default=None, nullable=True)
    created_at: datetime = timestamp_field()
    disabled_at: datetime | None = timestamp_field(default=None, nullable=True)


class MenuRow(Table, table=True):
    """A published menu; the newest version is in force."""

    __tablename__ = "menu"
    __table_args__: ClassVar[Any] = (_of_venue(), CheckConstraint("version >= 1", name="version"))
    venue_id: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    document: dict[str, Any] = json_field()
    published_at: datetime = timestamp_field()
    published_by: str = _text()


class SoldOutRow(Table, table=True):
    """An item or option that is sold out, until a time or until further notice."""

    __tablename__ = "sold_out"
    __table_args__: ClassVar[Any] = (
        _of_venue(),
        Index("ix_sold_out_until", "until", postgresql_where=text("until IS NOT NULL")),
    )
    venue_id: UUID = Field(primary_key=True)
    subject_id: str = _text(primary_key=True)
    until: datetime | None = timestamp_field(default=None, nullable=True)
    struck_at: datetime = timestamp_field()
    struck_by: str = _text()


class MemberRow(Table, table=True):
    """A member of staff or a device."""

    __tablename__ = "member"
    __table_args__: ClassVar[Any] = (
        _of_venue(),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
    )
    venue_id: UUID = Field(primary_key=True)
    member_id: UUID = Field(primary_key=True)
    kind: str = _text()
    name: str = _text()
    role: str = _text()
    created_at: datetime = timestamp_field()
    removed_at: datetime | None = timestamp_field(default=None, nullable=True)


class PairingCodeRow(Table, table=True):
    """A one-time code's hash; the code itself is nowhere."""

    __tablename__ = "pairing_code"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["venue_id", "member_id"], ["member.venue_id", "member.member_id"]),
        Index("ix_pairing_code_member", "venue_id", "member_id"),
    )
    code_hash: str = _text(primary_key=True)
    venue_id: UUID
    member_id: UUID
    minted_at: datetime = timestamp_field()
    minted_by: str = _text()
    expires_at: datetime = timestamp_field()
    used_at: datetime | None = timestamp_field(default=None, nullable=True)
