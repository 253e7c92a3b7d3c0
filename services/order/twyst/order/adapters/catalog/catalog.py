"""One venue's catalog within one transaction, behind the application's `Catalog` port."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from twyst.mailbox import feed, outbox
from twyst.order.adapters.catalog.at_table import read_at_table
from twyst.order.adapters.catalog.convert import (
    account_of,
    menu_columns,
    menu_of,
    sold_out_of,
    table_of,
    tag_of,
    venue_columns,
    venue_of,
)
from twyst.order.adapters.catalog.messages import feed_item, venue_changed
from twyst.order.adapters.catalog.onboarding import SqlOnboardingBook
from twyst.order.adapters.catalog.reading import joined, row, rows
from twyst.order.adapters.catalog.roster import SqlRoster
from twyst.order.adapters.catalog.tables import (
    DiningTableRow,
    MenuRow,
    SoldOutRow,
    StripeAccountRow,
    TagRow,
    VenueRow,
)
from twyst.order.application.catalog_ports import News, Notice, PublishedMenu, TableView
from twyst.order.domain.venue import DiningTable, SoldOut, Struck, Tag, Venue


class SqlCatalog:
    """`Catalog` on the connection of an open transaction, which stays its owner's to end."""

    def __init__(self, connection: AsyncConnection, venue_id: UUID) -> None:
        self._connection = connection
        self._session = joined(connection)
        self._venue_id = venue_id
        self.onboarding = SqlOnboardingBook(self._session, venue_id)
        self.roster = SqlRoster(self._session, venue_id)

    async def venue(self, *, lock: bool = False) -> Venue | None:
        statement = select(VenueRow).where(VenueRow.venue_id == self._venue_id)
        if lock:
            # Weaker than FOR UPDATE, so that orders of the venue, whose rows refer to it, are placed meanwhile.
            statement = statement.with_for_update(key_share=True)
        found = await row(self._session, VenueRow, statement)
        if found is None:
            return None
        # Read after the lock was granted, so that it is the account that the last holder left.
        of_venue = select(StripeAccountRow).where(StripeAccountRow.venue_id == self._venue_id)
        account = await row(self._session, StripeAccountRow, of_venue)
        return venue_of(found, account_of(account) if account else None)

    async def at_table(self, table_id: UUID, at: datetime) -> TableView | None:
        return await read_at_table(self._session, self._venue_id, table_id, at)

    async def add_venue(self, venue: Venue, at: datetime) -> None:
        columns = {"venue_id": self._venue_id, **venue_columns(venue), "created_at": at}
        await self._session.execute(insert(VenueRow).values(columns))

    async def save_venue(self, venue: Venue) -> None:
        statement = update(VenueRow).where(col(VenueRow.venue_id) == self._venue_id)
        await self._session.execute(statement.values(venue_columns(venue)))

    async def announce(self, venue: Venue, tables: Sequence[DiningTable], at: datetime) -> None:
        await outbox.append(self._connection, [venue_changed(venue, tables, at)])

    async def notify(self, notice: Notice) -> None:
        await feed.append(self._connection, [feed_item(self._venue_id, notice)])

    async def last_cursor(self) -> int:
        return await feed.last_cursor(self._connection, self._venue_id)

    async def news(self, after: int, limit: int) -> Sequence[News] | None:
        page = await feed.read(self._connection, self._venue_id, after=after, limit=limit)
        if not page.complete:
            return None
        return [News(entry.cursor, entry.kind, entry.body) for entry in page.entries]

    async def tables(self) -> tuple[DiningTable, ...]:
        statement = (
            select(DiningTableRow)
            .where(DiningTableRow.venue_id == self._venue_id, col(DiningTableRow.retired_at).is_(None))
            .order_by(col(DiningTableRow.label))
        )
        return tuple(table_of(found) for found in await rows(self._session, DiningTableRow, statement))

    async def table(self, table_id: UUID) -> DiningTable | None:
        statement = select(DiningTableRow).where(
            DiningTableRow.venue_id == self._venue_id, DiningTableRow.table_id == table_id
        )
        found = await row(self._session, DiningTableRow, statement)
        return table_of(found) if found else None

    async def save_table(self, table: DiningTable, at: datetime) -> None:
        changing = {"label": table.label, "retired_at": at if table.retired else None}
        await self._session.execute(
            insert(DiningTableRow)
            .values(venue_id=self._venue_id, table_id=table.table_id, created_at=at, **changing)
            .on_conflict_do_update(index_elements=["venue_id", "table_id"], set_=changing)
        )

    async def tags(self) -> tuple[Tag, ...]:
        statement = (
            select(TagRow)
            .where(TagRow.venue_id == self._venue_id, col(TagRow.disabled_at).is_(None))
            .order_by(col(TagRow.created_at), col(TagRow.tag_id))
        )
        return tuple(tag_of(found) for found in await rows(self._session, TagRow, statement))

    async def tag(self, tag_id: UUID) -> Tag | None:
        statement = select(TagRow).where(TagRow.venue_id == self._venue_id, TagRow.tag_id == tag_id)
        found = await row(self._session, TagRow, statement)
        return tag_of(found) if found else None

    async def save_tag(self, tag: Tag, at: datetime) -> None:
        changing = {
            "table_id": tag.table_id,
            "serial": tag.serial,
            "disabled_at": at if tag.disabled else None,
        }
        await self._session.execute(
            insert(TagRow)
            .values(venue_id=self._venue_id, tag_id=tag.tag_id, created_at=at, **changing)
            .on_conflict_do_update(index_elements=["venue_id", "tag_id"], set_=changing)
        )

    async def menu(self) -> PublishedMenu | None:
        statement = (
            select(MenuRow)
            .where(MenuRow.venue_id == self._venue_id)
            .order_by(col(MenuRow.version).desc())
            .limit(1)
        )
        found = await row(self._session, MenuRow, statement)
        return menu_of(found) if found else None

    async def publish(self, menu: PublishedMenu) -> None:
        columns = {"venue_id": self._venue_id, **menu_columns(menu)}
        await self._session.execute(insert(MenuRow).values(columns))

    async def sold_out(self, at: datetime) -> tuple[SoldOut, ...]:
        return tuple(struck.what for struck in await self.struck(at))

    async def struck(self, at: datetime) -> tuple[Struck, ...]:
        statement = (
            select(SoldOutRow)
            .where(
                SoldOutRow.venue_id == self._venue_id,
                or_(col(SoldOutRow.until).is_(None), col(SoldOutRow.until) > at),
            )
            .order_by(col(SoldOutRow.subject_id))
        )
        found = await rows(self._session, SoldOutRow, statement)
        return tuple(Struck(sold_out_of(each), each.struck_by, each.struck_at) for each in found)

    async def expired(self, at: datetime) -> tuple[SoldOut, ...]:
        statement = (
            select(SoldOutRow)
            .where(SoldOutRow.venue_id == self._venue_id, col(SoldOutRow.until) <= at)
            .order_by(col(SoldOutRow.subject_id))
        )
        return tuple(sold_out_of(found) for found in await rows(self._session, SoldOutRow, statement))

    async def strike(self, subjects: Sequence[SoldOut], by: str, at: datetime) -> None:
        for subject in subjects:
            changing = {"until": subject.until, "struck_at": at, "struck_by": by}
            await self._session.execute(
                insert(SoldOutRow)
                .values(venue_id=self._venue_id, subject_id=subject.subject_id, **changing)
                .on_conflict_do_update(index_elements=["venue_id", "subject_id"], set_=changing)
            )

    async def restore(self, subject_ids: Sequence[str]) -> None:
        await self._session.execute(
            delete(SoldOutRow).where(
                col(SoldOutRow.venue_id) == self._venue_id, col(SoldOutRow.subject_id).in_(subject_ids)
            )
        )
