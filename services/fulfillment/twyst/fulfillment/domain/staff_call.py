"""A guest at a table asks for staff: what may become of it, in one total table.

It carries no name and no words of the guest: a table, and a reason of a closed list. What is over stays as it is, so
that everybody may repeat what they do, and two who answer at once see the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

LASTS: Final = timedelta(minutes=15)
"""Who was not answered for so long has waved, or left; a board full of old calls would hide the new ones."""


class CallReason(StrEnum):
    """Why staff are asked for."""

    HELP = "help"
    SETTING = "water_or_cutlery"
    BILL = "bill"
    OTHER = "other"


class CallState(StrEnum):
    """Where a call stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class CallAct(StrEnum):
    """What may happen to a call."""

    ACKNOWLEDGE = "acknowledge"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


_OPEN, _ACKNOWLEDGED = CallState.OPEN, CallState.ACKNOWLEDGED
_WITHDRAWN, _EXPIRED = CallState.WITHDRAWN, CallState.EXPIRED

# fmt: off
_TABLE: Final[dict[tuple[CallState, CallAct], CallState]] = {
    (_OPEN, CallAct.ACKNOWLEDGE):         _ACKNOWLEDGED,
    (_OPEN, CallAct.WITHDRAW):            _WITHDRAWN,
    (_OPEN, CallAct.EXPIRE):              _EXPIRED,

    (_ACKNOWLEDGED, CallAct.ACKNOWLEDGE): _ACKNOWLEDGED,
    (_ACKNOWLEDGED, CallAct.WITHDRAW):    _ACKNOWLEDGED,  # somebody is on the way already
    (_ACKNOWLEDGED, CallAct.EXPIRE):      _ACKNOWLEDGED,

    (_WITHDRAWN, CallAct.ACKNOWLEDGE):    _WITHDRAWN,     # nobody has to come any more
    (_WITHDRAWN, CallAct.WITHDRAW):       _WITHDRAWN,
    (_WITHDRAWN, CallAct.EXPIRE):         _WITHDRAWN,

    (_EXPIRED, CallAct.ACKNOWLEDGE):      _EXPIRED,       # the guest was told that nobody came
    (_EXPIRED, CallAct.WITHDRAW):         _EXPIRED,
    (_EXPIRED, CallAct.EXPIRE):           _EXPIRED,
}
# fmt: on


@dataclass(frozen=True, slots=True)
class StaffCall:
    """One table's call. `table_label` is what the table was called at the time; `revision` counts its changes."""

    call_id: UUID
    venue_id: UUID
    table_id: UUID
    table_label: str
    reason: CallReason
    called_at: datetime
    state: CallState = CallState.OPEN
    revision: int = 1
    ended_at: datetime | None = None

    @property
    def expires_at(self) -> datetime:
        """When it ends by itself."""
        return self.called_at + LASTS


def step(state: CallState, act: CallAct) -> CallState:
    """The state after an act."""
    return _TABLE[state, act]


def acted(call: StaffCall, act: CallAct, at: datetime) -> StaffCall:
    """The call after an act; the very same when that changes nothing."""
    state = step(call.state, act)
    if state is call.state:
        return call
    return replace(call, state=state, revision=call.revision + 1, ended_at=at)
