"""`/v1/venues/{venue_id}/holds`: money that must not be kept, and what people do about it."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field, StringConstraints

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.read_orders import HeldMoney, read_holds, require_order
from twyst.order.application.resolve_hold import HoldNotFound, Resolution, resolve_hold
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.entrypoints.catalog_api.fields import Body
from twyst.order.entrypoints.order_api.keys import OPTIONAL_KEY, OptionalKey
from twyst.order.entrypoints.order_api.pages import PageCursor, PageLimit, cursor_of, position_of
from twyst.order.entrypoints.order_api.ports import OrderApiPorts
from twyst.order.entrypoints.order_api.problems import problem_answer, refused_in_this_state
from twyst.order.entrypoints.order_api.staff_views import HoldPage, HoldView

HoldsViewer = Annotated[VenueScope, Depends(require_staff(Action.HOLDS))]
HoldsResolver = Annotated[VenueScope, Depends(require_staff(Action.RESOLVE_HOLD))]
HoldId = Annotated[
    str,
    Path(
        pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:pi_[A-Za-z0-9_]{1,100}$",
        description="`order_id:payment_intent`.",
    ),
]
WantedStatus = Annotated[HoldStatus | None, Query(description="Only holds of this status.")]

_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"model": HoldView, "description": "The refund is decided; Stripe is asked next."},
    409: problem_answer("It is not open, or somebody else acted on it first."),
}


class HoldAction(Body):
    """What to do: `refund` gives the diner all that is left of the payment, `release` lets the venue keep it."""

    action: Literal["refund", "release"]
    number: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000,
        description="The hold's `number` as it was shown; refused if it grew.",
    )
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class HoldRoutes:
    """Holds of a venue's orders."""

    def __init__(self, ports: OrderApiPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/holds", tags=["holds"])
        router.add_api_route("", self.list_holds, methods=["GET"])
        router.add_api_route(
            "/{hold_id}/resolve",
            self.resolve_hold,
            methods=["POST"],
            responses=_ANSWERS,
            openapi_extra=OPTIONAL_KEY,
        )
        return router

    async def list_holds(
        self,
        scope: HoldsViewer,
        status: WantedStatus = None,
        cursor: PageCursor = None,
        limit: PageLimit = 50,
    ) -> HoldPage:
        """The venue's held money, that of the newest order first."""
        held, more = await read_holds(
            self._ports.orders, scope.venue_id, status=status, before=position_of(cursor), limit=limit
        )
        return HoldPage(holds=[HoldView.of(each) for each in held], next_cursor=cursor_of(more))

    async def resolve_hold(
        self, scope: HoldsResolver, hold_id: HoldId, key: OptionalKey, given: HoldAction, response: Response
    ) -> HoldView:
        """Refund or release held money."""
        ports = self._ports
        order_text, _, payment_intent = hold_id.partition(":")
        order_id = UUID(order_text)
        refund = given.action == "refund"
        if refund:
            ports.limits.give_back(scope.venue_id)
        command = ports.command(scope, order_id, "resolve_hold", key)
        resolution = Resolution(payment_intent, refund, given.note, given.number)
        done = await resolve_hold(ports.transactions, ports.clock, command, resolution)
        if done.rejected:
            raise refused_in_this_state(done.order, done.because)
        response.status_code = 202 if refund else 200
        return await self._view(scope, order_id, payment_intent)

    async def _view(self, scope: VenueScope, order_id: UUID, payment_intent: str) -> HoldView:
        order = (await require_order(self._ports.orders, scope.venue_id, order_id)).order
        for hold in holds_of(order.standing):
            if hold.payment_intent == payment_intent:
                return HoldView.of(HeldMoney(order, hold))
        raise HoldNotFound
