"""Matching: every seeded error is found and named, nothing else is; and the books always add up.

A small model of Stripe makes orders with their legs and balance lines; errors are then put into the lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twyst.reconciliation.domain.discrepancies import Kind
from twyst.reconciliation.domain.legs import Fee, Leg, LegIndex
from twyst.reconciliation.domain.lines import Line, Section
from twyst.reconciliation.domain.match import match
from twyst.reconciliation.domain.orders import Custody, Dispute, Order, Payment, Refund
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.domain.payouts import Itemisation, Payout, PayoutStatus
from twyst.reconciliation.domain.postings import (
    difference,
    line_position,
    order_position,
    payout_position,
)
from twyst.reconciliation.domain.statement import Amounts, SectionTotals, make_statement

PAID_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = PAID_AT + timedelta(days=3)
POLICY = Policy()
ACCOUNT, PAYOUT = "acct_venue", "po_1"


@dataclass(frozen=True)
class Spec:
    """One order to be made."""

    amount_minor: int
    fee_minor: int
    refunded: tuple[int, ...] = ()
    recovered_minor: int = 0

    @property
    def refunded_minor(self) -> int:
        return sum(self.refunded)


@dataclass
class World:
    orders: list[Order] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def match(self, now=NOW, **options):
        index = LegIndex(self.legs, self.fees)
        return match(self.orders, index, self.lines, now=now, policy=POLICY, **options)

    @property
    def payout_minor(self) -> int:
        return sum(line.net_minor for line in self.lines)


def line(number: int, type_: str, amount_minor: int, **fields) -> Line:
    return Line(
        **{
            "line_id": f"txn_{number:06d}_{type_}_{fields.pop('suffix', '')}",
            "account_id": ACCOUNT,
            "currency": "eur",
            "type": type_,
            "reporting_category": "charge",
            "amount_minor": amount_minor,
            "application_fee_minor": 0,
            "other_fee_minor": 0,
            "created_at": PAID_AT,
            "available_on": PAID_AT,
            "first_seen_at": PAID_AT,
            "payout_id": PAYOUT,
            **fields,
        }
    )


def order(number: int, spec: Spec) -> Order:
    intent = f"pi_{number}"
    rest_minor = spec.amount_minor - spec.refunded_minor
    payment = Payment(
        intent,
        own=True,
        verified=True,
        custody=Custody.KEPT if rest_minor else Custody.REFUNDED,
        received_minor=spec.amount_minor,
        refunded_minor=spec.refunded_minor,
        moving_minor=0,
        rest_minor=rest_minor,
    )
    disputes = (
        (Dispute(f"dp_{number}", rest_minor, withdrawn=True, reinstated=False),)
        if spec.recovered_minor
        else ()
    )
    return Order(
        order_id=f"order-{number}",
        venue_id="venue",
        account_id=ACCOUNT,
        currency="eur",
        seq=5,
        occurred_at=PAID_AT,
        paid_at=PAID_AT,
        fee_minor=spec.fee_minor,
        payments=(payment,),
        refunds=tuple(
            Refund(f"re_{number}_{n}", intent, minor, went_through=True)
            for n, minor in enumerate(spec.refunded)
        ),
        disputes=disputes,
    )


def make(specs: list[Spec]) -> World:
    world = World()
    for number, spec in enumerate(specs):
        world.orders.append(order(number, spec))
        shares = [
            (2 * spec.fee_minor * minor + spec.amount_minor) // (2 * spec.amount_minor)
            for minor in spec.refunded
        ]
        payment, transfer = f"py_{number}", f"tr_{number}"
        world.legs.append(
            Leg(
                transfer,
                ACCOUNT,
                "eur",
                spec.amount_minor,
                spec.refunded_minor + spec.recovered_minor,
                payment,
                f"ch_{number}",
                None,
                f"order-{number}",
            )
        )
        world.fees.append(
            Fee(f"fee_{number}", ACCOUNT, "eur", spec.fee_minor, sum(shares), payment, f"ch_{number}")
        )
        world.lines.append(
            line(
                number, "payment", spec.amount_minor, application_fee_minor=spec.fee_minor, payment_id=payment
            )
        )
        for n, minor in enumerate(spec.refunded):
            world.lines.append(
                line(
                    number,
                    "payment_refund",
                    -minor,
                    suffix=n,
                    application_fee_minor=-shares[n],
                    transfer_id=transfer,
                    reversal_id=f"trr_{number}_{n}",
                    refund_id=f"re_{number}_{n}",
                    expanded=True,
                )
            )
        if spec.recovered_minor:
            world.lines.append(
                line(
                    number,
                    "payment_refund",
                    -spec.recovered_minor,
                    suffix="recovery",
                    transfer_id=transfer,
                    reversal_id=f"trr_{number}_recovery",
                    expanded=True,
                )
            )
    return world


@st.composite
def specs(draw) -> Spec:
    amount = draw(st.integers(100, 10_000))
    fee = draw(st.integers(0, amount // 10))
    refunded = []
    left = amount
    for _ in range(draw(st.integers(0, 3))):
        if left:
            refunded.append(draw(st.integers(1, left)))
            left -= refunded[-1]
    recovered = draw(st.sampled_from([0, left]))
    return Spec(amount, fee, tuple(refunded), recovered)


worlds = st.lists(specs(), min_size=1, max_size=8).map(make)


def balances(world: World, payout: Payout | None = None) -> dict:
    """The ledger's balances after everything was posted."""
    index = LegIndex(world.legs, world.fees)
    result = world.match()
    positions = [order_position(each, index) for each in world.orders]
    positions += [line_position(each, result.matches[each.line_id]) for each in world.lines]
    if payout is not None:
        lines_minor = world.payout_minor
        positions.append(
            payout_position(payout, Itemisation(len(world.lines), lines_minor, -payout.amount_minor))
        )
    totals: dict = {}
    for position in positions:
        assert sum(position.values()) == 0
        for (account, _), amount in position.items():
            totals[account] = totals.get(account, 0) + amount
    return {account: amount for account, amount in totals.items() if amount}


