"""Publish a whole menu in place of the last one, as long as nobody else did in the meantime."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from twyst.money import currency
from twyst.order.application.catalog_ports import (
    NO_MENU_VERSION,
    Clock,
    MenuNotice,
    PublishedMenu,
    Transactions,
)
from twyst.order.application.load_venue import require_venue
from twyst.order.domain.menu import Menu, with_sold_out
from twyst.order.domain.menu_rules import MenuError, violations


class MenuInvalid(Exception):
    """The menu breaks rules; `errors` says which and where."""

    def __init__(self, errors: Sequence[MenuError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = tuple(errors)


class MenuConflict(Exception):
    """Somebody published another menu since the one that was edited; `version` is the newest."""

    def __init__(self, version: int) -> None:
        super().__init__(f"the newest version is {version}")
        self.version = version


async def publish_menu(
    transactions: Transactions, venue_id: UUID, menu: Menu, *, edited: int, by: str, now: Clock
) -> PublishedMenu:
    """Publish a menu that was made from version `edited` (0: from nothing).

    Raises `MenuConflict`, `MenuInvalid` or `VenueNotFound`.
    """
    async with transactions.of_venue(venue_id) as catalog:
        venue = await require_venue(catalog, lock=True)
        newest = await catalog.menu()
        version = newest.version if newest else NO_MENU_VERSION
        if version != edited:
            raise MenuConflict(version)
        if errors := violations(menu, currency(venue.currency)):
            raise MenuInvalid(errors)
        published = PublishedMenu(version + 1, with_sold_out(menu, ()), now(), by)
        await catalog.publish(published)
        await catalog.notify(MenuNotice(published.version))
    return published
