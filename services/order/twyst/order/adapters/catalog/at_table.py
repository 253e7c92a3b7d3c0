"""Everything about one table in one statement, because it is read for every tap and every order."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from twyst.order.adapters.catalog.convert import account_of, menu_of, table_of, venue_of
from twyst.order.adapters.catalog.reading import FRESH
from twyst.order.adapters.catalog.tables import (
    DiningTableRow,
    MenuRow,
    SoldOutRow,
    StripeAccountRow,
    VenueRow,
)
from twyst.order.adapters.schema import feed_cursor
from twyst.order.application.catalog_ports import TableView

_OF_VENUE = col(VenueRow.venue_id)
_NEWEST = (
    select(func.max(MenuRow.version))
    .where(col(MenuRow.venue_id) == _OF_VENUE)
    .correlate(VenueRow)
    .scalar_subquery()
)
_SOLD_OUT = (
    select(func.array_agg(SoldOutRow.subject_id))
    .where(
        col(SoldOutRow.venue_id) == _OF_VENUE,
        or_(col(SoldOutRow.until).is_(None), col(SoldOutRow.until) > bindparam("at")),
    )
    .scalar_subquery()
)
_CURSOR = select(feed_cursor.c.last).where(feed_cursor.c.venue_id == _OF_VENUE).scalar_subquery()
_AT_TABLE = (
    select(VenueRow, StripeAccountRow, DiningTableRow, MenuRow, _SOLD_OUT, _CURSOR)
    .join(DiningTableRow, col(DiningTableRow.venue_id) == _OF_VENUE)
    .outerjoin(StripeAccountRow, col(StripeAccountRow.venue_id) == _OF_VENUE)
    .outerjoin(MenuRow, and_(col(MenuRow.venue_id) == _OF_VENUE, col(MenuRow.version) == _NEWEST))
    .where(
        bindparam("venue_id") == _OF_VENUE,
        col(DiningTableRow.table_id) == bindparam("table_id"),
        col(DiningTableRow.retired_at).is_(None),
    )
)


async def read_at_table(
    session: AsyncSession, venue_id: UUID, table_id: UUID, at: datetime
) -> TableView | None:
    """One venue's table with its menu, as of a time; None for one that is not in service."""
    parameters = {"venue_id": venue_id, "table_id": table_id, "at": at}
    found = (await session.execute(_AT_TABLE, parameters, execution_options=FRESH)).first()
    if found is None:
        return None
    venue, account, table, menu, sold_out, cursor = found
    return TableView(
        venue=venue_of(venue, account_of(account) if account else None),
        table=table_of(table),
        menu=menu_of(menu) if menu else None,
        sold_out_ids=frozenset(sold_out or ()),
        cursor=cursor or 0,
    )
