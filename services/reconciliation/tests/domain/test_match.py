"""Matching: every seeded error is found and named, nothing else is; and the books always add up."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from twyst.reconciliation.domain.payouts import Itemisation, Payout, PayoutStatus
from twyst.reconciliation.domain.postings import difference, order_position, payout_position

ERRORS = ("amount", "fee", "missing", "extra", "currency", "duplicate", "type")


@st.composite
def specs(draw):
    """(amount, fee, parts refunded, recovered after a lost dispute)"""
    amount = draw(st.integers(100, 10_000))
    refunds, left = [], amount
    for _ in range(draw(st.integers(0, 3))):
        if left:
            refunds.append(draw(st.integers(1, left)))
            left -= refunds[-1]
    return amount, draw(st.integers(0, amount // 10)), tuple(refunds), draw(st.sampled_from([0, left]))


many = st.lists(specs(), min_size=1, max_size=8)


@given(many)
def test_a_clean_world_has_no_findings_and_every_line_its_order(make_world, given_specs):
    world = make_world(*given_specs)
    result = world.match()
    assert result.findings == []
    assert all(found.order_id is not None for found in result.matches.values())
    shown = world.statement(world.payout_minor)
    assert (shown.difference_minor, shown.remainder_minor, shown.waiting) == (0, 0, 0)


@given(many)
def test_everything_that_diners_paid_is_somewhere_with_a_name(make_world, given_specs):
    world = make_world(*given_specs)
    payout = Payout(
        "po_one",
        "acct_one",
        "eur",
        world.payout_minor,
        PayoutStatus.PAID,
        automatic=True,
        method="standard",
        is_listed=True,
        arrival_date=date(2026, 3, 4),
    )
    itemisation = Itemisation(len(world.lines), world.payout_minor, -payout.amount_minor)
    found = world.balances(payout_position(payout, itemisation))
    assert sum(found.values()) == 0
    # All that was due to the venue has passed through its balance to its bank.
    assert not found.keys() & {"venue_payable", "venue_balance", "unmatched", "remainder", "dispute_losses"}


@given(many, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_plays_no_part(make_world, given_specs, random):
    world = make_world(*given_specs)
    before = world.match()
    for facts in (world.orders, world.legs, world.fees, world.lines):
        random.shuffle(facts)
    after = world.match()
    assert after.matches == before.matches
    assert after.recheck_at == before.recheck_at
    assert sorted(map(repr, after.findings)) == sorted(map(repr, before.findings))


@given(many, st.data())
def test_closed_parts_add_up_to_the_whole(make_world, given_specs, data):
    world = make_world(*given_specs)
    parts = [make_world(*given_specs) for _ in given_specs]
    whole = world.match()
    matches: dict = {}
    for number, part in enumerate(parts):
        leg = part.legs[number]
        part.orders, part.legs, part.fees = [part.orders[number]], [leg], [part.fees[number]]
        part.lines = [line for line in part.lines if line.payment_id == leg.payment_id]
        matches |= part.match().matches
    assert matches == whole.matches


@settings(max_examples=200)
@given(many, st.data())
def test_every_seeded_error_is_found_and_nothing_else(make_world, given_specs, data):
    world = make_world(*given_specs)
    numbers = st.integers(0, len(given_specs) - 1)
    chosen = data.draw(st.dictionaries(numbers, st.sampled_from(ERRORS), min_size=1))
    expected = {world.seed(number, error) for number, error in chosen.items()}
    late = world.orders[0].paid_at + world.policy.settlement
    result = world.match(late)
    assert {(found.kind, found.subject) for found in result.findings} == expected
    assert len(result.findings) == len(expected)


@given(many, st.data())
def test_stripes_column_always_adds_up_and_findings_explain_every_difference(make_world, given_specs, data):
    world = make_world(*given_specs)
    for number in range(len(given_specs)):
        error = data.draw(st.sampled_from(("none", *ERRORS)))
        if error not in ("none", "currency"):
            world.seed(number, error)
    unexplained = data.draw(st.integers(-5, 5))
    paid_out_minor = world.payout_minor + unexplained
    shown = world.statement(paid_out_minor)
    assert sum(row.stripe_minor for row in shown.rows) == paid_out_minor
    named = sum(found.difference_minor for found in world.match().findings if found.line_id)
    assert shown.difference_minor == named + unexplained


@given(specs(), specs())
def test_posting_differences_ends_at_the_target(make_world, before, after):
    first, second = make_world(before), make_world(after)
    posted = order_position(first.orders[0], first.index)
    target = order_position(second.orders[0], second.index)
    step = difference(target, posted)
    assert sum(step.values()) == 0
    assert difference(target, target) == {}
    total = {key: posted.get(key, 0) + step.get(key, 0) for key in {*posted, *step}}
    assert {key: amount for key, amount in total.items() if amount} == target
