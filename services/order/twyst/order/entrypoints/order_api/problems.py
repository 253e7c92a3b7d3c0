"""How the order use cases' errors are answered."""

from collections.abc import Mapping
from typing import Any

from twyst.order.application.place_order import InFlight, KeyReused, PaymentRefused, PaymentUnavailable
from twyst.order.application.ports import StripeRefused
from twyst.order.application.read_orders import OrderNotFound
from twyst.order.application.refund_order import RefundRefused
from twyst.order.application.resolve_hold import HoldNotFound
from twyst.order.domain.order import Order
from twyst.runtime.problems import PROBLEM_MEDIA_TYPE, Problem, ProblemFactory


def problem_answer(description: str) -> dict[str, Any]:
    """A problem among a route's `responses`."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {PROBLEM_MEDIA_TYPE: {"schema": schema}}}


def refused_in_this_state(order: Order, because: str) -> Problem:
    """409: the lifecycle table's own words, and where the order is."""
    return Problem(
        409,
        "order-state",
        title="Not possible in this state",
        detail=because,
        because=because,
        state=order.standing.state,
        version=order.standing.version,
    )


def _order_not_found(_error: OrderNotFound) -> Problem:
    return Problem(404, "order-not-found", title="No such order")


def _hold_not_found(_error: HoldNotFound) -> Problem:
    return Problem(404, "hold-not-found", title="No such hold")


def _key_reused(_error: KeyReused) -> Problem:
    return Problem(
        422,
        "idempotency-key-reused",
        title="The Idempotency-Key was used for another request",
        detail="Send a new key with a new request; repeat a request unchanged.",
    )


def _in_flight(_error: InFlight) -> Problem:
    return Problem(
        409,
        "request-in-flight",
        title="The same request is still at work",
        detail="Repeat it a little later to learn how it ended.",
        headers={"Retry-After": "2"},
    )


def _payment_refused(error: PaymentRefused) -> Problem:
    return Problem(
        409,
        "order-canceled",
        title="The order was canceled before it could be paid",
        detail="Nothing was charged. Place a new order with a new Idempotency-Key.",
        order_id=error.order_id,
        reason=error.reason,
    )


def _payment_unavailable(error: PaymentUnavailable) -> Problem:
    return Problem(
        503,
        "payment-unavailable",
        title="The payment service does not answer",
        detail="This request charged nothing. Repeat it unchanged, with the same Idempotency-Key if it had one.",
        headers={"Retry-After": "2"},
        order_id=error.order_id,
    )


def _stripe_refused(error: StripeRefused) -> Problem:
    return Problem(502, "stripe-refused", title="Stripe refused", stripe_code=error.code)


def _refund_refused(error: RefundRefused) -> Problem:
    return Problem(
        409,
        "refund-refused",
        title="There is not so much left to refund",
        detail=error.because,
        because=error.because,
        left_minor=error.left_minor,
    )


ORDER_PROBLEMS: Mapping[type[Exception], ProblemFactory] = {
    OrderNotFound: _order_not_found,
    HoldNotFound: _hold_not_found,
    KeyReused: _key_reused,
    InFlight: _in_flight,
    PaymentRefused: _payment_refused,
    PaymentUnavailable: _payment_unavailable,
    StripeRefused: _stripe_refused,
    RefundRefused: _refund_refused,
}
"""For `create_api(problems=…)`."""
