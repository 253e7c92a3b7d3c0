"""Counts and times what a process asks of Stripe, by operation and outcome; each attempt by itself.

A service puts it below its SDK, where every request passes, retries too:

    async def request_async(self, method, url, headers, post_data=None):
        return await self._meter.measured(method, url, super().request_async(method, url, headers, post_data))
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from typing import Final, TypeVar
from urllib.parse import urlsplit

from twyst.runtime.metrics import Metrics, counter, histogram

STRIPE_CALLS: Final = counter(
    "twyst_stripe_calls_total",
    "Requests to Stripe, by what was asked and how it ended: answered, refused (4xx), unavailable (409, 429, 5xx), no_answer.",
    "operation",
    "outcome",
)
STRIPE_SECONDS: Final = histogram(
    "twyst_stripe_call_seconds", "Time until Stripe answered, or did not.", "operation"
)
STRIPE_METRICS: Final = (STRIPE_CALLS, STRIPE_SECONDS)

Answer = TypeVar("Answer", bound=tuple[object, int, Mapping[str, str]])

_OK_BELOW: Final = 400
_PASSING: Final = frozenset({409, 429})
_BROKEN_FROM: Final = 500


class StripeMeter:
    """Measures once it is told where to; a program without `/metrics` never tells it."""

    def __init__(self) -> None:
        self._metrics: Metrics | None = None

    def show_in(self, metrics: Metrics) -> None:
        """Count here from now on."""
        metrics.register(STRIPE_METRICS)
        self._metrics = metrics

    async def measured(self, method: str, url: str, asking: Awaitable[Answer]) -> Answer:
        """Await an answer of the SDK's HTTP client: (content, status, headers)."""
        began, outcome = time.perf_counter(), "no_answer"
        try:
            answer = await asking
            outcome = outcome_of(answer[1])
            return answer
        finally:
            if self._metrics is not None:
                operation = operation_of(method, url)
                self._metrics.counter(STRIPE_CALLS).labels(operation, outcome).inc()
                self._metrics.histogram(STRIPE_SECONDS).labels(operation).observe(time.perf_counter() - began)


def operation_of(method: str, url: str) -> str:
    """`payment_intents.cancel` of `POST /v1/payment_intents/pi_1/cancel`: the SDK's word, and never an id."""
    resource, *rest = urlsplit(url).path.removeprefix("/v1/").strip("/").split("/")
    if len(rest) > 1:
        verb = rest[1]
    elif rest == ["search"]:
        verb = "search"
    elif method.upper() == "POST":
        verb = "update" if rest else "create"
    else:
        verb = "retrieve" if rest else "list"
    return f"{resource}.{verb}"


def outcome_of(status: int) -> str:
    """Whether Stripe answered, refused for good, or may answer otherwise another time."""
    if status < _OK_BELOW:
        return "answered"
    return "unavailable" if status >= _BROKEN_FROM or status in _PASSING else "refused"