def statement(world: World, paid_out_minor: int):
    result = world.match()
    totals = []
    for each in world.lines:
        found = result.matches[each.line_id]
        totals.append(
            SectionTotals(
                found.section,
                1,
                int(found.waiting),
                Amounts(each.amount_minor, each.application_fee_minor, each.other_fee_minor),
                Amounts(found.amount_minor, found.application_fee_minor, found.other_fee_minor),
            )
        )
    return make_statement(paid_out_minor, totals)


@given(worlds)
def test_a_clean_world_has_no_findings_and_every_line_its_order(world):
    result = world.match()
    assert result.findings == []
    assert all(found.order_id is not None for found in result.matches.values())
    shown = statement(world, world.payout_minor)
    assert (shown.difference_minor, shown.remainder_minor, shown.waiting) == (0, 0, 0)


@given(worlds)
def test_in_a_clean_world_everything_that_diners_paid_is_somewhere_with_a_name(world):
    payout = Payout(
        PAYOUT,
        ACCOUNT,
        "eur",
        world.payout_minor,
        PayoutStatus.PAID,
        automatic=True,
        method="standard",
        is_listed=True,
        arrival_date=NOW.date(),
    )
    found = balances(world, payout)
    assert sum(found.values()) == 0
    # Refunds' shares of the fee may round against each other by a unit; Stripe's numbers then rule, nothing is lost.
    assert "venue_balance" not in found
    assert found.get("venue_payable", 0) == 0


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_are_given_plays_no_part(world, random):
    before = world.match()
    for facts in (world.orders, world.legs, world.fees, world.lines):
        random.shuffle(facts)
    after = world.match()
    assert after.matches == before.matches
    assert after.recheck_at == before.recheck_at
    assert sorted(map(repr, after.findings)) == sorted(map(repr, before.findings))


@given(worlds)
def test_a_part_that_is_closed_gives_its_part_of_the_answer(world):
    whole = world.match()
    parts: dict = {}
    for each in world.orders:
        number = each.order_id.removeprefix("order-")
        part = World(
            [each],
            [leg for leg in world.legs if leg.order_id == each.order_id],
            [fee for fee in world.fees if fee.payment_id == f"py_{number}"],
            [
                one
                for one in world.lines
                if one.payment_id == f"py_{number}" or one.transfer_id == f"tr_{number}"
            ],
        )
        parts |= part.match().matches
    assert parts == whole.matches


ERRORS = ("amount", "fee", "missing", "extra", "currency", "duplicate", "type")


