"""What each status of a PaymentIntent allows: which moves, and which requests."""

from typing import Final

from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.objects.status import table
from twyst.stripe_sandbox.store import Record

STATUS: Final = table(
    {
        "requires_payment_method": "requires_confirmation requires_action processing requires_capture succeeded"
        " requires_payment_method canceled",
        "requires_confirmation": "requires_payment_method requires_action processing requires_capture succeeded canceled",
        "requires_action": "requires_action requires_payment_method processing requires_capture succeeded canceled",
        "processing": "requires_payment_method succeeded",
        "requires_capture": "succeeded canceled",
        "succeeded": "",
        "canceled": "",
    },
)

_OPEN: Final = ("requires_payment_method", "requires_confirmation", "requires_action")

_STATUSES_FOR: Final = {
    "canceled": ("requires_payment_method", "requires_capture", "requires_confirmation", "requires_action"),
    "confirmed": _OPEN,
    "captured": ("requires_capture",),
    "updated": _OPEN,
    "authenticated": ("requires_action",),
}


def require(intent: Record, participle: str) -> None:
    """Refuse a request that the status does not allow, as Stripe does: 400 `payment_intent_unexpected_state`."""
    allowed = _STATUSES_FOR[participle]
    status = intent["status"]
    if status in allowed:
        return
    message = (
        f"This PaymentIntent could not be {participle} because it has a status of {status}. Only a PaymentIntent with "
        f"one of the following statuses may be {participle}: {', '.join(allowed)}."
    )
    raise StripeError(
        400,
        "invalid_request_error",
        message,
        code="payment_intent_unexpected_state",
        payment_intent=intent.body,
    )
