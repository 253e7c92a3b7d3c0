"""The menu in HTTP: as its editor sends and gets it, and as a diner sees it now."""

from datetime import datetime
from typing import Annotated, Any, Self

import msgspec
from pydantic import ConfigDict, Field, StringConstraints

from twyst.order.application.catalog_ports import PublishedMenu
from twyst.order.domain.menu import Menu
from twyst.order.entrypoints.catalog_api.fields import Answer, Body, Name, PriceMinor, Token, WindowBody

ItemId = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"),
    Field(description="A UUID that the item keeps from one menu to the next."),
]
AllergenCode = Annotated[
    str,
    StringConstraints(max_length=40),
    Field(description="One of the fourteen of Regulation (EU) 1169/2011."),
]
Allergens = Annotated[list[AllergenCode], Field(max_length=14)]


class _Part(Body):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class OptionBody(_Part):
    """Something that can be chosen with an item. Options of equal id in several items are struck together."""

    modifier_id: Token
    name: Name
    amount_minor: PriceMinor = 0
    allergens: Allergens = Field(default=[])


class ModifierGroupBody(_Part):
    """Options of which between `minimum` and `maximum` are chosen."""

    group_id: Token
    name: Name
    minimum: int = Field(ge=0, le=20)
    maximum: int = Field(ge=1, le=20)
    options: list[OptionBody] = Field(min_length=1, max_length=40)


class ItemBody(_Part):
    """Something to order."""

    item_id: ItemId
    name: Name
    price_minor: PriceMinor
    description: str = Field(default="", max_length=500)
    allergens: Allergens = Field(default=[])
    image: str | None = Field(default=None, max_length=500, description="An address or key of a picture.")
    station: str | None = Field(default=None, max_length=40, description="The kitchen station that makes it.")
    modifier_groups: list[ModifierGroupBody] = Field(default=[], max_length=10)


class CategoryBody(_Part):
    """Items under one heading; without `windows` they are served whenever the venue is open."""

    category_id: Token
    name: Name
    items: list[ItemBody] = Field(max_length=200)
    windows: list[WindowBody] = Field(default=[], max_length=14)


class MenuBody(_Part):
    """A whole menu."""

    categories: list[CategoryBody] = Field(max_length=40)

    def to_menu(self) -> Menu:
        return msgspec.convert(self.model_dump(), Menu)


class PublishedMenuBody(MenuBody):
    """A published menu. `version` is also the ETag; send it as If-Match to replace this menu and no later one."""

    version: int
    published_at: datetime | None
    published_by: str | None

    @classmethod
    def of(cls, published: PublishedMenu | None) -> Self:
        """The newest menu, or an empty one of version 0."""
        if published is None:
            return cls(version=0, published_at=None, published_by=None, categories=[])
        categories = [CategoryBody.model_validate(category) for category in _plain(published.menu)]
        return cls(
            version=published.version,
            published_at=published.published_at,
            published_by=published.published_by,
            categories=categories,
        )


def _plain(menu: Menu) -> list[dict[str, Any]]:
    """A menu without what belongs to the moment."""
    plain: list[dict[str, Any]] = msgspec.to_builtins(menu.categories)
    for category in plain:
        for item in category["items"]:
            del item["sold_out"]
            for group in item["modifier_groups"]:
                for option in group["options"]:
                    del option["sold_out"]
    return plain


class DinerOption(Answer):
    """An option as it can be chosen now."""

    modifier_id: str
    name: str
    amount_minor: int
    allergens: list[str]
    sold_out: bool


class DinerModifierGroup(Answer):
    """Options of which between `minimum` and `maximum` are chosen."""

    group_id: str
    name: str
    minimum: int
    maximum: int
    options: list[DinerOption]


class DinerItem(Answer):
    """An item as it can be ordered now."""

    item_id: str
    name: str
    price_minor: int
    description: str
    allergens: list[str]
    image: str | None
    modifier_groups: list[DinerModifierGroup]
    sold_out: bool


class DinerCategory(Answer):
    """Items under one heading; `served_now` is false outside of its hours."""

    category_id: str
    name: str
    windows: list[WindowBody]
    served_now: bool
    items: list[DinerItem]
