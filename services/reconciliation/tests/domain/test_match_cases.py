"""Matching, case by case: what is late, what is not ours, what goes back, and to whom the rest belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from twyst.reconciliation.domain.discrepancies import Kind
from twyst.reconciliation.domain.legs import LegIndex
from twyst.reconciliation.domain.lines import Section
from twyst.reconciliation.domain.orders import Custody, Dispute
from twyst.reconciliation.domain.postings import order_position

PLAIN = (1000, 100, (), 0)
REFUNDED = (1000, 100, (400,), 0)
DISPUTED = (1000, 100, (), 1000)


@pytest.fixture
def world(make_world):
    return make_world(PLAIN)


@pytest.fixture
def paid_at(make):
    return make.order(0).order.paid_at


def asked(world):
    """Stripe was asked about every line."""
    world.lines = [replace(each, expanded=True) for each in world.lines]
    return world


def test_a_line_before_its_order_waits_then_stripe_is_asked_then_it_is_a_finding(world, paid_at):
    world.orders.clear()
    early = world.match(paid_at + timedelta(minutes=59))
    assert (early.findings, [found.waiting for found in early.matches.values()]) == ([], [True])
    assert world.kinds() == []  # nobody asked Stripe yet
    assert asked(world).kinds() == [Kind.MISSING_ORDER]
    world.legs.clear()
    assert world.kinds() == [Kind.UNKNOWN_LINE]


def test_a_payment_that_is_not_the_platforms_is_the_venues_own_business(world):
    world.legs.clear()
    world.lines = [replace(each, expanded=True, foreign=True) for each in world.lines]
    assert (world.kinds(), world.sections()) == ([], [Section.VENUE_FUNDS])


@pytest.mark.parametrize(
    "leg", [{"account_id": "acct_other"}, {"payment_intent": "pi_of_somebody_else"}, {"order_id": None}]
)
def test_metadata_alone_is_no_proof(world, leg):
    world.legs = [replace(world.legs[0], **leg)]
    assert asked(world).kinds() == [Kind.MISSING_ORDER]


def test_a_refund_without_reversal_is_found_after_the_grace(make_world, paid_at):
    world = make_world(REFUNDED)
    world.legs = [replace(world.legs[0], reversed_minor=0)]
    world.lines = world.lines[:1]
    early = world.match(paid_at)
    assert early.findings == []
    assert early.recheck_at == {world.orders[0].order_id: paid_at + world.policy.grace}
    (finding,) = world.match().findings
    assert (finding.kind, finding.difference_minor) == (Kind.REFUND_WITHOUT_REVERSAL, 400)


def test_a_refund_that_failed_needs_no_reversal(make_world):
    world = make_world(REFUNDED)
    order = world.orders[0]
    world.orders = [replace(order, refunds=(replace(order.refunds[0], went_through=False),))]
    world.legs, world.lines = [replace(world.legs[0], reversed_minor=0)], world.lines[:1]
    assert world.kinds() == []


def test_a_venue_that_paid_for_a_refund_that_failed_is_owed_it_after_the_grace(make_world, paid_at):
    world = make_world(REFUNDED)
    order = world.orders[0]
    world.orders = [replace(order, refunds=(replace(order.refunds[0], went_through=False),))]
    assert world.kinds(paid_at) == []
    (finding,) = world.match().findings
    assert (finding.kind, finding.difference_minor) == (Kind.UNEXPECTED_REVERSAL, -400)


def test_a_refund_that_is_tried_again_uses_the_reversal_of_the_one_that_failed(make_world):
    world = make_world(REFUNDED)
    order = world.orders[0]
    failed = replace(order.refunds[0], went_through=False)
    world.orders = [replace(order, refunds=(failed, replace(order.refunds[0], refund="re_again")))]
    assert world.kinds() == []


def test_money_that_is_held_for_the_diner_is_not_owed_to_the_venue(make_world):
    world = make_world(REFUNDED)
    order = world.orders[0]
    held = replace(order.payments[0], custody=Custody.HELD)
    world.orders = [
        replace(order, payments=(held,), refunds=(replace(order.refunds[0], went_through=False),))
    ]
    assert world.kinds() == []


def test_money_taken_back_without_refund_or_dispute_is_found(make_world):
    world = make_world(DISPUTED)
    world.orders = [replace(world.orders[0], disputes=())]
    assert world.kinds() == [Kind.UNEXPECTED_REVERSAL]


def test_what_a_dispute_took_is_no_reversal_of_a_refund_that_failed(make_world):
    disputed, refunded = make_world(DISPUTED), make_world(REFUNDED)
    failed = replace(refunded.orders[0].refunds[0], went_through=False)
    disputed.orders = [replace(disputed.orders[0], refunds=(failed,))]
    assert disputed.kinds() == []


def test_the_fee_of_a_payment_whose_refund_alone_was_seen_is_not_made_up(make_world):
    world = make_world(REFUNDED)
    index = LegIndex(world.legs, (), world.lines[1:])
    fee = index.fee(world.legs[0])
    assert (fee.amount_minor, fee.refunded_minor) == (0, 40)


def test_the_same_refund_taken_twice_is_found(make_world):
    world = make_world(REFUNDED)
    world.lines.append(replace(world.lines[1], line_id="txn_twice"))
    assert world.kinds() == [Kind.DUPLICATE]


def test_a_refund_that_twyst_does_not_know_yet_waits_for_its_event(make_world, paid_at):
    world = make_world(REFUNDED)
    world.orders = [replace(world.orders[0], refunds=())]
    early = world.match(paid_at)
    assert early.findings == []
    assert early.recheck_at == {world.orders[0].order_id: paid_at + world.policy.grace}
    assert world.kinds() == [Kind.UNEXPECTED_REVERSAL]


def test_a_fee_that_is_not_given_back_with_the_refund_is_found(make_world):
    world = make_world(REFUNDED)
    world.lines[1] = replace(world.lines[1], application_fee_minor=0)
    (finding,) = world.match().findings
    assert (finding.kind, finding.difference_minor) == (Kind.FEE_DIFFERS, -40)
    # Stripe's rounding is its own: one unit is not worth a person's time.
    world.lines[1] = replace(world.lines[1], application_fee_minor=-41)
    assert world.kinds() == []


def test_fees_whose_events_were_lost_are_read_from_the_lines(make_world):
    world = make_world(REFUNDED)
    complete = world.balances()
    world.fees.clear()
    assert (world.kinds(), world.balances()) == ([], complete)


def test_a_won_dispute_comes_back_to_the_venue(make_world, make):
    world = make_world(DISPUTED)
    won = Dispute("dp_0", 1000, withdrawn=True, reinstated=True)
    world.orders = [replace(world.orders[0], disputes=(won,))]
    again = replace(world.legs[0], transfer_id="tr_again", payment_id="py_again", charge_id=None)
    world.legs.append(replace(again, reversed_minor=0))
    world.lines.append(make.line("again", "payment", 1000, source="py_again"))
    assert world.kinds() == []
    assert world.sections().count(Section.DISPUTES) == 2
    assert not world.balances().keys() & {"dispute_losses", "disputed"}


def test_money_that_the_platform_sent_by_hand_without_a_dispute_is_found(world, make, paid_at):
    sent = replace(world.legs[0], transfer_id="tr_hand", payment_id="py_hand", charge_id=None)
    world.legs.append(sent)
    world.lines.append(make.line("hand", "payment", 50, source="py_hand"))
    assert world.kinds(paid_at) == []
    assert world.kinds() == [Kind.MISSING_ORDER]


def test_an_order_that_no_payout_ever_held_is_found_in_time_and_not_before(world, paid_at):
    world.lines = [replace(world.lines[0], payout_id=None)]
    due_at = paid_at + world.policy.settlement
    early = world.match(due_at - timedelta(seconds=1))
    assert (early.findings, early.recheck_at) == ([], {world.orders[0].order_id: due_at})
    (finding,) = world.match(due_at).findings
    assert (finding.kind, finding.difference_minor) == (Kind.MISSING_LINE, -900)
    assert world.kinds(due_at, unitemised={world.orders[0].account_id}) == []


@pytest.mark.parametrize(
    ("spec", "due_minor"), [((1000, 100, (400,), 0), 540), ((1000, 100, (1000,), 0), 0), (DISPUTED, 0)]
)
def test_what_went_back_in_full_need_not_be_in_a_payout(make_world, paid_at, spec, due_minor):
    world = make_world(spec)
    world.lines = []
    found = [found.twyst_minor for found in world.match(paid_at + world.policy.settlement).findings]
    assert found == ([due_minor] if due_minor else [])


def test_a_second_payment_takes_its_own_leg_though_the_first_legs_event_is_late(world, make):
    second = replace(
        world.orders[0].payments[0],
        payment_intent="pi_second",
        own=False,
        verified=False,
        custody=Custody.HELD,
        received_minor=500,
        rest_minor=500,
    )
    world.orders = [replace(world.orders[0], payments=(*world.orders[0].payments, second))]
    world.legs = [replace(make.leg(9, 500), order_id=world.orders[0].order_id)]
    world.lines = [make.paid(9, 500, 50)]
    assert world.kinds() == []
    assert world.balances()["held"] == -500


@pytest.mark.parametrize(
    ("custody", "account"),
    [
        (Custody.REFUND_OWED, "refund_owed"),
        (Custody.HELD, "held"),
        (Custody.WAITING, "waiting"),
    ],
)
def test_custody_says_to_whom_the_rest_belongs(world, custody, account):
    order = world.orders[0]
    order = replace(order, payments=(replace(order.payments[0], custody=custody),))
    position = order_position(order, LegIndex(world.legs))
    assert position == {("diner_payments", order.order_id): 1000, (account, order.order_id): -1000}
