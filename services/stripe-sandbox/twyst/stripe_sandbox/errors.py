"""Stripe's error envelope: `{"error": {"type", "code", "message", "param", …}}` and the status that goes with it."""

from typing import Any


class StripeError(Exception):
    """An answer of Stripe that is not 2xx.

    `keeps_effects` is set where Stripe changed something before it answered with an error, as with a declined card.
    """

    def __init__(
        self,
        status: int,
        error_type: str,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        keeps_effects: bool = False,
        should_retry: bool | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.keeps_effects = keeps_effects
        self.should_retry = should_retry
        named = {"type": error_type, "code": code, "message": message, "param": param, **details}
        self.body: dict[str, Any] = {
            "error": {name: value for name, value in named.items() if value is not None}
        }


def invalid_request(
    message: str, *, code: str | None = None, param: str | None = None, **details: Any
) -> StripeError:
    """400: the request itself is wrong, or the object is in the wrong state."""
    return StripeError(400, "invalid_request_error", message, code=code, param=param, **details)


def not_found(object_name: str, object_id: str, *, param: str = "id") -> StripeError:
    """404: no such object for this account."""
    message = f"No such {object_name}: '{object_id}'"
    return StripeError(404, "invalid_request_error", message, code="resource_missing", param=param)
