"""The tables of the ledger and of discrepancies."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlmodel import Field

from twyst.mailbox.tables import timestamp_field
from twyst.reconciliation.adapters.tables import Table, minor_field, one_of, text_field
from twyst.reconciliation.domain.accounts import Account
from twyst.reconciliation.domain.discrepancies import Action, Kind, Status


def _counted() -> Any:
    return Field(sa_column=Column(BigInteger, Identity(always=True), primary_key=True))


def _recorded_at() -> Any:
    return timestamp_field(sa_column_kwargs={"server_default": func.clock_timestamp()})


class LedgerTransactionRow(Table, table=True):
    """What one fact moved. Append-only; `revision` counts the transactions of a subject from 1."""

    __tablename__ = "ledger_transactions"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("subject", "revision"),
        UniqueConstraint("transaction_id", "venue_id", "currency"),
        CheckConstraint("revision >= 1", name="revision"),
        Index("ix_ledger_transactions_venue", "venue_id", "currency", "transaction_id"),
    )
    transaction_id: int | None = _counted()
    venue_id: UUID
    currency: str = text_field()
    subject: str = text_field()
    revision: int
    because: str = text_field()
    recorded_at: datetime | None = _recorded_at()


class LedgerEntryRow(Table, table=True):
    """One side of a transaction: debits positive, credits negative. Append-only; each transaction sums to zero."""

    __tablename__ = "ledger_entries"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(
            ["transaction_id", "venue_id", "currency"],
            [
                "ledger_transactions.transaction_id",
                "ledger_transactions.venue_id",
                "ledger_transactions.currency",
            ],
        ),
        CheckConstraint(one_of("account", Account), name="account"),
        CheckConstraint("amount_minor <> 0", name="amount"),
        Index("ix_ledger_entries_transaction_id", "transaction_id"),
        Index("ix_ledger_entries_order_id", "order_id", postgresql_where=text("order_id IS NOT NULL")),
    )
    entry_id: int | None = _counted()
    transaction_id: int = Field(sa_type=BigInteger)
    venue_id: UUID
    currency: str = text_field()
    account: str = text_field()
    order_id: UUID | None = None
    amount_minor: int = minor_field()


class LedgerBalanceRow(Table, table=True):
    """The sum of an account's entries, kept in the transaction that writes them; a test recomputes it."""

    __tablename__ = "ledger_balances"
    venue_id: UUID = Field(primary_key=True)
    currency: str = text_field(primary_key=True)
    account: str = text_field(primary_key=True)
    balance_minor: int = minor_field()


class DiscrepancyRow(Table, table=True):
    """A difference that somebody must explain, as it stands now."""

    __tablename__ = "discrepancies"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("venue_id", "subject", "kind"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("status", Status), name="status"),
        Index("ix_discrepancies_subject", "subject"),
        Index("ix_discrepancies_venue", "venue_id", "opened_at", "discrepancy_id"),
        Index("ix_discrepancies_open", "venue_id", postgresql_where=text("status <> 'resolved'")),
        Index("ix_discrepancies_payout_id", "payout_id", postgresql_where=text("payout_id IS NOT NULL")),
    )
    discrepancy_id: UUID = Field(primary_key=True)
    venue_id: UUID
    kind: str = text_field()
    subject: str = text_field()
    status: str = text_field()
    present: bool
    currency: str = text_field()
    twyst_minor: int = minor_field()
    stripe_minor: int = minor_field()
    order_id: UUID | None = None
    line_id: str | None = text_field(nullable=True)
    payout_id: str | None = text_field(nullable=True)
    opened_at: datetime = timestamp_field()
    updated_at: datetime = timestamp_field()


class DiscrepancyEventRow(Table, table=True):
    """One thing that happened to a discrepancy, and who did it. Append-only."""

    __tablename__ = "discrepancy_events"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(one_of("action", Action), name="action"),
        Index("ix_discrepancy_events_discrepancy_id", "discrepancy_id", "event_id"),
    )
    event_id: int | None = _counted()
    discrepancy_id: UUID
    venue_id: UUID
    action: str = text_field()
    status: str = text_field()
    actor: str = text_field()
    note: str | None = text_field(nullable=True)
    twyst_minor: int = minor_field()
    stripe_minor: int = minor_field()
    recorded_at: datetime | None = _recorded_at()
