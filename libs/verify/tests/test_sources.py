"""A database that goes away in the middle is out of reach, and no traceback."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from twyst.verify.invariant import Rows, Scope
from twyst.verify.sources import Sources, Unavailable
from twyst.verify.targets import Targets


class Dying:
    """A connection whose first statement ends it."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def transaction(self, **_options: Any) -> Any:
        raise self._error

    def is_closed(self) -> bool:
        return False

    def terminate(self) -> None:
        pass


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation"),
        asyncpg.AdminShutdownError("terminating connection due to administrator command"),
        asyncpg.InternalClientError("got result for unknown protocol state"),
        asyncpg.UndefinedTableError('relation "outbox" does not exist'),
        asyncpg.InsufficientPrivilegeError("permission denied for table outbox"),
        ConnectionResetError(),
    ],
)
async def test_whatever_a_connection_raises_says_that_the_database_is_away(error: Exception) -> None:
    async with Sources(Targets(databases={"order": "postgresql://auditor@127.0.0.1:1/o"})) as sources:
        sources._connections["order"] = Dying(error)  # type: ignore[assignment]
        with pytest.raises(Unavailable, match="the order database"):
            await sources.rows(Rows("order", "SELECT 1"), Scope())


async def test_what_stripe_says_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    target = Targets(stripe_key="sk_test_1", stripe_api="http://127.0.0.1:1")
    async with Sources(target) as sources:
        with pytest.raises(Unavailable) as caught:
            await sources.stripe_object("/v1/events/evt_1", None)
    assert "\n" not in str(caught.value)
