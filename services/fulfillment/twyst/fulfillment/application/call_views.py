"""Calls for staff as boards and guests see them. Nothing in one says who called or who answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import ConfigDict

from twyst.fulfillment.domain.staff_call import CallReason, CallState, StaffCall

_DOCUMENTED: Final = ConfigDict(use_attribute_docstrings=True)


@dataclass(frozen=True, slots=True)
class StaffCallView:
    """A table asks for staff."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    call_id: UUID
    """The call."""
    venue_id: UUID
    """Its venue."""
    table_id: UUID
    """Its table."""
    table_label: str
    """As printed on the table."""
    reason: CallReason
    """Why."""
    state: CallState
    """`open` until somebody says that they are coming, the guest needs nobody any more, or it expires."""
    revision: int
    """Counts the call's changes; of two, the higher one is newer."""
    called_at: datetime
    """When the guest asked."""
    expires_at: datetime
    """When it ends by itself."""
    ended_at: datetime | None
    """When it was acknowledged or withdrawn, or expired."""


@dataclass(frozen=True, slots=True)
class GuestCall:
    """A call as its guest follows it."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    call: StaffCallView
    """The call as it stands."""
    board_live: bool
    """Whether a screen of the venue was there in the last half minute to show it. If not, the guest has to wave."""
    server_time: datetime
    """Our clock."""


@dataclass(frozen=True, slots=True)
class MadeCall:
    """The answer to a guest who asks for staff."""

    __pydantic_config__: ClassVar = _DOCUMENTED

    call: StaffCallView
    """The table's open call: a new one, or the one that was open already."""
    board_live: bool
    """Whether a screen of the venue was there in the last half minute to show it. If not, the guest has to wave."""
    server_time: datetime
    """Our clock."""
    access_token: str
    """Opens this call, to follow it and to take it back. It goes in a header only."""


def call_view(call: StaffCall) -> StaffCallView:
    """A call as it travels."""
    return StaffCallView(
        call_id=call.call_id,
        venue_id=call.venue_id,
        table_id=call.table_id,
        table_label=call.table_label,
        reason=call.reason,
        state=call.state,
        revision=call.revision,
        called_at=call.called_at,
        expires_at=call.expires_at,
        ended_at=call.ended_at,
    )
