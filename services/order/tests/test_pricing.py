"""What an order costs, for menus and requests of every shape."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from twyst.money import CURRENCIES, currency
from twyst.order.domain.menu import Category, Item, Menu, ModifierGroup, Option, with_sold_out
from twyst.order.domain.opening import Window
from twyst.order.domain.pricing import (
    MAXIMUM_LINES,
    PricedOrder,
    Refused,
    RequestedLine,
    RequestedOrder,
    price,
)
from twyst.order.domain.refusals import (
    AboveMaximum,
    BelowMinimum,
    ChangedLine,
    EmptyOrder,
    ItemSoldOut,
    ModifierSoldOut,
    NotChargeable,
    NoteTooLong,
    NotServedNow,
    QuantityOutOfRange,
    RepeatedModifier,
    TipOutOfRange,
    TooFewChosen,
    TooManyChosen,
    TooManyLines,
    TotalChanged,
    UnknownItem,
    UnknownModifier,
)
from twyst.order.domain.venue import FeePolicy

EUR = currency("eur")
NOON = 12 * 60
NO_FEE = FeePolicy()

COOKING = ModifierGroup("cooking", "Cooked", 1, 1, (Option("rare", "Rare"), Option("done", "Well done")))
SAUCES = ModifierGroup(
    "sauce",
    "Sauce",
    0,
    2,
    (
        Option("pepper", "Pepper", 150, ("milk",)),
        Option("herb", "Herb", 120),
        Option("garlic", "Garlic", 100, ("eggs",)),
    ),
)
STEAK = Item(
    "steak", "Steak", 2000, allergens=("mustard",), station="grill", modifier_groups=(COOKING, SAUCES)
)
CHIPS = Item("chips", "Chips", 450)
EGGS = Item("eggs", "Eggs", 800)
MENU = Menu(
    (
        Category("all-day", "All day", (STEAK, CHIPS)),
        Category("breakfast", "Breakfast", (EGGS,), (Window((1, 2, 3, 4, 5, 6, 7), 7 * 60, 11 * 60),)),
    )
)


def order(*lines: RequestedLine, **options: object) -> RequestedOrder:
    return RequestedOrder(tuple(lines), **options)  # type: ignore[arg-type]


def priced(requested: RequestedOrder, *, menu: Menu = MENU, fee: FeePolicy = NO_FEE) -> PricedOrder | Refused:
    return price(menu, requested, fee, EUR, NOON)


def refusals(requested: RequestedOrder, *, menu: Menu = MENU) -> tuple[object, ...]:
    answer = priced(requested, menu=menu)
    assert isinstance(answer, Refused)
    return answer.refusals


def test_a_line_has_the_menus_price_its_choices_and_their_allergens():
    answer = priced(order(RequestedLine("steak", 2, ("garlic", "rare", "pepper"), "no salt"), tip_minor=500))
    assert isinstance(answer, PricedOrder)
    (line,) = answer.lines
    assert (line.line_id, line.name, line.station, line.note) == ("1", "Steak", "grill", "no salt")
    assert (line.unit_amount_minor, line.amount_minor) == (2250, 4500)
    assert [modifier.modifier_id for modifier in line.modifiers] == ["rare", "pepper", "garlic"]
    assert line.allergens == ("eggs", "milk", "mustard")
    assert (answer.items_minor, answer.tip_minor, answer.total_minor) == (4500, 500, 5000)
    assert answer.application_fee_minor is None


def test_an_allergy_is_of_the_line_or_of_the_order_and_of_nothing_else():
    answer = priced(order(RequestedLine("chips", 1, allergy=True), RequestedLine("chips", 1)))
    assert isinstance(answer, PricedOrder)
    assert ([line.allergy for line in answer.lines], answer.allergy) == ([True, False], False)
    whole = priced(order(RequestedLine("chips", 1), allergy=True))
    assert isinstance(whole, PricedOrder)
    assert ([line.allergy for line in whole.lines], whole.allergy) == ([False], True)


def test_the_fee_is_of_items_without_tip():
    answer = priced(order(RequestedLine("chips", 1), tip_minor=450), fee=FeePolicy(250, 10))
    assert isinstance(answer, PricedOrder)
    assert answer.application_fee_minor == 21  # 450 × 2.5 % + 10 = 21.25


def test_the_fee_never_exceeds_the_total():
    answer = priced(order(RequestedLine("chips", 1)), fee=FeePolicy(10_000, 10_000))
    assert isinstance(answer, PricedOrder)
    assert answer.application_fee_minor == answer.total_minor == 450


CHIPS_LINE = RequestedLine("chips", 1)


@pytest.mark.parametrize(
    ("requested", "expected"),
    [
        (order(), EmptyOrder()),
        (order(*[CHIPS_LINE] * (MAXIMUM_LINES + 1)), TooManyLines(51, 50)),
        (order(CHIPS_LINE, note="x" * 281), NoteTooLong(None, 281, 280)),
        (order(RequestedLine("chips", 1, note="x" * 141)), NoteTooLong(1, 141, 140)),
        (order(RequestedLine("chips", 0)), QuantityOutOfRange(1, 0, 99)),
        (order(RequestedLine("chips", 100)), QuantityOutOfRange(1, 100, 99)),
        (order(RequestedLine("gone", 1)), UnknownItem(1, "gone")),
        (order(CHIPS_LINE, RequestedLine("eggs", 1)), NotServedNow(2, "eggs", "Eggs")),
        (order(RequestedLine("chips", 1, ("rare",))), UnknownModifier(1, "chips", "rare")),
        (order(RequestedLine("steak", 1, ("rare", "herb", "herb"))), RepeatedModifier(1, "steak", "herb")),
        (order(RequestedLine("steak", 1)), TooFewChosen(1, "steak", "cooking", "Cooked", 1)),
        (
            order(RequestedLine("steak", 1, ("rare", "pepper", "herb", "garlic"))),
            TooManyChosen(1, "steak", "sauce", "Sauce", 2),
        ),
        (order(CHIPS_LINE, tip_minor=-1), TipOutOfRange(-1, 900)),
        (order(CHIPS_LINE, tip_minor=901), TipOutOfRange(901, 900)),
        (order(CHIPS_LINE, expected_total_minor=400), TotalChanged(400, 450, ())),
    ],
)
def test_every_refusal_names_its_reason(requested: RequestedOrder, expected: object):
    assert refusals(requested) == (expected,)


def test_what_is_sold_out_is_refused_by_name():
    menu = with_sold_out(MENU, {"chips", "pepper"})
    requested = order(CHIPS_LINE, RequestedLine("steak", 1, ("rare", "pepper")))
    assert refusals(requested, menu=menu) == (
        ItemSoldOut(1, "chips", "Chips"),
        ModifierSoldOut(2, "steak", "pepper", "Pepper"),
    )
    assert isinstance(priced(requested, menu=with_sold_out(menu, ())), PricedOrder)


def test_all_lines_are_judged_at_once():
    requested = order(RequestedLine("gone", 1), RequestedLine("chips", 0), RequestedLine("steak", 1))
    assert [type(refusal) for refusal in refusals(requested)] == [
        UnknownItem,
        QuantityOutOfRange,
        TooFewChosen,
    ]


def test_a_changed_price_names_its_line_even_when_the_total_is_the_same():
    requested = order(
        RequestedLine("chips", 1, expected_unit_amount_minor=400),
        RequestedLine("steak", 1, ("rare",), expected_unit_amount_minor=2000),
        expected_total_minor=2450,
    )
    changed = ChangedLine("1", "chips", "Chips", 400, 450)
    assert refusals(requested) == (TotalChanged(2450, 2450, (changed,)),)


@pytest.mark.parametrize(
    ("code", "price_minor", "quantity", "expected"),
    [
        ("gbp", 29, 1, BelowMinimum(29, 30)),
        ("eur", 0, 1, BelowMinimum(0, 50)),
        ("usd", 10**10, 99, AboveMaximum(990_000_000_000, 999_999_999_999)),
        ("kwd", 1005, 1, NotChargeable(1005, 10)),
        ("isk", 150, 1, NotChargeable(150, 100)),
    ],
)
def test_what_the_currency_cannot_charge_is_refused(code, price_minor, quantity, expected):
    item = Item("one", "One", price_minor)
    menu = Menu((Category("all", "All", (item,)),))
    answer = price(menu, order(RequestedLine("one", quantity)), NO_FEE, currency(code), NOON)
    if isinstance(expected, AboveMaximum):
        assert isinstance(answer, PricedOrder)  # 99 of the dearest still fits into Stripe's twelve digits
        lines = [RequestedLine("one", quantity)] * 2
        answer = price(menu, order(*lines), NO_FEE, currency(code), NOON)
        expected = AboveMaximum(2 * expected.total_minor, expected.maximum_minor)
    assert answer == Refused((expected,))


@st.composite
def orders(draw: st.DrawFn):
    rules = draw(st.sampled_from(list(CURRENCIES.values())))
    amounts = st.integers(0, 5_000).map(lambda steps: steps * rules.charge_quantum_minor)
    options = tuple(Option(f"o{n}", f"O{n}", draw(amounts)) for n in range(draw(st.integers(1, 4))))
    group = ModifierGroup("g", "G", 0, len(options), options)
    items = tuple(
        Item(f"i{n}", f"I{n}", draw(amounts), modifier_groups=(group,))
        for n in range(draw(st.integers(1, 4)))
    )
    chosen = st.sets(st.sampled_from([option.modifier_id for option in options])).map(tuple)
    line = st.builds(
        RequestedLine,
        item_id=st.sampled_from([item.item_id for item in items]),
        quantity=st.integers(1, 99),
        modifier_ids=chosen,
    )
    requested = RequestedOrder(
        tuple(draw(st.lists(line, min_size=1, max_size=8))),
        tip_minor=draw(st.integers(0, 500)) * rules.charge_quantum_minor,
    )
    fee = FeePolicy(draw(st.integers(0, 10_000)), draw(st.integers(0, 500)))
    return Menu((Category("c", "C", items),)), requested, fee, rules


@settings(max_examples=300, deadline=None)
@given(orders())
def test_sums_fees_and_steps_hold_for_every_order(given_order):
    menu, requested, fee, rules = given_order
    answer = price(menu, requested, fee, rules, NOON)
    if isinstance(answer, Refused):
        assert isinstance(answer.refusals[0], TipOutOfRange | BelowMinimum)
        return
    by_id = {item.item_id: item for item in menu.items()}
    surcharges = {
        option.modifier_id: option.amount_minor for item in menu.items() for option in item.options()
    }
    expected = sum(
        line.quantity * (by_id[line.item_id].price_minor + sum(surcharges[m] for m in line.modifier_ids))
        for line in requested.lines
    )
    assert answer.items_minor == expected == sum(line.amount_minor for line in answer.lines)
    assert answer.total_minor == answer.items_minor + requested.tip_minor
    assert answer.total_minor % rules.charge_quantum_minor == 0
    assert answer.total_minor >= rules.minimum_charge_minor
    taken = answer.application_fee_minor
    if taken is None:
        return
    assert 0 < taken <= answer.total_minor
    assert taken % rules.charge_quantum_minor == 0
    exact_ten_thousandths = answer.items_minor * fee.basis_points + fee.fixed_minor * 10_000
    step = rules.charge_quantum_minor * 10_000
    assert taken * 10_000 <= exact_ten_thousandths + step // 2
    if taken < answer.total_minor - answer.total_minor % rules.charge_quantum_minor:
        assert taken * 10_000 > exact_ten_thousandths - step // 2 - 1


@settings(max_examples=100, deadline=None)
@given(orders())
def test_the_total_that_was_answered_is_the_one_that_is_agreed_to(given_order):
    menu, requested, fee, rules = given_order
    first = price(menu, requested, fee, rules, NOON)
    if isinstance(first, Refused):
        return
    again = RequestedOrder(requested.lines, requested.tip_minor, expected_total_minor=first.total_minor)
    assert price(menu, again, fee, rules, NOON) == first
    other = RequestedOrder(requested.lines, requested.tip_minor, expected_total_minor=first.total_minor + 1)
    assert price(menu, other, fee, rules, NOON) == Refused(
        (TotalChanged(first.total_minor + 1, first.total_minor, ()),)
    )
