"""The menu's editor: the whole menu, read and replaced, so that two editors cannot overwrite each other."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.edit_menu import publish_menu
from twyst.order.application.load_venue import require_venue
from twyst.order.entrypoints.catalog_api.menu_bodies import MenuBody, PublishedMenuBody
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts
from twyst.runtime.problems import Problem

MenuEditor = Annotated[VenueScope, Depends(require_staff(Action.EDIT_MENU))]
IfMatch = Annotated[
    str | None, Header(description='The ETag of the menu that was edited; `"0"` for a venue without one.')
]

_ETAG = re.compile(r'"(0|[1-9][0-9]{0,17})"')


class MenuRoutes:
    """`/v1/venues/{venue_id}/menu`."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/menu", tags=["menu"])
        router.add_api_route("", self.get_menu, methods=["GET"])
        router.add_api_route("", self.put_menu, methods=["PUT"])
        return router

    async def get_menu(self, scope: MenuEditor, response: Response) -> PublishedMenuBody:
        """The newest menu, and in `ETag` its version."""
        async with self._ports.transactions.of_venue(scope.venue_id) as catalog:
            await require_venue(catalog)
            body = PublishedMenuBody.of(await catalog.menu())
        response.headers["ETag"] = f'"{body.version}"'
        return body

    async def put_menu(
        self, menu: MenuBody, scope: MenuEditor, response: Response, if_match: IfMatch = None
    ) -> PublishedMenuBody:
        """Publish a menu in place of the one that was edited: 412 when that is not the newest any more."""
        published = await publish_menu(
            self._ports.transactions,
            scope.venue_id,
            menu.to_menu(),
            edited=_version(if_match),
            by=scope.subject,
            now=self._ports.clock,
        )
        response.headers["ETag"] = f'"{published.version}"'
        return PublishedMenuBody.of(published)


def _version(if_match: str | None) -> int:
    if if_match is None:
        raise Problem(
            428,
            "menu-version-needed",
            title="Say which menu was edited",
            detail="Send the ETag of the menu that was edited as If-Match.",
        )
    match = _ETAG.fullmatch(if_match.strip())
    if match is None:
        raise Problem(400, "unreadable-etag", title="If-Match is not a menu's ETag")
    return int(match[1])
