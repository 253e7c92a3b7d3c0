"""What calling staff needs of the world."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from twyst.fulfillment.application.views import Notice
from twyst.fulfillment.domain.staff_call import StaffCall


class CallDesk(Protocol):
    """One transaction on calls. They are locked until commit."""

    async def now(self) -> datetime:
        """The database's clock, which is the one that all processes share."""
        ...

    async def table_label(self, venue_id: UUID, table_id: UUID, /) -> str | None:
        """What a table is called, by the venue's newest record; None when the venue is not known to have it."""
        ...

    async def board_live(self, venue_id: UUID, /, *, silence: timedelta) -> bool:
        """Whether a board of the venue read its feed within that time."""
        ...

    async def lock_open_call(self, venue_id: UUID, table_id: UUID, /) -> StaffCall | None:
        """The table's open call. Until commit nobody else opens one."""
        ...

    async def read_call(self, call_id: UUID, /) -> StaffCall | None: ...

    async def lock_call(self, call_id: UUID, /) -> StaffCall | None: ...

    async def lock_overdue(self, *, open_for: timedelta, limit: int) -> list[StaffCall]:
        """Calls that have been open for so long; locked ones are skipped."""
        ...

    async def insert_call(self, call: StaffCall, /) -> None: ...

    async def save_calls(self, calls: Sequence[StaffCall], /) -> None:
        """Write back calls that exist and are locked."""
        ...

    async def announce(self, notices: Sequence[Notice], /) -> None:
        """Append to the boards' feeds; called once and last, because it locks the venues' feeds until commit."""
        ...


class VenueCalls(Protocol):
    """Opens transactions that see the calls of one venue and no other."""

    def begin(self, venue_id: UUID, /) -> AbstractAsyncContextManager[CallDesk]: ...


class AllCalls(Protocol):
    """Opens transactions of the worker, which see every venue's."""

    def begin(self) -> AbstractAsyncContextManager[CallDesk]: ...
