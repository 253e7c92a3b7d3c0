"""Read a venue as diners meet it: its table, its menu as it stands now, and whether it takes orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from twyst.money import Currency, currency
from twyst.order.application.catalog_ports import Catalog, OrderingNotice
from twyst.order.domain.menu import Menu, with_sold_out
from twyst.order.domain.opening import minute_of_week
from twyst.order.domain.venue import DiningTable, OrderingStatus, SoldOut, Venue


class VenueNotFound(Exception):
    """There is no such venue."""


@dataclass(frozen=True, slots=True)
class TableMenu:
    """What a tap on a table's tag shows.

    `menu` has what is sold out marked; `version` is None without a menu; the live feed continues after `cursor`.
    """

    venue: Venue
    table: DiningTable
    menu: Menu
    version: int | None
    ordering: OrderingNotice
    minute_of_week: int
    cursor: int


@dataclass(frozen=True, slots=True)
class OrderingContext:
    """All that placing an order takes from the catalog, as of one moment.

    `destination` is the account that is paid, `minute_of_week` the venue's local time for `pricing.price`.
    """

    venue: Venue
    table: DiningTable
    menu: Menu
    destination: str
    currency: Currency
    minute_of_week: int


@dataclass(frozen=True, slots=True)
class NoSuchTable:
    """The venue has no such table, or no longer; or there is no such venue."""


@dataclass(frozen=True, slots=True)
class NotOrdering:
    """The venue takes no orders now."""

    ordering: OrderingNotice


async def require_venue(catalog: Catalog, *, lock: bool = False) -> Venue:
    """The venue, or `VenueNotFound`."""
    venue = await catalog.venue(lock=lock)
    if venue is None:
        raise VenueNotFound
    return venue


def ordering_of(venue: Venue, at: datetime) -> OrderingNotice:
    """Whether a venue takes orders at a time, in the words that diners get."""
    status = venue.ordering_status(at)
    pause = venue.pause if status is OrderingStatus.PAUSED else None
    return OrderingNotice(
        status=status,
        reason=pause.reason if pause else None,
        until=pause.until if pause else None,
        quote_minutes=venue.quote_minutes,
    )


async def load_table_menu(catalog: Catalog, table_id: UUID, at: datetime) -> TableMenu | NoSuchTable:
    """What a diner at a table sees, whether ordering is open or not."""
    view = await catalog.at_table(table_id, at)
    if view is None:
        return NoSuchTable()
    return TableMenu(
        venue=view.venue,
        table=view.table,
        menu=with_sold_out(view.menu.menu, view.sold_out_ids) if view.menu else Menu(),
        version=view.menu.version if view.menu else None,
        ordering=ordering_of(view.venue, at),
        minute_of_week=minute_of_week(at, view.venue.timezone),
        cursor=view.cursor,
    )


async def load_for_ordering(
    catalog: Catalog, table_id: UUID, at: datetime
) -> OrderingContext | NoSuchTable | NotOrdering:
    """What an order at a table is priced and paid by; read it in the transaction that places the order."""
    seen = await load_table_menu(catalog, table_id, at)
    if isinstance(seen, NoSuchTable):
        return seen
    account = seen.venue.account
    if seen.ordering.status is not OrderingStatus.OPEN or account is None:
        return NotOrdering(seen.ordering)
    return OrderingContext(
        venue=seen.venue,
        table=seen.table,
        menu=seen.menu,
        destination=account.account_id,
        currency=currency(seen.venue.currency),
        minute_of_week=seen.minute_of_week,
    )


@dataclass(frozen=True, slots=True)
class Availability:
    """What diners with an open menu follow; `cursor` is where the live feed continues."""

    cursor: int
    ordering: OrderingNotice
    menu_version: int | None
    sold_out: tuple[SoldOut, ...]


async def load_availability(catalog: Catalog, at: datetime) -> Availability:
    """What can be ordered now. Raises `VenueNotFound`."""
    cursor = await catalog.last_cursor()
    venue = await require_venue(catalog)
    published = await catalog.menu()
    return Availability(
        cursor=cursor,
        ordering=ordering_of(venue, at),
        menu_version=published.version if published else None,
        sold_out=await catalog.sold_out(at),
    )
