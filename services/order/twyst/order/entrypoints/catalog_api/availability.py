"""What can be ordered now: for staff to strike and restore, for phones with an open menu to follow."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.list_subjects import list_subjects
from twyst.order.application.load_venue import Availability, load_availability, require_venue
from twyst.order.application.set_availability import set_availability
from twyst.order.domain.venue import SoldOut
from twyst.order.entrypoints.catalog_api.fields import Answer, Body
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts
from twyst.order.entrypoints.catalog_api.venue_bodies import OrderingBody
from twyst.runtime.feeds import (
    FEED_RESPONSES,
    AfterCursor,
    CursorLostError,
    Feed,
    FeedItem,
    WaitSeconds,
    feed_response,
)

Striker = Annotated[VenueScope, Depends(require_staff(Action.AVAILABILITY))]
SubjectId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class AvailabilityChange(Body):
    """One item (by `item_id`) or option (by `modifier_id`)."""

    subject_id: SubjectId
    sold_out: bool
    until: AwareDatetime | None = Field(
        default=None, description="When it comes back by itself; only of what is sold out."
    )

    @model_validator(mode="after")
    def _until_of_sold_out(self) -> Self:
        if self.until is not None and not self.sold_out:
            raise ValueError("only what is sold out comes back by itself")
        return self


class AvailabilityChanges(Body):
    """Items and options to strike or restore, each at most once; all of them change, or none."""

    changes: list[AvailabilityChange] = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({change.subject_id for change in self.changes}) < len(self.changes):
            raise ValueError("an id is there twice")
        return self


class SoldOutBody(Answer):
    """An item or option that is sold out, until a time or until further notice."""

    subject_id: str
    until: datetime | None


class AvailabilityBody(Answer):
    """What can be ordered now. `cursor` is where the live feed continues."""

    cursor: int
    ordering: OrderingBody
    menu_version: int | None
    sold_out: list[SoldOutBody]


class StruckBody(Answer):
    """Since when something is sold out, who said so, and until when; without `until`, until it is restored."""

    until: datetime | None
    at: datetime
    by: str


class SubjectBody(Answer):
    """An item or option that can be struck. `places` names its category, or the items that offer it."""

    subject_id: str
    name: str
    places: list[str]
    sold_out: StruckBody | None


class SubjectList(Answer):
    """Items in the menu's order, then options, each once."""

    items: list[SubjectBody]
    options: list[SubjectBody]


class AvailabilityRoutes:
    """`/v1/venues/{venue_id}/availability`: public to read, because whoever taps a tag reads the menu."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/availability", tags=["availability"])
        router.add_api_route("", self.get_availability, methods=["GET"])
        router.add_api_route("", self.set_availability, methods=["PUT"])
        router.add_api_route("/subjects", self.list_subjects, methods=["GET"])
        router.add_api_route(
            "/stream",
            self.stream_availability,
            methods=["GET"],
            responses=FEED_RESPONSES,
            response_class=Response,
        )
        return router

    async def get_availability(self, venue_id: UUID) -> AvailabilityBody:
        """What is sold out, and whether ordering is open."""
        return AvailabilityBody.model_validate(await self._load(venue_id))

    async def set_availability(self, body: AvailabilityChanges, scope: Striker) -> AvailabilityBody:
        """Strike items and options that are sold out, and restore others."""
        available = await set_availability(
            self._ports.transactions,
            scope.venue_id,
            struck=[SoldOut(c.subject_id, c.until) for c in body.changes if c.sold_out],
            restored=[change.subject_id for change in body.changes if not change.sold_out],
            by=scope.subject,
            now=self._ports.clock,
        )
        return AvailabilityBody.model_validate(available)

    async def list_subjects(self, scope: Striker) -> SubjectList:
        """Everything that can be struck, and of what is sold out who said so and when: for staff only."""
        async with self._ports.transactions.of_venue(scope.venue_id) as catalog:
            return SubjectList.model_validate(await list_subjects(catalog, self._ports.clock()))

    async def stream_availability(
        self, venue_id: UUID, request: Request, after: AfterCursor = None, wait: WaitSeconds = 0
    ) -> Response:
        """Follow the availability: `snapshot` (as GET answers), then `availability`, `ordering` and `menu`."""
        feed = Feed(
            name="availability",
            read=lambda cursor, limit: self._read(venue_id, cursor, limit),
            wake=lambda: self._ports.wake(str(venue_id)),
            snapshot=lambda: self._snapshot(venue_id),
        )
        return await feed_response(feed, request, after=after, wait_seconds=wait)

    async def _load(self, venue_id: UUID) -> Availability:
        async with self._ports.transactions.of_venue(venue_id) as catalog:
            return await load_availability(catalog, self._ports.clock())

    async def _snapshot(self, venue_id: UUID) -> FeedItem:
        available = await self._load(venue_id)
        body = AvailabilityBody.model_validate(available).model_dump_json().encode()
        return FeedItem(available.cursor, "snapshot", msgspec.Raw(body))

    async def _read(self, venue_id: UUID, after: int, limit: int) -> list[FeedItem]:
        async with self._ports.transactions.of_venue(venue_id) as catalog:
            await require_venue(catalog)
            news = await catalog.news(after, limit)
        if news is None:
            raise CursorLostError
        return [FeedItem(each.cursor, each.kind, msgspec.Raw(each.body)) for each in news]
