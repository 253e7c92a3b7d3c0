"""A guest asks for staff and follows it; staff answer; what nobody answers expires. Each in one transaction with its news."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID, uuid4

from twyst.fulfillment.application.call_ports import AllCalls, CallDesk, VenueCalls
from twyst.fulfillment.application.call_views import GuestCall, StaffCallView, call_view
from twyst.fulfillment.application.ports import SILENCE
from twyst.fulfillment.application.views import call_notice
from twyst.fulfillment.domain.staff_call import LASTS, CallAct, CallReason, StaffCall, acted

BATCH: Final = 200


class UnknownTable(Exception):
    """The venue is not known to have that table."""


class UnknownCall(Exception):
    """The venue has no such call."""


async def call_staff(
    calls: VenueCalls,
    venue_id: UUID,
    table_id: UUID,
    reason: CallReason,
    *,
    new_id: Callable[[], UUID] = uuid4,
) -> tuple[GuestCall, bool]:
    """The table's open call, and whether it is a new one. Raises `UnknownTable`.

    While one is open, asking again is that one, with the reason that was given first: a second ring would tell staff
    nothing that they do not see.
    """
    async with calls.begin(venue_id) as desk:
        label = await desk.table_label(venue_id, table_id)
        if label is None:
            raise UnknownTable(str(table_id))
        known, at = await desk.lock_open_call(venue_id, table_id), await desk.now()
        if known is not None and at < known.expires_at:
            return await _told(desk, known), False
        news = []
        if known is not None:  # overdue, and the worker has not come to it
            expired = acted(known, CallAct.EXPIRE, at)
            await desk.save_calls([expired])
            news.append(call_notice(expired))
        call = StaffCall(new_id(), venue_id, table_id, label, reason, at)
        await desk.insert_call(call)
        told = await _told(desk, call)
        await desk.announce([*news, call_notice(call)])
    return told, True


async def follow_call(calls: VenueCalls, venue_id: UUID, call_id: UUID) -> GuestCall:
    """A call as it stands. Raises `UnknownCall`."""
    async with calls.begin(venue_id) as desk:
        return await _told(desk, _known(await desk.read_call(call_id)))


async def withdraw_call(calls: VenueCalls, venue_id: UUID, call_id: UUID) -> GuestCall:
    """The guest needs nobody any more; nothing changes once somebody is coming. Raises `UnknownCall`."""
    async with calls.begin(venue_id) as desk:
        before = await _locked(desk, call_id)
        after = acted(before, CallAct.WITHDRAW, await desk.now())
        told = await _told(desk, after)
        await _keep(desk, before, after)
    return told


async def acknowledge_call(calls: VenueCalls, venue_id: UUID, call_id: UUID) -> StaffCallView:
    """Somebody is coming. The first answer counts; what is over stays as it is. Raises `UnknownCall`."""
    async with calls.begin(venue_id) as desk:
        before = await _locked(desk, call_id)
        after = acted(before, CallAct.ACKNOWLEDGE, await desk.now())
        await _keep(desk, before, after)
    return call_view(after)


async def expire_calls(calls: AllCalls) -> int:
    """End what nobody answered in time; how many it were."""
    async with calls.begin() as desk:
        overdue = await desk.lock_overdue(open_for=LASTS, limit=BATCH)
        if overdue:
            at = await desk.now()
            expired = [acted(call, CallAct.EXPIRE, at) for call in overdue]
            await desk.save_calls(expired)
            await desk.announce([call_notice(call) for call in expired])
        return len(overdue)


async def _locked(desk: CallDesk, call_id: UUID) -> StaffCall:
    return _known(await desk.lock_call(call_id))


def _known(call: StaffCall | None) -> StaffCall:
    if call is None:
        raise UnknownCall
    return call


async def _keep(desk: CallDesk, before: StaffCall, after: StaffCall) -> None:
    if after != before:
        await desk.save_calls([after])
        await desk.announce([call_notice(after)])


async def _told(desk: CallDesk, call: StaffCall) -> GuestCall:
    live = await desk.board_live(call.venue_id, silence=SILENCE)
    return GuestCall(call_view(call), live, await desk.now())