def seed_error(world: World, number: int, error: str) -> tuple[Kind, str] | None:
    """Put one error into the lines of an order; the finding that must come of it."""
    place = next(n for n, each in enumerate(world.lines) if each.payment_id == f"py_{number}")
    hit = world.lines[place]
    match error:
        case "amount":
            world.lines[place] = replace(hit, amount_minor=hit.amount_minor + 1)
            return Kind.AMOUNT_DIFFERS, f"line:{hit.line_id}"
        case "fee":
            world.lines[place] = replace(hit, application_fee_minor=hit.application_fee_minor + 1)
            return Kind.FEE_DIFFERS, f"line:{hit.line_id}"
        case "missing":
            del world.lines[place]
            return Kind.MISSING_LINE, f"order:order-{number}"
        case "extra":
            world.lines.append(
                replace(hit, line_id=f"{hit.line_id}_x", payment_id="py_nobody", expanded=True)
            )
            return Kind.UNKNOWN_LINE, f"line:{hit.line_id}_x"
        case "currency":
            world.lines[place] = replace(hit, currency="usd")
            return Kind.CURRENCY_DIFFERS, f"line:{hit.line_id}"
        case "duplicate":
            world.lines.append(replace(hit, line_id=f"{hit.line_id}_x"))
            return Kind.DUPLICATE, f"line:{hit.line_id}_x"
        case _:
            world.lines.append(replace(hit, line_id=f"{hit.line_id}_x", type="brand_new_type"))
            return Kind.UNCLASSIFIED_LINE, f"line:{hit.line_id}_x"


@settings(max_examples=200)
@given(worlds, st.data())
def test_every_seeded_error_is_found_and_nothing_else(world, data):
    chosen = data.draw(
        st.dictionaries(st.integers(0, len(world.orders) - 1), st.sampled_from(ERRORS), min_size=1)
    )
    expected = {seed_error(world, number, error) for number, error in chosen.items()}
    result = world.match(now=PAID_AT + POLICY.settlement)
    assert {(found.kind, found.subject) for found in result.findings} == expected
    assert len(result.findings) == len(expected)


@given(worlds, st.data())
def test_stripes_column_always_adds_up_and_findings_explain_every_difference(world, data):
    for number in range(len(world.orders)):
        error = data.draw(st.sampled_from(("none", *ERRORS)))
        if error not in ("none", "currency"):
            seed_error(world, number, error)
    paid_out_minor = world.payout_minor + data.draw(st.integers(-5, 5))
    shown = statement(world, paid_out_minor)
    assert sum(row.stripe_minor for row in shown.rows) == paid_out_minor
    named = sum(found.difference_minor for found in world.match().findings if found.line_id)
    unexplained = paid_out_minor - world.payout_minor
    assert shown.difference_minor == named + unexplained


def one(spec=Spec(1000, 100)) -> World:
    return make([spec])


def kinds(result) -> list[Kind]:
    return [found.kind for found in result.findings]


def test_a_line_before_its_order_waits_then_stripe_is_asked_then_it_is_a_finding():
    world = one()
    world.orders.clear()
    early = world.match(now=PAID_AT + timedelta(minutes=59))
    assert (kinds(early), [found.waiting for found in early.matches.values()]) == ([], [True])
    assert kinds(world.match()) == []  # nobody asked Stripe yet
    world.lines = [replace(each, expanded=True) for each in world.lines]
    assert kinds(world.match()) == [Kind.MISSING_ORDER]
    world.legs.clear()
    assert kinds(world.match()) == [Kind.UNKNOWN_LINE]


def test_a_late_order_takes_its_line():
    late = one()
    found = late.match(now=PAID_AT + timedelta(days=2))
    assert found.matches[late.lines[0].line_id].order_id == "order-0"


def test_a_payment_that_is_not_the_platforms_is_the_venues_own_business():
    world = one()
    world.legs.clear()
    world.lines = [replace(each, expanded=True, foreign=True) for each in world.lines]
    result = world.match()
    assert (kinds(result), result.matches[world.lines[0].line_id].section) == ([], Section.VENUE_FUNDS)


