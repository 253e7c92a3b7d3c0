"""Invariants of one database, asked on a test's own connection."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import fetch
from twyst.verify.invariant import Invariant, Query
from twyst.verify.looking import counted


async def broken_queries(
    connection: AsyncConnection, invariants: Iterable[Invariant]
) -> dict[str, list[str]]:
    """Which of those that are queries do not hold, at rest, each with what breaks it."""
    broken = {}
    for each in invariants:
        if isinstance(each, Query):
            scoped = (None, timedelta(0))[: 2 if "$2" in each.sql else int("$1" in each.sql)]
            (row,) = await fetch(connection, counted(each.sql), *scoped)
            if row["broken"]:
                broken[each.id] = list(row["samples"])
    return broken
