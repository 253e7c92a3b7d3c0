"""Each service's tables live in a metadata of their own, with names that migrations can rely on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Identity, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def service_registry() -> registry:
    """A registry for one service's base: `class Table(SQLModel, registry=service_registry()): ...`.

    SQLModel's own metadata is global and collides as soon as two services are imported in one process.
    """
    return registry(metadata=MetaData(naming_convention=NAMING_CONVENTION))


def timestamp_field(**options: Any) -> datetime:
    """A `timestamptz` column of a SQLModel table."""
    field: datetime = Field(sa_type=DateTime(timezone=True), **options)
    return field


def json_field(**options: Any) -> Any:
    """A `jsonb` column of a SQLModel table."""
    return Field(sa_type=JSONB, **options)


def identity_column(name: str = "id") -> Column[int]:
    """A primary key that the database counts up; only the database may."""
    return Column(name, BigInteger, Identity(always=True), primary_key=True)


def text_column(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def recorded_at_column(name: str = "recorded_at") -> Column[datetime]:
    """When the row was written, by the database's clock."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp())
