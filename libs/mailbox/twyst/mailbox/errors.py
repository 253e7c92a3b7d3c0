"""Which database errors pass by themselves.

The rule: an error that the same data would meet again is permanent, everything else is transient. A transient error
is retried without an end, since giving up would lose work; a permanent one parks the work and lets the rest go on.
"""

from __future__ import annotations

import asyncpg
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

# What a connection of asyncpg's own may raise. The last one is how it reports a connection lost at a bad moment.
CONNECTION_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

_PERMANENT_CLASSES = frozenset(
    {
        "0A",  # feature not supported
        "21",  # cardinality violation
        "22",  # data exception
        "23",  # integrity constraint violation
        "27",  # triggered data change
        "42",  # syntax error or access rule violation
        "44",  # WITH CHECK OPTION violation
        "P0",  # raised by one of our triggers
    }
)
# Something is missing that a migration or a grant brings: the release is not complete yet, and waiting cures it.
_TRANSIENT_STATES = frozenset({"42P01", "42703", "42883"})
_MISSING_GRANT = "permission denied"


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed later; False for errors that are not the database's at all."""
    if isinstance(error, DBAPIError):
        return error.orig is None or _driver_error_is_transient(error.orig)
    if isinstance(error, PoolTimeoutError | PendingRollbackError | TimeoutError | OSError):
        return True
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return _driver_error_is_transient(error)
    return False


def sqlstate(error: BaseException) -> str | None:
    """The SQLSTATE of a database error, wrapped or not; None if it has none."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(origin, "sqlstate", None)
    return state if isinstance(state, str) else None


def _driver_error_is_transient(error: BaseException) -> bool:
    state = sqlstate(error)
    if state is None:
        # No answer of the server: a lost connection, or an argument that the driver could not encode.
        cause = error.__cause__ if error.__cause__ is not None else error
        return not isinstance(cause, asyncpg.DataError | asyncpg.UnsupportedClientFeatureError)
    if state in _TRANSIENT_STATES or _MISSING_GRANT in str(error):
        return True
    return state[:2] not in _PERMANENT_CLASSES
