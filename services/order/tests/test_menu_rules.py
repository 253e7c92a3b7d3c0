"""What must hold in a menu, what is served when, and what is struck."""

from __future__ import annotations

from dataclasses import replace

import pytest

from twyst.money import currency
from twyst.order.domain.menu import Category, Item, Menu, ModifierGroup, Option, is_served, with_sold_out
from twyst.order.domain.menu_rules import violations
from twyst.order.domain.opening import Window
from twyst.order.entrypoints.seed import menu_body

MILK = Option("oat", "Oat milk", 50)
COFFEE = Item("coffee", "Coffee", 300, modifier_groups=(ModifierGroup("milk", "Milk", 0, 1, (MILK,)),))
TEA = Item("tea", "Tea", 250, modifier_groups=(ModifierGroup("milk", "Milk", 0, 1, (MILK,)),))
DRINKS = Category("drinks", "Drinks", (COFFEE, TEA))


def found(*categories: Category, code: str = "eur") -> list[tuple[str, str]]:
    return [(error.pointer, error.code) for error in violations(Menu(categories), currency(code))]


@pytest.mark.parametrize(("name", "code", "items"), [("bistro", "eur", 25), ("pub", "gbp", 25)])
def test_the_seeded_menus_can_be_published(name: str, code: str, items: int):
    menu = menu_body(name).to_menu()
    assert violations(menu, currency(code)) == ()
    assert len(menu.categories) >= 5
    assert sum(1 for _ in menu.items()) >= items
    assert not any(item.sold_out for item in menu.items())


def test_one_option_in_several_items_is_right():
    assert found(DRINKS) == []


def with_group(**changes: object) -> Category:
    group = replace(COFFEE.modifier_groups[0], **changes)
    return replace(DRINKS, items=(replace(COFFEE, modifier_groups=(group,)),))


ITEM = "/categories/0/items/0"


@pytest.mark.parametrize(
    ("category", "expected"),
    [
        (replace(DRINKS, items=(COFFEE, COFFEE)), ("/categories/0/items/1/item_id", "duplicate")),
        (replace(DRINKS, items=(replace(COFFEE, price_minor=-1),)), (f"{ITEM}/price_minor", "negative")),
        (
            replace(DRINKS, items=(replace(COFFEE, allergens=("milk", "lead")),)),
            (f"{ITEM}/allergens/1", "unknown_allergen"),
        ),
        (with_group(minimum=2, maximum=1), (f"{ITEM}/modifier_groups/0/maximum", "maximum_below_minimum")),
        (with_group(minimum=2, maximum=2), (f"{ITEM}/modifier_groups/0/minimum", "too_few_options")),
        (
            with_group(options=(MILK, MILK)),
            (f"{ITEM}/modifier_groups/0/options/1/modifier_id", "duplicate"),
        ),
        (
            with_group(options=(replace(MILK, modifier_id="coffee"),)),
            (f"{ITEM}/modifier_groups/0/options/0/modifier_id", "confusable"),
        ),
        (replace(DRINKS, windows=(Window((8,), 0, 60),)), ("/categories/0/windows/0/weekdays", "weekdays")),
        (replace(DRINKS, windows=(Window((1,), 1440, 60),)), ("/categories/0/windows/0", "minutes")),
    ],
)
def test_every_violation_names_its_place(category: Category, expected: tuple[str, str]):
    assert expected in found(category)


def test_ids_are_unique_in_the_whole_menu():
    other = Category("other", "Other", (replace(COFFEE, modifier_groups=()),))
    assert found(DRINKS, replace(DRINKS, items=()), other) == [
        ("/categories/1/category_id", "duplicate"),
        ("/categories/2/items/0/item_id", "duplicate"),
    ]


def test_prices_are_steps_of_the_currency():
    assert found(replace(DRINKS, items=(replace(COFFEE, price_minor=305),)), code="kwd") == [
        (f"{ITEM}/price_minor", "not_chargeable")
    ]
    pointers = [pointer for pointer, _ in found(DRINKS, code="isk")]
    assert f"{ITEM}/modifier_groups/0/options/0/amount_minor" in pointers


def test_striking_an_option_strikes_it_everywhere_and_is_undone():
    struck = with_sold_out(Menu((DRINKS,)), {"oat", "tea"})
    assert [item.sold_out for item in struck.items()] == [False, True]
    assert all(option.sold_out for item in struck.items() for option in item.options())
    assert with_sold_out(struck, ()) == Menu((DRINKS,))


def test_a_category_is_served_within_its_windows():
    breakfast = replace(DRINKS, windows=(Window((1, 2), 7 * 60, 11 * 60),))
    assert is_served(DRINKS, 0)
    assert is_served(breakfast, 7 * 60)
    assert not is_served(breakfast, 11 * 60)
    assert is_served(breakfast, 24 * 60 + 8 * 60)
    assert not is_served(breakfast, 2 * 24 * 60 + 8 * 60)
