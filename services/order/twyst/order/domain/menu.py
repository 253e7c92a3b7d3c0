"""A venue's menu: categories of items, what may be chosen with them, and what can be ordered right now.

A menu is published as a whole. What is sold out belongs to the moment and is laid over it by `with_sold_out`, so that
editing the menu and striking an item never collide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from twyst.order.domain.opening import Window, is_within


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be chosen with an item; `amount_minor` is the surcharge per unit, in minor units."""

    modifier_id: str
    name: str
    amount_minor: int = 0
    allergens: tuple[str, ...] = ()
    sold_out: bool = False


@dataclass(frozen=True, slots=True)
class ModifierGroup:
    """Options of which between `minimum` and `maximum` are chosen."""

    group_id: str
    name: str
    minimum: int
    maximum: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """Something to order. `price_minor` is for one unit without modifiers; `image` is a reference, never data."""

    item_id: str
    name: str
    price_minor: int
    description: str = ""
    allergens: tuple[str, ...] = ()
    image: str | None = None
    station: str | None = None
    modifier_groups: tuple[ModifierGroup, ...] = ()
    sold_out: bool = False

    def options(self) -> Iterator[Option]:
        """Every option of every group."""
        return (option for group in self.modifier_groups for option in group.options)


@dataclass(frozen=True, slots=True)
class Category:
    """Items under one heading. Without `windows` they are served whenever the venue is open."""

    category_id: str
    name: str
    items: tuple[Item, ...]
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """The whole menu."""

    categories: tuple[Category, ...] = ()

    def items(self) -> Iterator[Item]:
        """Every item of every category."""
        return (item for category in self.categories for item in category.items)

    def find(self, item_id: str) -> tuple[Category, Item] | None:
        """An item and its category, or None."""
        for category in self.categories:
            for item in category.items:
                if item.item_id == item_id:
                    return category, item
        return None

    def orderable_ids(self) -> frozenset[str]:
        """The ids of everything that can be sold out: items and options."""
        items = {item.item_id for item in self.items()}
        return frozenset(items | {option.modifier_id for item in self.items() for option in item.options()})


def with_sold_out(menu: Menu, sold_out_ids: Collection[str]) -> Menu:
    """The menu as it stands now: items and options whose ids are given are marked sold out, all others not."""
    categories = tuple(
        replace(category, items=tuple(_marked(item, sold_out_ids) for item in category.items))
        for category in menu.categories
    )
    return replace(menu, categories=categories)


def _marked(item: Item, sold_out_ids: Collection[str]) -> Item:
    groups = tuple(
        replace(
            group,
            options=tuple(
                replace(option, sold_out=option.modifier_id in sold_out_ids) for option in group.options
            ),
        )
        for group in item.modifier_groups
    )
    return replace(item, sold_out=item.item_id in sold_out_ids, modifier_groups=groups)


def is_served(category: Category, minute_of_week: int) -> bool:
    """Whether a category's items are served at a minute of the venue's local week."""
    return not category.windows or is_within(category.windows, minute_of_week)
