"""The table by which tickets follow their orders."""

import itertools

import pytest

from twyst.fulfillment.domain.lifecycle import Stage, Step, step
from twyst.fulfillment.domain.ticket import OPEN, TicketState

STATE_AFTER = {
    Step.OPEN: {TicketState.READY, TicketState.FULFILLING},
    Step.START: {TicketState.FULFILLING},
    Step.COMPLETE: {TicketState.COMPLETED},
    Step.VOID: {TicketState.VOIDED},
}


def test_every_stage_is_decided_for_every_state():
    for state, stage in itertools.product([None, *TicketState], Stage):
        assert step(state, stage) in Step


@pytest.mark.parametrize("state", [TicketState.COMPLETED, TicketState.VOIDED])
def test_a_finished_ticket_never_moves(state):
    assert {step(state, stage) for stage in Stage} == {Step.NOTHING, Step.CONTRADICTION}


def test_nothing_reaches_the_kitchen_before_it_is_paid_nor_after_it_is_over():
    assert {stage for stage in Stage if step(None, stage) is Step.OPEN} == {Stage.PAID, Stage.FULFILLING}


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_open_ticket_ends_with_its_order(state):
    assert step(state, Stage.COMPLETED) is Step.COMPLETE
    assert step(state, Stage.CANCELED) is Step.VOID


def test_a_state_and_its_own_stage_agree():
    for state, stage in {
        TicketState.READY: Stage.PAID,
        TicketState.FULFILLING: Stage.FULFILLING,
        TicketState.COMPLETED: Stage.COMPLETED,
        TicketState.VOIDED: Stage.CANCELED,
    }.items():
        assert step(state, stage) is Step.NOTHING
