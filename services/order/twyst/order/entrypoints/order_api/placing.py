"""`POST /v1/orders`: a diner places an order and gets what paying it takes."""

import hashlib
import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from twyst.order.application.load_venue import NoSuchTable, NotOrdering
from twyst.order.application.place_order import Placed, PlaceOrder
from twyst.order.application.read_orders import require_order
from twyst.order.domain.pricing import Refused, RequestedLine, RequestedOrder
from twyst.order.entrypoints.catalog_api.fields import Answer, Body
from twyst.order.entrypoints.catalog_api.venue_bodies import OrderingBody
from twyst.order.entrypoints.order_api.diner_views import DinerOrder
from twyst.order.entrypoints.order_api.keys import REQUIRED_KEY, RequiredKey
from twyst.order.entrypoints.order_api.ports import OrderApiPorts, traceparent
from twyst.order.entrypoints.order_api.problems import problem_answer
from twyst.order.entrypoints.pricing_problems import pricing_problem
from twyst.runtime.problems import Problem

# Wide bounds against abuse; what an order may really hold is judged by pricing, which names the line and the limit.
_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
_AmountMinor = Annotated[
    int, Field(strict=True, ge=0, le=10_000_000_000_000, description="In the currency's minor units.")
]
_Allergy = Annotated[
    bool,
    Field(strict=True, description="The diner ticked: I have an allergy. The kitchen has to acknowledge it."),
]


class NewLine(Body):
    """A line as the diner wants it. A price is only sent to be compared with ours."""

    item_id: _Id
    quantity: int = Field(strict=True, ge=1, le=10_000)
    modifier_ids: list[_Id] = Field(default=[], max_length=100)
    note: _Note | None = None
    expected_unit_amount_minor: _AmountMinor | None = Field(
        default=None, description="The unit price that was shown, with its modifiers."
    )
    allergy: _Allergy = False


class NewOrder(Body):
    """What the diner decided, and the total that was agreed to: another one is refused."""

    venue_id: UUID
    table_id: UUID
    lines: list[NewLine] = Field(max_length=200)
    tip_minor: _AmountMinor = 0
    note: _Note | None = None
    expected_total_minor: _AmountMinor | None = Field(
        default=None,
        description="The total that was shown; another one is a 409 with the difference. Pages send it.",
    )
    allergy: _Allergy = False

    def fingerprint(self) -> str:
        """The same for every spelling of the same order: member order, spaces and defaults do not count."""
        said = self.model_dump(mode="json")
        # The box came later than the first orders: one without it keeps its fingerprint across the update.
        for part in (said, *said["lines"]):
            if not part["allergy"]:
                del part["allergy"]
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def requested(self) -> RequestedOrder:
        lines = tuple(
            RequestedLine(
                line.item_id,
                line.quantity,
                tuple(line.modifier_ids),
                line.note,
                line.expected_unit_amount_minor,
                line.allergy,
            )
            for line in self.lines
        )
        return RequestedOrder(lines, self.tip_minor, self.note, self.expected_total_minor, self.allergy)


class PlacedOrder(Answer):
    """The order and the way to pay it. Keep `access_token`: whoever has it can follow and cancel this order."""

    order: DinerOrder
    access_token: str = Field(description="The bearer token of this order's routes.")
    client_secret: str | None = Field(
        description="For confirming the payment with Stripe.js; null when the order was canceled or given up."
    )
    publishable_key: str


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"model": PlacedOrder, "description": "The order that an earlier copy of this request had placed."},
    409: problem_answer("Not ordering now, sold out, the total changed, or the same request is at work."),
    503: problem_answer("Stripe does not answer. The order is kept; repeat the request."),
}


class PlacingRoutes:
    """`POST /v1/orders`, which anyone at a table may call."""

    def __init__(self, ports: OrderApiPorts) -> None:
        self._ports = ports

    def router(self) -> APIRouter:
        router = APIRouter(tags=["diner"])
        router.add_api_route(
            "/v1/orders",
            self.place_order,
            methods=["POST"],
            status_code=201,
            responses=_ANSWERS,
            openapi_extra=REQUIRED_KEY,
        )
        return router

    async def place_order(
        self, new: NewOrder, key: RequiredKey, request: Request, response: Response
    ) -> PlacedOrder:
        """Place an order, or learn how the earlier copy of this request ended. It reaches the kitchen when it is paid."""
        ports = self._ports
        ports.limits.place(ports.address(request), new.venue_id, new.table_id)
        placed = await ports.placing.place(
            PlaceOrder(
                venue_id=new.venue_id,
                table_id=new.table_id,
                key=key,
                fingerprint=new.fingerprint(),
                requested=new.requested(),
                traceparent=traceparent(),
            )
        )
        if not isinstance(placed, Placed):
            raise _refusal(placed)
        order_id = UUID(placed.order.terms.order_id)
        found = await require_order(ports.orders, new.venue_id, order_id)
        response.status_code = 200 if placed.resumed else 201
        response.headers["Location"] = f"/v1/orders/{order_id}"
        return PlacedOrder(
            order=DinerOrder.of(found),
            access_token=ports.capabilities.issue(order_id, new.venue_id),
            client_secret=placed.client_secret,
            publishable_key=ports.publishable_key,
        )


def _refusal(refused: NoSuchTable | NotOrdering | Refused) -> Problem:
    match refused:
        case NoSuchTable():
            return Problem(404, "table-not-found", title="No such table")
        case NotOrdering():
            return Problem(
                409,
                "not-ordering",
                title="No orders are taken now",
                detail=refused.ordering.reason,
                **OrderingBody.of(refused.ordering).model_dump(mode="json", exclude={"status"}),
                ordering_status=refused.ordering.status,
            )
        case Refused():
            return pricing_problem(refused)
