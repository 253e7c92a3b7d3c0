"""What may become of a call for staff."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.fulfillment.domain.staff_call import CallAct, CallReason, CallState, StaffCall, acted, step

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OPEN = StaffCall(UUID(int=1), UUID(int=2), UUID(int=3), "7", CallReason.HELP, NOON)
ENDS = {
    CallAct.ACKNOWLEDGE: CallState.ACKNOWLEDGED,
    CallAct.WITHDRAW: CallState.WITHDRAWN,
    CallAct.EXPIRE: CallState.EXPIRED,
}
acts = st.lists(st.sampled_from(CallAct), max_size=8)


def after(call: StaffCall, done: list[CallAct]) -> StaffCall:
    for minute, act in enumerate(done, start=1):
        call = acted(call, act, NOON + timedelta(minutes=minute))
    return call


def test_every_act_is_decided_for_every_state():
    for state, act in itertools.product(CallState, CallAct):
        assert step(state, act) in CallState


@pytest.mark.parametrize("act", CallAct)
def test_an_open_call_ends_by_each_act(act):
    call = acted(OPEN, act, NOON + timedelta(minutes=1))
    assert (call.state, call.revision, call.ended_at) == (ENDS[act], 2, NOON + timedelta(minutes=1))


@given(acts)
def test_the_first_act_decides_and_what_is_over_never_moves(done):
    assert after(OPEN, done) == after(OPEN, done[:1])


@given(acts)
def test_a_call_is_open_exactly_until_it_ended(done):
    call = after(OPEN, done)
    assert (call.state is CallState.OPEN) == (call.ended_at is None) == (call.revision == 1)


@given(acts, st.sampled_from(CallAct))
def test_repeating_an_act_changes_nothing(done, act):
    once = acted(after(OPEN, done), act, NOON)
    assert acted(once, act, NOON + timedelta(hours=1)) is once


def test_it_lasts_a_quarter_of_an_hour():
    assert OPEN.expires_at - OPEN.called_at == timedelta(minutes=15)