@pytest.mark.parametrize(
    "leg",
    [{"account_id": "acct_other"}, {"payment_intent": "pi_of_somebody_else"}, {"order_id": None}],
)
def test_metadata_alone_is_no_proof(leg):
    world = one()
    world.legs = [replace(world.legs[0], **leg)]
    world.lines = [replace(each, expanded=True) for each in world.lines]
    assert kinds(world.match()) == [Kind.MISSING_ORDER]


def test_a_refund_without_reversal_is_found_after_the_grace():
    world = one(Spec(1000, 100, (400,)))
    world.legs = [replace(world.legs[0], reversed_minor=0)]
    world.lines = world.lines[:1]
    early = world.match(now=PAID_AT)
    assert (kinds(early), early.recheck_at["order-0"]) == ([], PAID_AT + POLICY.grace)
    (finding,) = world.match().findings
    assert (finding.kind, finding.difference_minor) == (Kind.REFUND_WITHOUT_REVERSAL, 400)


def test_money_taken_back_without_refund_or_dispute_is_found():
    world = one(Spec(1000, 100, (), 1000))
    world.orders = [replace(world.orders[0], disputes=())]
    assert kinds(world.match()) == [Kind.UNEXPECTED_REVERSAL]


def test_a_refund_that_twyst_does_not_know_yet_waits_for_its_event():
    world = one(Spec(1000, 100, (400,)))
    world.orders = [replace(world.orders[0], refunds=())]
    early = world.match(now=PAID_AT)
    assert kinds(early) == []
    assert early.recheck_at["order-0"] == PAID_AT + POLICY.grace
    assert kinds(world.match()) == [Kind.UNEXPECTED_REVERSAL]


def test_a_won_dispute_comes_back_to_the_venue():
    world = one(Spec(1000, 100, (), 1000))
    world.orders = [
        replace(world.orders[0], disputes=(Dispute("dp", 1000, withdrawn=True, reinstated=True),))
    ]
    world.legs.append(
        Leg("tr_again", ACCOUNT, "eur", 1000, 0, "py_again", None, None, "order-0"),
    )
    world.lines.append(line(9, "payment", 1000, payment_id="py_again"))
    result = world.match()
    assert kinds(result) == []
    assert [found.section for found in result.matches.values()].count(Section.DISPUTES) == 2
    assert "dispute_losses" not in balances(world)
    assert "disputed" not in balances(world)


def test_an_order_that_no_payout_ever_held_is_found_in_time_and_not_before():
    world = one()
    world.lines = [replace(world.lines[0], payout_id=None)]
    due_at = PAID_AT + POLICY.settlement
    early = world.match(now=due_at - timedelta(seconds=1))
    assert (kinds(early), early.recheck_at) == ([], {"order-0": due_at})
    (finding,) = world.match(now=due_at).findings
    assert (finding.kind, finding.difference_minor) == (Kind.MISSING_LINE, -900)
    assert kinds(world.match(now=due_at, unitemised={ACCOUNT})) == []


def test_a_second_payment_takes_its_own_leg_though_the_first_legs_event_is_late():
    world = one(Spec(1000, 100))
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
    world.legs = [Leg("tr_9", ACCOUNT, "eur", 500, 0, "py_9", "ch_9", None, "order-0")]
    world.lines = [line(9, "payment", 500, payment_id="py_9", application_fee_minor=50)]
    assert kinds(world.match()) == []
    assert balances(world)["held"] == -500


def test_custody_says_to_whom_the_rest_belongs():
    for custody, account in [
        (Custody.REFUND_OWED, "refund_owed"),
        (Custody.HELD, "held"),
        (Custody.WAITING, "waiting"),
    ]:
        world = one()
        payment = replace(world.orders[0].payments[0], custody=custody)
        world.orders = [replace(world.orders[0], payments=(payment,))]
        position = order_position(world.orders[0], LegIndex(world.legs))
        assert position == {("diner_payments", "order-0"): 1000, (account, "order-0"): -1000}


@given(worlds, worlds)
def test_posting_differences_ends_at_the_target(before, after):
    first = order_position(before.orders[0], LegIndex(before.legs, before.fees))
    second = order_position(after.orders[0], LegIndex(after.legs, after.fees))
    step = difference(second, first)
    assert sum(step.values()) == 0
    assert difference(second, second) == {}
    total = {key: first.get(key, 0) + step.get(key, 0) for key in {*first, *step}}
    assert {key: amount for key, amount in total.items() if amount} == second
