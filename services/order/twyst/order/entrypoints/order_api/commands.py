"""`/v1/venues/{venue_id}/orders/{order_id}/…`: staff start, complete, cancel and refund."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.order.application.cancel_order import UNPAID, cancel_order
from twyst.order.application.command_order import Command, command_order
from twyst.order.application.read_orders import require_order
from twyst.order.application.refund_order import Wanted, refund_order
from twyst.order.domain.inputs import Complete, Start
from twyst.order.domain.lifecycle import PAID
from twyst.order.entrypoints.catalog_api.fields import Answer, Body
from twyst.order.entrypoints.order_api.keys import OPTIONAL_KEY, REQUIRED_KEY, OptionalKey, RequiredKey
from twyst.order.entrypoints.order_api.ports import OrderApiPorts
from twyst.order.entrypoints.order_api.problems import problem_answer, refused_in_this_state
from twyst.order.entrypoints.order_api.staff_views import RefundIntentView, StaffOrder

Starter = Annotated[VenueScope, Depends(require_staff(Action.START))]
Completer = Annotated[VenueScope, Depends(require_staff(Action.COMPLETE))]
Canceler = Annotated[VenueScope, Depends(require_staff(Action.CANCEL))]
Refunder = Annotated[VenueScope, Depends(require_staff(Action.REFUND))]

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    Field(description="Kept in the order's history; a cancellation's is shown to the diner."),
]


class Cancellation(Body):
    """Why the order is canceled."""

    reason: Reason


class NewRefund(Body):
    """What to give back: without an amount, all that is left; without a PaymentIntent, of the order's own."""

    amount_minor: Annotated[int, Field(strict=True, ge=1, le=1_000_000_000_000)] | None = None
    reason: Reason
    payment_intent: Annotated[str, StringConstraints(pattern=r"^pi_[A-Za-z0-9_]{1,100}$")] | None = Field(
        default=None, description="Another payment of the order, such as a second one that nobody wanted."
    )


class RefundAccepted(Answer):
    """The decision to refund. Stripe is asked next; what it does shows in the order's `refunds`."""

    refund: RefundIntentView
    order: StaffOrder


_REFUSED: dict[int | str, dict[str, Any]] = {409: problem_answer("Not possible in the order's state.")}
_CANCEL_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {
        "model": StaffOrder,
        "description": "Not paid yet, so Stripe decides: the payment is being canceled.",
    },
    **_REFUSED,
}
_REFUND_ANSWERS: dict[int | str, dict[str, Any]] = {
    409: problem_answer("There is not so much left; `left_minor` says what there is."),
}


class CommandRoutes:
    """What staff do with an order."""

    def __init__(self, ports: OrderApiPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/venues/{venue_id}/orders/{order_id}", tags=["orders"])
        optional: dict[str, Any] = {"methods": ["POST"], "openapi_extra": OPTIONAL_KEY}
        router.add_api_route("/start", self.start_order, responses=_REFUSED, **optional)
        router.add_api_route("/complete", self.complete_order, responses=_REFUSED, **optional)
        router.add_api_route("/cancel", self.cancel_order, responses=_CANCEL_ANSWERS, **optional)
        router.add_api_route(
            "/refunds",
            self.refund_order,
            methods=["POST"],
            status_code=202,
            responses=_REFUND_ANSWERS,
            openapi_extra=REQUIRED_KEY,
        )
        return router

    async def start_order(self, scope: Starter, order_id: UUID, key: OptionalKey) -> StaffOrder:
        """Begin to prepare a paid order. What is started already is answered alike."""
        command = self._ports.command(scope, order_id, "start_order", key)
        return await self._step(command, Start(command.input_id))

    async def complete_order(self, scope: Completer, order_id: UUID, key: OptionalKey) -> StaffOrder:
        """Hand an order out. What is completed already is answered alike."""
        command = self._ports.command(scope, order_id, "complete_order", key)
        return await self._step(command, Complete(command.input_id))

    async def cancel_order(
        self, scope: Canceler, order_id: UUID, key: OptionalKey, given: Cancellation, response: Response
    ) -> StaffOrder:
        """Cancel a paid order and refund all of it, or give an unpaid one up, about which Stripe decides."""
        ports = self._ports
        ports.limits.give_back(scope.venue_id)
        command = ports.command(scope, order_id, "cancel_order", key)
        done = await cancel_order(ports.transactions, ports.clock, command, given.reason)
        state = done.order.standing.state
        if done.rejected:
            raise refused_in_this_state(done.order, done.because)
        if state in PAID:
            # A repetition of a request that came while it was unpaid.
            raise refused_in_this_state(
                done.order, "it was paid before the payment could be canceled: cancel it anew"
            )
        response.status_code = 202 if state in UNPAID else 200
        return await self._view(command)

    async def refund_order(
        self, scope: Refunder, order_id: UUID, key: RequiredKey, wanted: NewRefund
    ) -> RefundAccepted:
        """Give money back. The decision stands once it is answered; Stripe is asked next, until it has answered."""
        ports = self._ports
        ports.limits.give_back(scope.venue_id)
        command = ports.command(scope, order_id, "refund_order", key)
        intent = await refund_order(
            ports.transactions,
            ports.clock,
            command,
            Wanted(wanted.reason, wanted.amount_minor, wanted.payment_intent),
        )
        return RefundAccepted(refund=RefundIntentView.model_validate(intent), order=await self._view(command))

    async def _step(self, command: Command, given: Start | Complete) -> StaffOrder:
        done = await command_order(
            self._ports.transactions, self._ports.clock, command, lambda _order: (given,)
        )
        if done.rejected:
            raise refused_in_this_state(done.order, done.because)
        return await self._view(command)

    async def _view(self, command: Command) -> StaffOrder:
        found = await require_order(self._ports.orders, command.venue_id, command.order_id)
        return StaffOrder.of(found, self._ports.snapshot)
