"""How anticipated errors are answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from twyst.mailbox.errors import is_transient
from twyst.runtime.problems import Problem, ProblemFactory, unavailable

_away = unavailable(detail="The database is away; try again shortly.")


def _from_database(error: Exception) -> Problem | None:
    """Unavailable when it passes by itself; an internal error when the same request would fail again."""
    return _away(error) if is_transient(error) else None


PROBLEMS: Final[Mapping[type[Exception], ProblemFactory]] = {
    DBAPIError: _from_database,
    PoolTimeoutError: _from_database,
    asyncpg.PostgresError: _from_database,
    asyncpg.InterfaceError: _from_database,
    OSError: _from_database,
}
