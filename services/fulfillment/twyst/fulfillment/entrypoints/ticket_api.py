"""What staff do with tickets. Every request may be repeated; each answers the ticket as it stands then."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.fulfillment.application.ports import VenueTransactions
from twyst.fulfillment.application.views import TicketView
from twyst.fulfillment.application.work_ticket import Act, mark_seen, work_ticket
from twyst.fulfillment.domain import work

_Viewer = Annotated[VenueScope, Depends(require_staff(Action.VIEW_BOARD))]
_Worker = Annotated[VenueScope, Depends(require_staff(Action.WORK_TICKETS))]
_LineId = Annotated[str, Path(min_length=1, max_length=255)]

_TICKET: Final[dict[str, Any]] = {"response_model": TicketView}


def ticket_router(transactions: VenueTransactions) -> APIRouter:
    """The routes below one ticket."""
    router = APIRouter(prefix="/v1/venues/{venue_id}/tickets/{order_id}", tags=["tickets"])

    async def do(scope: VenueScope, order_id: UUID, act: Act) -> Response:
        return _answer(await work_ticket(transactions, scope.venue_id, order_id, act))

    @router.post("/seen", summary="The kitchen has the ticket in front of it", **_TICKET)
    async def ticket_seen(scope: _Viewer, order_id: UUID) -> Response:
        """Sent by a board once it has shown a new ticket. It ends the alarm, and the diner hears of it."""
        return _answer(await mark_seen(transactions, scope.venue_id, order_id, by=scope.subject))

    @router.post("/allergy-acknowledgement", summary="Answer for the allergens", **_TICKET)
    async def acknowledge_allergy(scope: _Worker, order_id: UUID) -> Response:
        """Somebody has read the ticket's allergens. 409 when the ticket is not on the board any more."""
        return await do(scope, order_id, partial(work.acknowledge_allergy, by=scope.subject))

    @router.post("/lines/{line_id}/tick", summary="A line is done", **_TICKET)
    async def tick_line(scope: _Worker, order_id: UUID, line_id: _LineId) -> Response:
        """Ticks move nothing else. 409 when the ticket is not on the board any more."""
        return await do(scope, order_id, partial(work.tick, line_id=line_id))

    @router.post("/lines/{line_id}/untick", summary="A line is not done after all", **_TICKET)
    async def untick_line(scope: _Worker, order_id: UUID, line_id: _LineId) -> Response:
        """The opposite of `tick`."""
        return await do(scope, order_id, partial(work.untick, line_id=line_id))

    @router.post("/recall", summary="Bring a completed ticket back", **_TICKET)
    async def recall_ticket(scope: _Worker, order_id: UUID) -> Response:
        """It returns to its old place on the board; the order stays completed. 409 when it is not completed."""
        return await do(scope, order_id, work.recall)

    @router.post("/dismiss", summary="Put a recalled or voided ticket away", **_TICKET)
    async def dismiss_ticket(scope: _Worker, order_id: UUID) -> Response:
        """409 for an open ticket: complete or cancel its order at the order service instead."""
        return await do(scope, order_id, work.dismiss)

    return router


def _answer(ticket: TicketView) -> Response:
    return Response(msgspec.json.encode(ticket), media_type="application/json")
