"""`/v1/venues/{venue_id}/orders`: staff look at orders and their histories."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field, StringConstraints

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.read_orders import (
    CallRecord,
    JournaledInput,
    Timeline,
    Transition,
    Wanted,
    require_order,
)
from twyst.order.domain.lifecycle import State
from twyst.order.entrypoints.catalog_api.fields import Answer
from twyst.order.entrypoints.order_api.pages import PageCursor, PageLimit, cursor_of, position_of
from twyst.order.entrypoints.order_api.ports import OrderApiPorts
from twyst.order.entrypoints.order_api.staff_views import OrderPage, OrderSummary, StaffOrder

Viewer = Annotated[VenueScope, Depends(require_staff(Action.VIEW_ORDERS))]
Historian = Annotated[VenueScope, Depends(require_staff(Action.TIMELINE))]
States = Annotated[Sequence[State], Query(max_length=len(State), description="Only orders in one of these.")]
Search = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)] | None,
    Query(description="A table's label, or how an order's number begins; capitals do not matter."),
]
Amount = Annotated[
    int | None, Query(ge=0, le=1_000_000_000_000, description="Only orders of exactly this total.")
]
Since = Annotated[AwareDatetime | None, Query(description="Only orders placed then or later.")]
Until = Annotated[AwareDatetime | None, Query(description="Only orders placed before then.")]
AfterInput = Annotated[int, Query(ge=0, le=2**31 - 1, description="`next_after` of the page before.")]
TimelineLimit = Annotated[int, Query(ge=1, le=1000, description="The longest page.")]


class TransitionView(Answer):
    """A lifecycle step."""

    version: int
    from_state: State | None
    to_state: State
    trigger: str


class InputView(Answer):
    """One input of the order, whatever became of it."""

    input_seq: int
    input_id: str = Field(description="A Stripe event's id, or an id of ours; a second copy changes nothing.")
    kind: str = Field(description="`create`, `event`, `read`, or the name of a command or answer.")
    event_type: str | None = Field(description="The type of a Stripe event.")
    source: str | None = Field(description="`topic/partition/offset`, or the route that it came by.")
    actor: str
    decision: str = Field(description="`applied`, `ignored` or `rejected`.")
    because: str
    recorded_at: datetime
    traceparent: str | None
    transitions: list[TransitionView]

    @classmethod
    def of(cls, given: JournaledInput, steps: list[Transition]) -> Self:
        return cls(
            input_seq=given.input_seq,
            input_id=given.input_id,
            kind=given.kind,
            event_type=given.event_type,
            source=given.source,
            actor=given.actor,
            decision=given.decision,
            because=given.because,
            recorded_at=given.recorded_at,
            traceparent=given.traceparent,
            transitions=[TransitionView.model_validate(step) for step in steps],
        )


class CallView(Answer):
    """A call to Stripe."""

    stripe_key: str = Field(description="Its idempotency key, the same for every attempt.")
    kind: str
    status: str = Field(description="`pending`, `answered` or `refused`.")
    attempts: int
    created_at: datetime
    due_at: datetime
    answered_at: datetime | None
    answer: str | None
    last_error: str | None

    @classmethod
    def of(cls, call: CallRecord) -> Self:
        return cls.model_validate(call)


class TimelineView(Answer):
    """An order's history: why it is where it is."""

    order_id: UUID
    state: State
    version: int
    seq: int
    inputs: list[InputView]
    calls: list[CallView]
    next_after: int | None = Field(description="For `after` of the next page; null on the last one.")


class StaffOrderRoutes:
    """Reading orders."""

    def __init__(self, ports: OrderApiPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/orders", tags=["orders"])
        router.add_api_route("", self.list_orders, methods=["GET"])
        router.add_api_route("/{order_id}", self.get_venue_order, methods=["GET"])
        router.add_api_route("/{order_id}/timeline", self.get_timeline, methods=["GET"])
        return router

    async def list_orders(
        self,
        scope: Viewer,
        state: States = (),
        search: Search = None,
        amount_minor: Amount = None,
        since: Since = None,
        until: Until = None,
        cursor: PageCursor = None,
        limit: PageLimit = 50,
    ) -> OrderPage:
        """The venue's orders, newest first; all that is asked for must hold."""
        wanted = Wanted(frozenset(state), search, amount_minor, since, until)
        before = position_of(cursor)
        found = await self._ports.orders.page(scope.venue_id, wanted, before=before, limit=limit + 1)
        more = found[limit - 1].position if len(found) > limit else None
        return OrderPage(
            orders=[OrderSummary.of(each) for each in found[:limit]], next_cursor=cursor_of(more)
        )

    async def get_venue_order(self, scope: Viewer, order_id: UUID) -> StaffOrder:
        """One order with all that is known of it."""
        found = await require_order(self._ports.orders, scope.venue_id, order_id)
        return StaffOrder.of(found, self._ports.snapshot)

    async def get_timeline(
        self, scope: Historian, order_id: UUID, after: AfterInput = 0, limit: TimelineLimit = 500
    ) -> TimelineView:
        """Every input of the order with its decision and reason, the steps it caused, and all calls to Stripe."""
        found = await require_order(self._ports.orders, scope.venue_id, order_id)
        timeline = await self._ports.orders.timeline(scope.venue_id, order_id, after=after, limit=limit + 1)
        shown = timeline.inputs[:limit]
        standing = found.order.standing
        return TimelineView(
            order_id=order_id,
            state=standing.state,
            version=standing.version,
            seq=found.order.seq,
            inputs=[InputView.of(each, _steps_of(each, timeline)) for each in shown],
            calls=[CallView.of(call) for call in timeline.calls],
            next_after=shown[-1].input_seq if len(timeline.inputs) > limit else None,
        )


def _steps_of(given: JournaledInput, timeline: Timeline) -> list[Transition]:
    return [step for step in timeline.transitions if step.input_seq == given.input_seq]
