"""The service's metadata: every table of the order database hangs on it."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from twyst.mailbox.audit import audit_table
from twyst.mailbox.feed import feed_tables
from twyst.mailbox.outbox import outbox_table
from twyst.mailbox.parking import parked_table
from twyst.mailbox.tables import service_registry


class Table(SQLModel, registry=service_registry()):
    """Base of the service's tables."""


metadata: MetaData = Table.metadata
outbox = outbox_table(metadata)
parked = parked_table(metadata)
ops_audit = audit_table(metadata)
feed, feed_cursor = feed_tables(metadata)
