"""What staff can do with a ticket, and what is refused."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from twyst.fulfillment.application.views import ticket_view
from twyst.fulfillment.domain import work
from twyst.fulfillment.domain.ticket import Details, Line, Ticket, TicketState, revised

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)

READY = Ticket(
    order_id=uuid4(),
    venue_id=uuid4(),
    details=Details(
        table_id=uuid4(),
        table_label="7",
        order_number="A42",
        currency="eur",
        total_minor=4000,
        lines=(Line("a", "Soup", 1, allergens=("milk",)), Line("b", "Tea", 1, allergens=("fish", "milk"))),
    ),
    state=TicketState.READY,
    order_version=3,
    opened_at=NOON,
    quote_seconds=480,
    revision=1,
    announced=True,
)
FULFILLING = replace(READY, state=TicketState.FULFILLING, started_at=NOON)
COMPLETED = replace(FULFILLING, state=TicketState.COMPLETED, finished_at=LATER)
VOIDED = replace(READY, state=TicketState.VOIDED, finished_at=LATER)
RECALLED = work.recall(COMPLETED, LATER)

TICKED = replace(
    READY,
    details=replace(
        READY.details, lines=(Line("a", "Soup", 1, allergy=True), Line("b", "Tea", 1)), allergy=True
    ),
)

ACTS = {
    "see": partial(work.see, by="anna"),
    "acknowledge_allergy": partial(work.acknowledge_allergy, by="anna"),
    "tick": partial(work.tick, line_id="a"),
    "untick": partial(work.untick, line_id="a"),
    "recall": work.recall,
    "dismiss": work.dismiss,
    "sound_alarm": work.sound_alarm,
}


@pytest.mark.parametrize("name", sorted(ACTS))
@pytest.mark.parametrize("ticket", [READY, FULFILLING, COMPLETED, VOIDED, RECALLED])
def test_doing_it_again_changes_nothing_and_never_the_state(name, ticket):
    act = ACTS[name]
    try:
        once = act(ticket, NOON)
    except work.Refusal:
        return
    assert act(once, LATER) == once
    assert once.state is ticket.state
    assert once.order_version == ticket.order_version


def test_ticks_and_unticks():
    ticked = work.tick(work.tick(READY, NOON, line_id="b"), NOON, line_id="a")
    assert ticked.ticked == ("a", "b")
    assert work.untick(ticked, NOON, line_id="a").ticked == ("b",)
    with pytest.raises(work.UnknownLine):
        work.tick(READY, NOON, line_id="c")


@pytest.mark.parametrize("ticket", [COMPLETED, VOIDED])
@pytest.mark.parametrize("name", ["tick", "untick", "acknowledge_allergy"])
def test_nobody_works_on_what_left_the_board(ticket, name):
    with pytest.raises(work.NotOnBoard):
        ACTS[name](ticket, NOON)


def test_a_recalled_ticket_is_on_the_board_in_its_old_place_and_leaves_it_again():
    assert not COMPLETED.on_board
    assert RECALLED.on_board
    assert RECALLED.state is TicketState.COMPLETED
    assert RECALLED.opened_at == READY.opened_at
    assert work.tick(RECALLED, LATER, line_id="a").ticked == ("a",)
    dismissed = work.dismiss(RECALLED, LATER)
    assert not dismissed.on_board
    assert work.recall(dismissed, LATER).on_board


@pytest.mark.parametrize("ticket", [READY, FULFILLING, VOIDED])
def test_only_completed_tickets_come_back(ticket):
    with pytest.raises(work.NotCompleted):
        work.recall(ticket, NOON)


def test_a_voided_ticket_is_dismissed_by_somebody_if_a_board_showed_it():
    assert VOIDED.needs_dismissal
    assert not work.dismiss(VOIDED, LATER).needs_dismissal
    assert not replace(VOIDED, announced=False).needs_dismissal


@pytest.mark.parametrize("ticket", [READY, FULFILLING])
def test_an_open_ticket_is_not_dismissed(ticket):
    with pytest.raises(work.StillOpen):
        work.dismiss(ticket, NOON)


def test_the_alarm_is_for_ready_tickets_that_nobody_saw():
    assert work.sound_alarm(READY, LATER).alarmed_at == LATER
    assert work.sound_alarm(work.see(READY, NOON, by="anna"), LATER).alarmed_at is None
    assert work.sound_alarm(FULFILLING, LATER).alarmed_at is None


def test_late_is_after_the_quoted_time():
    assert READY.due_at == NOON + timedelta(seconds=480)
    assert READY.due_soon_at == NOON + timedelta(seconds=300)
    assert not COMPLETED.was_late
    assert replace(COMPLETED, finished_at=NOON + timedelta(seconds=481)).was_late


def test_allergens_of_the_whole_ticket():
    assert READY.details.allergens == ("fish", "milk")


def test_a_revision_is_one_visible_change():
    assert revised(READY, READY) is READY
    assert revised(READY, FULFILLING).revision == READY.revision + 1
    opened_and_voided = revised(None, replace(VOIDED, revision=0, announced=False))
    assert (opened_and_voided.revision, opened_and_voided.announced) == (1, False)
    assert revised(None, replace(READY, revision=0, announced=False)).announced


def test_a_board_is_shown_what_the_diner_ticked_also_where_nothing_is_declared():
    view = ticket_view(TICKED)
    assert (view.allergy, [line.allergy for line in view.lines], view.allergens) == (True, [True, False], ())
    assert (ticket_view(READY).allergy, ticket_view(READY).lines[0].allergy) == (False, False)
    assert work.acknowledge_allergy(TICKED, LATER, by="anna").allergy_acknowledged_at == LATER
