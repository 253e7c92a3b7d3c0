"""Reads of ORM rows in a session that is joined to an open transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

T = TypeVar("T")

# Writes are statements that go past the session's identity map: each read shows what the database holds now.
FRESH = {"populate_existing": True}


def joined(connection: AsyncConnection) -> AsyncSession:
    """A session on a connection whose transaction is another's to end; it keeps nothing that would need closing."""
    return AsyncSession(bind=connection, expire_on_commit=False, autoflush=False)


async def rows(session: AsyncSession, kind: type[T], statement: Executable) -> Sequence[T]:
    """All rows of a statement that selects one table."""
    found = (await session.scalars(statement, execution_options=FRESH)).all()
    assert all(isinstance(row, kind) for row in found)
    return found


async def row(session: AsyncSession, kind: type[T], statement: Executable) -> T | None:
    """The first row of a statement that selects one table, or None."""
    found = (await session.scalars(statement, execution_options=FRESH)).first()
    assert found is None or isinstance(found, kind)
    return found
