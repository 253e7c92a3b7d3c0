"""Tables and the tags that open their pages."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.edit_tables import add_table, rename_table, retire_table
from twyst.order.application.load_venue import require_venue
from twyst.order.application.register_tag import disable_tag, register_tag
from twyst.order.domain.venue import DiningTable, Tag
from twyst.order.entrypoints.catalog_api.fields import Answer, Body, Label
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts

TablesEditor = Annotated[VenueScope, Depends(require_staff(Action.TABLES))]
TagsEditor = Annotated[VenueScope, Depends(require_staff(Action.TAGS))]


class TableChange(Body):
    """A table's label, which is unique within the venue."""

    label: Label


class TableBody(Answer):
    """A table; `url` is the page that its tags open."""

    table_id: UUID
    label: str
    url: str


class TableList(Answer):
    """All tables in service."""

    tables: list[TableBody]


class NewTag(Body):
    """A tag for a table; `serial` is the chip's own id, where the device that writes it can read one."""

    table_id: UUID
    serial: Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f:]{8,40}$")] | None = Field(default=None)


class TagBody(Answer):
    """A tag; `url` is what to write on it."""

    tag_id: UUID
    table_id: UUID
    serial: str | None
    url: str


class TagList(Answer):
    """All tags that are not disabled."""

    tags: list[TagBody]


class TableRoutes:
    """`/v1/venues/{venue_id}/tables` and `/tags`."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["tables"])
        router.add_api_route("/tables", self.list_tables, methods=["GET"])
        router.add_api_route("/tables", self.add_table, methods=["POST"], status_code=201)
        router.add_api_route("/tables/{table_id}", self.rename_table, methods=["PATCH"])
        router.add_api_route("/tables/{table_id}", self.retire_table, methods=["DELETE"], status_code=204)
        router.add_api_route("/tags", self.list_tags, methods=["GET"])
        router.add_api_route("/tags", self.register_tag, methods=["POST"], status_code=201)
        router.add_api_route("/tags/{tag_id}", self.disable_tag, methods=["DELETE"], status_code=204)
        return router

    async def list_tables(self, scope: TablesEditor) -> TableList:
        """The tables in service."""
        async with self._ports.transactions.of_venue(scope.venue_id) as catalog:
            await require_venue(catalog)
            tables = await catalog.tables()
        return TableList(tables=[self._table(scope, table) for table in tables])

    async def add_table(self, new: TableChange, scope: TablesEditor) -> TableBody:
        """Add a table."""
        table = DiningTable(uuid4(), new.label)
        await add_table(self._ports.transactions, scope.venue_id, table, self._ports.clock)
        return self._table(scope, table)

    async def rename_table(self, change: TableChange, table_id: UUID, scope: TablesEditor) -> TableBody:
        """Give a table another label. Orders keep the label that they were placed under."""
        table = DiningTable(table_id, change.label)
        await rename_table(self._ports.transactions, scope.venue_id, table, self._ports.clock)
        return self._table(scope, table)

    async def retire_table(self, table_id: UUID, scope: TablesEditor) -> None:
        """Take a table out of service: its page closes. Orders that name it go on."""
        await retire_table(self._ports.transactions, scope.venue_id, table_id, self._ports.clock)

    async def list_tags(self, scope: TagsEditor) -> TagList:
        """The tags that are in use."""
        async with self._ports.transactions.of_venue(scope.venue_id) as catalog:
            await require_venue(catalog)
            tags = await catalog.tags()
        return TagList(tags=[self._tag(scope, tag) for tag in tags])

    async def register_tag(self, new: NewTag, scope: TagsEditor) -> TagBody:
        """Put a tag on the list and learn what to write on it."""
        tag = Tag(uuid4(), new.table_id, new.serial.upper() if new.serial else None)
        await register_tag(self._ports.transactions, scope.venue_id, tag, self._ports.clock)
        return self._tag(scope, tag)

    async def disable_tag(self, tag_id: UUID, scope: TagsEditor) -> None:
        """Take a tag off the list. The page itself closes only when its table is retired."""
        await disable_tag(self._ports.transactions, scope.venue_id, tag_id, self._ports.clock)

    def _table(self, scope: VenueScope, table: DiningTable) -> TableBody:
        url = self._ports.table_url(scope.venue_id, table.table_id)
        return TableBody(table_id=table.table_id, label=table.label, url=url)

    def _tag(self, scope: VenueScope, tag: Tag) -> TagBody:
        url = self._ports.table_url(scope.venue_id, tag.table_id)
        return TagBody(tag_id=tag.tag_id, table_id=tag.table_id, serial=tag.serial, url=url)
