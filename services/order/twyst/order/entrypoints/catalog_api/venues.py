"""Opening venues, their records, and whether they take orders."""

from dataclasses import replace
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, Field, model_validator

from twyst.access.dependencies import VenueScope, require_operator, require_staff
from twyst.access.permissions import Action, Role
from twyst.access.staff import StaffClaims
from twyst.order.application.load_venue import ordering_of, require_venue
from twyst.order.application.open_venue import open_venue
from twyst.order.application.pause_venue import set_ordering
from twyst.order.application.revise_venue import change_venue
from twyst.order.domain.venue import FeePolicy, Pause, Venue
from twyst.order.entrypoints.catalog_api.fields import Body, QuoteMinutes, Reason
from twyst.order.entrypoints.catalog_api.ports import CatalogPorts
from twyst.order.entrypoints.catalog_api.venue_bodies import (
    NewVenue,
    OrderingBody,
    VenueBody,
    VenuePatch,
    windows_of,
)
from twyst.runtime.problems import Problem

Operator = Annotated[StaffClaims, Depends(require_operator)]
Viewer = Annotated[VenueScope, Depends(require_staff(Action.VIEW_ORDERS))]
Editor = Annotated[VenueScope, Depends(require_staff(Action.EDIT_VENUE))]
Pauser = Annotated[VenueScope, Depends(require_staff(Action.PAUSE))]


class OrderingChange(Body):
    """Everything about taking orders: a member that is left out is cleared."""

    paused: bool
    reason: Reason | None = None
    until: AwareDatetime | None = Field(default=None, description="When the pause ends by itself.")
    quote_minutes: QuoteMinutes = None

    @model_validator(mode="after")
    def _reason_of_pause(self) -> "OrderingChange":
        if self.paused and self.reason is None:
            raise ValueError("a pause has a reason, which diners are shown")
        if not self.paused and (self.reason or self.until):
            raise ValueError("only a pause has a reason and an end")
        return self

    def pause(self) -> Pause | None:
        return Pause(self.reason, self.until) if self.paused and self.reason else None


class VenueRoutes:
    """`/v1/venues` and what a venue's record holds."""

    def __init__(self, ports: CatalogPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues", tags=["venues"])
        router.add_api_route("", self.open_venue, methods=["POST"], status_code=201)
        router.add_api_route("/{venue_id}", self.get_venue, methods=["GET"])
        router.add_api_route("/{venue_id}", self.change_venue, methods=["PATCH"])
        router.add_api_route("/{venue_id}/pause", self.pause_venue, methods=["POST"])
        return router

    async def open_venue(self, new: NewVenue, _operator: Operator, response: Response) -> VenueBody:
        """Open a venue. It takes no orders before it has a menu, a table, and an account that can be paid."""
        venue = new.to_venue(new.venue_id or uuid4())
        opened = await open_venue(self._ports.transactions, venue, self._ports.clock)
        response.headers["Location"] = f"/v1/venues/{opened.venue_id}"
        return VenueBody.of(opened, self._ports.clock())

    async def get_venue(self, scope: Viewer) -> VenueBody:
        """The venue's record."""
        async with self._ports.transactions.of_venue(scope.venue_id) as catalog:
            venue = await require_venue(catalog)
        return VenueBody.of(venue, self._ports.clock())

    async def change_venue(self, patch: VenuePatch, scope: Editor) -> VenueBody:
        """Change some of the record."""
        if patch.fee is not None and scope.role is not Role.OPERATOR:
            raise Problem(403, "forbidden", detail="Only the operator changes the platform's fee.")
        changed = await change_venue(
            self._ports.transactions, scope.venue_id, lambda venue: _patched(venue, patch), self._ports.clock
        )
        return VenueBody.of(changed, self._ports.clock())

    async def pause_venue(self, change: OrderingChange, scope: Pauser) -> OrderingBody:
        """Stop or resume taking orders, and say how long an order takes. Orders that are placed go on."""
        venue = await set_ordering(
            self._ports.transactions,
            scope.venue_id,
            change.pause(),
            change.quote_minutes,
            self._ports.clock,
        )
        return OrderingBody.of(ordering_of(venue, self._ports.clock()))


def _patched(venue: Venue, patch: VenuePatch) -> Venue:
    if patch.fee is not None:
        venue = replace(venue, fee=FeePolicy(patch.fee.basis_points, patch.fee.fixed_minor))
    if patch.opening_hours is not None:
        venue = replace(venue, opening_hours=windows_of(patch.opening_hours))
    if patch.tip_basis_points is not None:
        venue = replace(venue, tip_basis_points=tuple(patch.tip_basis_points))
    if patch.seller is not None:
        venue = replace(venue, seller=patch.seller.to_seller())
    return replace(
        venue,
        name=patch.name or venue.name,
        timezone=patch.timezone or venue.timezone,
        contact=patch.contact or venue.contact,
    )
