"""What a tap on a table's tag shows: the venue, the table, the menu as it stands now."""

import hashlib
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Header, Response

from twyst.money import currency
from twyst.order.application.load_venue import NoSuchTable, TableMenu, load_table_menu
from twyst.order.domain.menu import is_served
from twyst.order.domain.pricing import (
    MAXIMUM_LINE_NOTE,
    MAXIMUM_LINES,
    MAXIMUM_ORDER_NOTE,
    MAXIMUM_QUANTITY,
    MAXIMUM_TIP_PERCENT,
)
from twyst.order.entrypoints.catalog_api.fields import Answer, WindowBody
from twyst.order.entrypoints.catalog_api.menu_bodies import DinerCategory, DinerItem
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts
from twyst.order.entrypoints.catalog_api.venue_bodies import OrderingBody
from twyst.runtime.problems import Problem

CACHE_SECONDS = 5
"""How long a shared cache may answer; what changes faster comes by the availability's stream."""

IfNoneMatch = Annotated[str | None, Header(description="The ETag of the answer that the caller has.")]


class DinerTable(Answer):
    """The table that was tapped."""

    table_id: UUID
    label: str


class Tips(Answer):
    """Suggested tips in basis points of the items; without a decision there is none."""

    basis_points: list[int]
    default_basis_points: int = 0


class Payment(Answer):
    """What the browser needs for paying. `livemode` is false where no real money moves."""

    publishable_key: str
    livemode: bool
    minimum_minor: int


class OrderLimits(Answer):
    """Within which an order is taken."""

    lines: int = MAXIMUM_LINES
    quantity: int = MAXIMUM_QUANTITY
    line_note: int = MAXIMUM_LINE_NOTE
    order_note: int = MAXIMUM_ORDER_NOTE
    tip_percent: int = MAXIMUM_TIP_PERCENT


class DinerMenu(Answer):
    """Everything on a table's page. `cursor` is where the availability's live feed continues."""

    venue_id: UUID
    venue_name: str
    table: DinerTable
    currency: str
    timezone: str
    ordering: OrderingBody
    menu_version: int | None
    cursor: int
    categories: list[DinerCategory]
    tips: Tips
    payment: Payment
    limits: OrderLimits = OrderLimits()

    @classmethod
    def of(cls, seen: TableMenu, ports: CatalogPorts) -> Self:
        venue = seen.venue
        return cls(
            venue_id=venue.venue_id,
            venue_name=venue.name,
            table=DinerTable(table_id=seen.table.table_id, label=seen.table.label),
            currency=venue.currency,
            timezone=venue.timezone,
            ordering=OrderingBody.of(seen.ordering),
            menu_version=seen.version,
            cursor=seen.cursor,
            categories=_categories(seen),
            tips=Tips(basis_points=list(venue.tip_basis_points)),
            payment=Payment(
                publishable_key=ports.publishable_key,
                livemode=ports.livemode,
                minimum_minor=currency(venue.currency).minimum_charge_minor,
            ),
        )


class DinerRoutes:
    """`/v1/venues/{venue_id}/tables/{table_id}/menu`, which anyone may read."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/tables/{table_id}", tags=["diner"])
        router.add_api_route(
            "/menu",
            self.get_table_menu,
            methods=["GET"],
            response_class=Response,
            responses={200: {"model": DinerMenu}, 304: {"description": "The caller has it already."}},
        )
        return router

    async def get_table_menu(
        self, venue_id: UUID, table_id: UUID, if_none_match: IfNoneMatch = None
    ) -> Response:
        """The menu at a table, whether ordering is open, and what paying takes."""
        async with self._ports.transactions.of_venue(venue_id) as catalog:
            seen = await load_table_menu(catalog, table_id, self._ports.clock())
        if isinstance(seen, NoSuchTable):
            raise Problem(404, "table-not-found", title="No such table")
        body = DinerMenu.of(seen, self._ports).model_dump_json().encode()
        headers = {
            "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
            "Cache-Control": f"public, max-age={CACHE_SECONDS}",
        }
        if if_none_match is not None and headers["ETag"] in _tags(if_none_match):
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)


def _tags(if_none_match: str) -> list[str]:
    # A cache that compressed the answer hands its tag back as a weak one.
    return [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]


def _categories(seen: TableMenu) -> list[DinerCategory]:
    return [
        DinerCategory(
            category_id=category.category_id,
            name=category.name,
            windows=[WindowBody.model_validate(window) for window in category.windows],
            served_now=is_served(category, seen.minute_of_week),
            items=[DinerItem.model_validate(item) for item in category.items],
        )
        for category in seen.menu.categories
    ]
