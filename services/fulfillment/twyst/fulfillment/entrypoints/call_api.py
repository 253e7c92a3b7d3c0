"""Guests call staff, and staff answer.

A guest has no token before ordering. Whoever knows a table's address may call staff to it, as they may read its menu;
the answer brings a token of that one call, with which it is followed and taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request
from pydantic import ConfigDict
from starlette.responses import Response

from twyst.access.capability import Capabilities
from twyst.access.dependencies import CallScope, VenueScope, call_scope, require_staff
from twyst.access.permissions import Action
from twyst.fulfillment.application.call_ports import VenueCalls
from twyst.fulfillment.application.call_staff import acknowledge_call, call_staff, follow_call, withdraw_call
from twyst.fulfillment.application.call_views import GuestCall, MadeCall, StaffCallView
from twyst.fulfillment.domain.staff_call import CallReason
from twyst.fulfillment.entrypoints.call_limits import CallLimits

_Viewer = Annotated[VenueScope, Depends(require_staff(Action.VIEW_BOARD))]
_Guest = Annotated[CallScope, Depends(call_scope)]
_MADE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": MadeCall, "description": "The call that the table had open already."},
    429: {"description": "Too many calls from this table or address; `Retry-After` says when to ask again."},
}


@dataclass(frozen=True, slots=True)
class NewCall:
    """Why staff are asked for."""

    __pydantic_config__: ClassVar = ConfigDict(use_attribute_docstrings=True, extra="forbid")

    reason: CallReason
    """One of a list: what a guest could write here would be read out in a kitchen."""


@dataclass(frozen=True, slots=True)
class CallPorts:
    """What the routes need."""

    calls: VenueCalls
    capabilities: Capabilities
    limits: CallLimits
    client_address: Callable[[Request], str]


def call_routers(ports: CallPorts) -> list[APIRouter]:
    """The routes of guests and of staff."""
    return [_making(ports), _following(ports), _answering(ports)]


def _making(ports: CallPorts) -> APIRouter:
    router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["calls"])

    @router.post(
        "/tables/{table_id}/calls",
        summary="Call staff to a table",
        status_code=201,
        response_model=MadeCall,
        responses=_MADE,
    )
    async def make_call(request: Request, venue_id: UUID, table_id: UUID, new: NewCall) -> Response:
        """A table has at most one open call: asking again answers that one, with 200.

        `board_live` tells whether a screen of the venue was there to show it; if not, the guest has to wave.
        404 for a table that the venue is not known to have.
        """
        ports.limits.call(ports.client_address(request), venue_id, table_id)
        told, is_new = await call_staff(ports.calls, venue_id, table_id, new.reason)
        token = ports.capabilities.issue(told.call.call_id, venue_id)
        made = MadeCall(told.call, told.board_live, told.server_time, token)
        return _json(made, 201 if is_new else 200)

    return router


def _following(ports: CallPorts) -> APIRouter:
    router = APIRouter(prefix="/v1/calls/{call_id}", tags=["calls"])

    @router.get("", summary="Follow a call", response_model=GuestCall)
    async def read_call(scope: _Guest) -> Response:
        """How the call stands, and whether a screen is there to show it."""
        return _json(await follow_call(ports.calls, scope.venue_id, scope.call_id))

    @router.post("/withdraw", summary="Nobody is needed any more", response_model=GuestCall)
    async def take_back(scope: _Guest) -> Response:
        """It may be repeated. Once somebody is coming, it changes nothing."""
        return _json(await withdraw_call(ports.calls, scope.venue_id, scope.call_id))

    return router


def _answering(ports: CallPorts) -> APIRouter:
    router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["calls"])

    @router.post("/calls/{call_id}/acknowledge", summary="Somebody is coming", response_model=StaffCallView)
    async def acknowledge(scope: _Viewer, call_id: UUID) -> Response:
        """It may be repeated; a call that is over stays as it is, and the answer says how."""
        return _json(await acknowledge_call(ports.calls, scope.venue_id, call_id))

    return router


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
