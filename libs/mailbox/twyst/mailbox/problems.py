"""What a database that is away looks like over HTTP, the same in every API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from twyst.mailbox.errors import CONNECTION_ERRORS, is_transient
from twyst.runtime.problems import Problem, ProblemFactory, unavailable

_unavailable: Final = unavailable()


def _away(error: Exception) -> Problem | None:
    return _unavailable(error) if is_transient(error) else None


DATABASE_PROBLEMS: Final[Mapping[type[Exception], ProblemFactory]] = dict.fromkeys(
    (SQLAlchemyError, *CONNECTION_ERRORS), _away
)
"""For `create_api(problems=…)`: 503 while the database is away; what it refuses for good is our mistake, and a 500."""
