"""`/v1/orders/{order_id}`: a diner follows, pays and cancels one order, with that order's token."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from twyst.access.dependencies import DinerScope, diner_scope
from twyst.order.application.cancel_order import BY_THE_DINER, UNPAID, abandon_order
from twyst.order.application.command_order import Command
from twyst.order.application.place_order import PaymentUnavailable
from twyst.order.application.read_orders import FoundOrder, OrderNotFound, require_order
from twyst.order.domain.lifecycle import State
from twyst.order.domain.reasons import CANCELED_BY_DINER
from twyst.order.entrypoints.catalog_api.fields import Answer
from twyst.order.entrypoints.order_api.diner_views import DinerOrder
from twyst.order.entrypoints.order_api.ports import OrderApiPorts, traceparent
from twyst.order.entrypoints.order_api.problems import problem_answer, refused_in_this_state
from twyst.runtime.feeds import (
    FEED_RESPONSES,
    AfterCursor,
    CursorLostError,
    Feed,
    FeedItem,
    WaitSeconds,
    feed_response,
)
from twyst.runtime.problems import Problem

Diner = Annotated[DinerScope, Depends(diner_scope)]

_PAID_OR_CANCELED = frozenset({"succeeded", "canceled"})
_CANCEL_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {"model": DinerOrder, "description": "Stripe decides: the payment is being canceled."},
    409: problem_answer("The order is paid; only the venue can cancel it."),
}


class PaymentSecret(Answer):
    """What confirming the payment takes."""

    client_secret: str
    publishable_key: str
    payment_status: str = Field(description="The PaymentIntent's status at Stripe, now.")


class DinerRoutes:
    """What the holder of an order's token may do."""

    def __init__(self, ports: OrderApiPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/v1/orders/{order_id}", tags=["diner"])
        router.add_api_route("", self.get_order, methods=["GET"])
        router.add_api_route(
            "/stream",
            self.stream_order,
            methods=["GET"],
            responses=FEED_RESPONSES,
            response_class=Response,
        )
        router.add_api_route("/payment", self.refresh_payment, methods=["POST"])
        router.add_api_route("/cancel", self.abandon_order, methods=["POST"], responses=_CANCEL_ANSWERS)
        return router

    async def get_order(self, scope: Diner) -> DinerOrder:
        """The order as it stands."""
        return DinerOrder.of(await require_order(self._ports.orders, scope.venue_id, scope.order_id))

    async def stream_order(
        self, scope: Diner, request: Request, after: AfterCursor = None, wait: WaitSeconds = 0
    ) -> Response:
        """Follow the order: `snapshot`, then `order` after each change, both as GET answers. The cursor is its `seq`."""
        feed = Feed(
            name="order",
            read=lambda cursor, _limit: self._read(scope, cursor),
            wake=lambda: self._ports.wake(str(scope.order_id)),
            snapshot=lambda: self._snapshot(scope),
        )
        return await feed_response(
            feed, request, after=after, wait_seconds=wait, times=self._ports.stream_times
        )

    async def refresh_payment(self, scope: Diner, request: Request) -> PaymentSecret:
        """Read the payment's secret at Stripe again, for a page that lost it. 409 when there is nothing to pay."""
        ports = self._ports
        ports.limits.pay(ports.address(request), scope.venue_id)
        found = await require_order(ports.orders, scope.venue_id, scope.order_id)
        standing = found.order.standing
        if standing.state not in UNPAID or standing.abandoned:
            raise _nothing_to_pay(found)
        if standing.own is None:
            raise PaymentUnavailable(str(scope.order_id), "Stripe has not made the payment yet")
        reading = await ports.placing.fresh_secret(found.order)
        if reading.client_secret is None or reading.status in _PAID_OR_CANCELED:
            raise _nothing_to_pay(found)
        return PaymentSecret(
            client_secret=reading.client_secret,
            publishable_key=ports.publishable_key,
            payment_status=reading.status,
        )

    async def abandon_order(self, scope: Diner, request: Request, response: Response) -> DinerOrder:
        """Give the order up while it is not paid. Pressing twice does no more than pressing once."""
        ports = self._ports
        ports.limits.give_up(ports.address(request), scope.venue_id)
        command = Command(
            scope.venue_id, scope.order_id, BY_THE_DINER, "diner", "abandon_order", traceparent()
        )
        done = await abandon_order(ports.transactions, ports.clock, command, CANCELED_BY_DINER)
        state = done.order.standing.state
        if state not in UNPAID and state is not State.CANCELED:
            # Also when it was given up in time and the payment was faster: Stripe decides, and it has.
            raise refused_in_this_state(done.order, "paid already")
        response.status_code = 200 if state is State.CANCELED else 202
        return DinerOrder.of(await require_order(ports.orders, scope.venue_id, scope.order_id))

    async def _snapshot(self, scope: DinerScope) -> FeedItem:
        found = await require_order(self._ports.orders, scope.venue_id, scope.order_id)
        return _item("snapshot", found)

    async def _read(self, scope: DinerScope, after: int) -> list[FeedItem]:
        progress = await self._ports.orders.progress(scope.venue_id, scope.order_id, after)
        if progress is None:
            raise OrderNotFound
        if progress.seq < after:
            # Never given out by this database: it was restored to an earlier moment.
            raise CursorLostError
        return [_item("order", progress.found)] if progress.found else []


def _item(event: str, found: FoundOrder) -> FeedItem:
    body = DinerOrder.of(found).model_dump_json().encode()
    return FeedItem(found.order.seq, event, msgspec.Raw(body))


def _nothing_to_pay(found: FoundOrder) -> Problem:
    return Problem(
        409,
        "nothing-to-pay",
        title="There is nothing to pay any more",
        state=found.order.standing.state,
        version=found.order.standing.version,
    )
