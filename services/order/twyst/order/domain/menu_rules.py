"""What must hold in a menu before it is published; each violation names its place as a JSON pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from twyst.money import Currency
from twyst.order.domain.menu import Item, Menu, ModifierGroup
from twyst.order.domain.opening import MINUTES_OF_DAY, Window

T = TypeVar("T")

ALLERGENS = frozenset(
    [
        "celery",
        "crustaceans",
        "eggs",
        "fish",
        "gluten",
        "lupin",
        "milk",
        "molluscs",
        "mustard",
        "nuts",
        "peanuts",
        "sesame",
        "soybeans",
        "sulphites",
    ]
)
"""The fourteen that Regulation (EU) 1169/2011 wants declared."""


@dataclass(frozen=True, slots=True)
class MenuError:
    """One violation. `pointer` is a JSON pointer into the menu, `code` what programs compare."""

    pointer: str
    code: str
    message: str


def violations(menu: Menu, rules: Currency) -> tuple[MenuError, ...]:
    """Everything that is wrong with a menu whose prices are in a currency; empty when it can be published."""
    return tuple(_violations(menu, rules))


def _violations(menu: Menu, rules: Currency) -> Iterator[MenuError]:
    yield from _repeated(menu.categories, lambda c: c.category_id, "/categories/{}/category_id")
    seen: set[str] = set()
    for c, category in enumerate(menu.categories):
        yield from window_errors(category.windows, f"/categories/{c}/windows")
        for i, item in enumerate(category.items):
            pointer = f"/categories/{c}/items/{i}"
            if item.item_id in seen:
                yield _duplicate(f"{pointer}/item_id", item.item_id)
            seen.add(item.item_id)
            yield from _item_errors(item, pointer, rules)
    yield from _confusable(menu, seen)


def _item_errors(item: Item, pointer: str, rules: Currency) -> Iterator[MenuError]:
    yield from _price_errors(item.price_minor, f"{pointer}/price_minor", rules)
    yield from _allergen_errors(item.allergens, f"{pointer}/allergens")
    yield from _repeated(
        item.modifier_groups, lambda g: g.group_id, f"{pointer}/modifier_groups/{{}}/group_id"
    )
    seen: set[str] = set()
    for g, group in enumerate(item.modifier_groups):
        group_pointer = f"{pointer}/modifier_groups/{g}"
        yield from _choice_errors(group, group_pointer)
        for o, option in enumerate(group.options):
            option_pointer = f"{group_pointer}/options/{o}"
            if option.modifier_id in seen:
                yield _duplicate(f"{option_pointer}/modifier_id", option.modifier_id)
            seen.add(option.modifier_id)
            yield from _price_errors(option.amount_minor, f"{option_pointer}/amount_minor", rules)
            yield from _allergen_errors(option.allergens, f"{option_pointer}/allergens")


def _choice_errors(group: ModifierGroup, pointer: str) -> Iterator[MenuError]:
    if group.maximum < max(group.minimum, 1):
        yield MenuError(
            f"{pointer}/maximum", "maximum_below_minimum", "At least one, and no less than the minimum."
        )
    if group.minimum > len(group.options):
        yield MenuError(
            f"{pointer}/minimum", "too_few_options", "There are fewer options than must be chosen."
        )


def _price_errors(amount_minor: int, pointer: str, rules: Currency) -> Iterator[MenuError]:
    if amount_minor < 0:
        yield MenuError(pointer, "negative", "A price is not negative.")
    if amount_minor % rules.charge_quantum_minor:
        step = f"a multiple of {rules.charge_quantum_minor}"
        yield MenuError(pointer, "not_chargeable", f"In {rules.code.upper()} an amount is {step}.")


def _allergen_errors(allergens: tuple[str, ...], pointer: str) -> Iterator[MenuError]:
    for a, allergen in enumerate(allergens):
        if allergen not in ALLERGENS:
            yield MenuError(f"{pointer}/{a}", "unknown_allergen", f"One of {', '.join(sorted(ALLERGENS))}.")


def window_errors(windows: tuple[Window, ...], pointer: str) -> Iterator[MenuError]:
    """What is wrong with hours of the week, a venue's opening hours included."""
    for w, window in enumerate(windows):
        if not window.weekdays or not all(1 <= weekday <= 7 for weekday in window.weekdays):
            yield MenuError(f"{pointer}/{w}/weekdays", "weekdays", "At least one weekday, 1 (Monday) to 7.")
        if not (0 <= window.opens_minute < MINUTES_OF_DAY and 0 <= window.closes_minute <= MINUTES_OF_DAY):
            yield MenuError(f"{pointer}/{w}", "minutes", "Minutes after midnight, at most 1440.")


def _confusable(menu: Menu, item_ids: set[str]) -> Iterator[MenuError]:
    """Items and options are struck by id alone, so that one id must not mean both."""
    for c, category in enumerate(menu.categories):
        for i, item in enumerate(category.items):
            for g, group in enumerate(item.modifier_groups):
                for o, option in enumerate(group.options):
                    if option.modifier_id in item_ids:
                        pointer = f"/categories/{c}/items/{i}/modifier_groups/{g}/options/{o}/modifier_id"
                        yield MenuError(pointer, "confusable", "An item has this id.")


def _repeated(things: Iterable[T], name: Callable[[T], str], pointer: str) -> Iterator[MenuError]:
    seen: set[str] = set()
    for position, thing in enumerate(things):
        if name(thing) in seen:
            yield _duplicate(pointer.format(position), name(thing))
        seen.add(name(thing))


def _duplicate(pointer: str, name: str) -> MenuError:
    return MenuError(pointer, "duplicate", f"{name} is there twice.")
