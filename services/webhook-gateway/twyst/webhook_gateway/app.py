"""The webhook endpoints as one ASGI class, and the door in front of the FastAPI app that leads to them.

The endpoints stand in front of the app and its middleware for two reasons. That middleware reads and parses bodies,
and here nothing may be parsed before its signature is verified. And it costs more than all that a delivery needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import msgspec
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from twyst.runtime.problems import Problem, UnexpectedErrorMiddleware
from twyst.runtime.tracing import new_trace, use_trace
from twyst.webhook_gateway.observe import Delivery, Observer
from twyst.webhook_gateway.outcome import Outcome, Reason
from twyst.webhook_gateway.project import ThinEvent, Unreadable, encode, project, read_envelope
from twyst.webhook_gateway.publish import Publisher
from twyst.webhook_gateway.receive import Head, read_body, read_head
from twyst.webhook_gateway.route import Endpoint, address, admit
from twyst.webhook_gateway.verify import Verified, verify

PATHS: Final[Mapping[str, Endpoint]] = {
    "/webhooks/stripe/platform": Endpoint.PLATFORM,
    "/webhooks/stripe/connect": Endpoint.CONNECT,
}
RETRY_AFTER_SECONDS: Final = 5

# After these answers some of the body is unread, so the connection cannot carry another request.
_CLOSING: Final = frozenset(
    {
        Reason.ENDPOINT_DISABLED,
        Reason.HEADERS_TOO_LARGE,
        Reason.SOURCE_UNKNOWN,
        Reason.SIGNATURE_MISSING,
        Reason.BODY_TOO_LARGE,
        Reason.BODY_TOO_SLOW,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the endpoints hold events against, and their limits."""

    environment: str
    livemode: bool
    tolerance_seconds: int
    max_body_bytes: int
    body_timeout_seconds: float


class StripeWebhook:
    """One webhook endpoint: receive, verify, project, route, publish, and only then answer 2xx."""

    def __init__(
        self,
        endpoint: Endpoint,
        secrets: Sequence[bytes],
        policy: Policy,
        *,
        publisher: Publisher,
        observer: Observer,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._endpoint = endpoint
        self._secrets = tuple(secrets)
        self._policy = policy
        self._publisher = publisher
        self._observer = observer
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            await Problem(405, headers={"Allow": "POST"}).response()(scope, receive, send)
            return
        delivery = Delivery()
        with use_trace(new_trace()) as trace:
            received = await self._receive(scope, receive, delivery)
            if isinstance(received, Reason):
                reason = received
            else:
                reason = await self.process(received, delivery, trace.header)
            self._observer.ended(reason, delivery)
            if reason.outcome is not Outcome.ABANDONED:
                await _answer(reason, delivery, scope, receive, send)

    async def _receive(self, scope: Scope, receive: Receive, delivery: Delivery) -> bytes | Reason:
        """The verified body."""
        if not self._secrets:
            return Reason.ENDPOINT_DISABLED
        head = read_head(scope["headers"])
        if not isinstance(head, Head):
            return head
        body = await read_body(
            receive,
            head.announced_bytes,
            max_bytes=self._policy.max_body_bytes,
            timeout_seconds=self._policy.body_timeout_seconds,
        )
        if isinstance(body, Reason):
            return body
        delivery.body_bytes = len(body)
        delivery.is_backfill = head.is_backfill
        verified = verify(
            head.signature,
            body,
            self._secrets,
            now_seconds=int(self._now()),
            tolerance_seconds=self._policy.tolerance_seconds,
        )
        if not isinstance(verified, Verified):
            return verified
        delivery.verified = verified
        return body

    async def process(self, body: bytes, delivery: Delivery, traceparent: str) -> Reason:
        """What a genuine body leads to: projected, routed, published. `delivery` learns of it on the way."""
        try:
            event = read_envelope(body)
        except Unreadable as error:
            delivery.fault_field, delivery.fault = error.field, error.complaint
            return Reason.BODY_MALFORMED
        delivery.event_id, delivery.event_type = event.id, event.type
        if isinstance(event, ThinEvent):
            return Reason.THIN_EVENT
        delivery.account, delivery.api_version = event.account, event.api_version
        rule = admit(
            self._endpoint,
            event.type,
            event.account,
            livemode=event.livemode,
            our_livemode=self._policy.livemode,
        )
        if isinstance(rule, Reason):
            return rule
        try:
            projected = project(event, body, rule.objects)
            value = encode(projected)
        except Unreadable as error:
            delivery.fault_field, delivery.fault = error.field, error.complaint
            return Reason.UNPROJECTABLE
        delivery.address = address(rule, projected, environment=self._policy.environment)
        published = await self._publisher.publish(
            delivery.address, projected, value, traceparent=traceparent, is_backfill=delivery.is_backfill
        )
        if isinstance(published, Reason):
            return published
        delivery.published = published
        return delivery.address.reason


class WebhookDoor:
    """The ASGI app of the process: webhook paths lead to their endpoint, all else to the app behind."""

    def __init__(self, behind: FastAPI, webhooks: Mapping[str, StripeWebhook]) -> None:
        self.behind = behind
        self._webhooks = {path: UnexpectedErrorMiddleware(webhook) for path, webhook in webhooks.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        webhook = self._webhooks.get(scope["path"]) if scope["type"] == "http" else None
        await (webhook or self.behind)(scope, receive, send)


def _accepted(reason: Reason) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body of the answer to what was published or ignored."""
    body = msgspec.json.encode({"outcome": reason.outcome, "reason": reason.slug})
    return [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))], body


_ACCEPTED: Final = {reason: _accepted(reason) for reason in Reason if reason.status == HTTPStatus.OK}


async def _answer(reason: Reason, delivery: Delivery, scope: Scope, receive: Receive, send: Send) -> None:
    if reason in _ACCEPTED:
        headers, body = _ACCEPTED[reason]
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return
    await _problem(reason, delivery).response()(scope, receive, send)


def _problem(reason: Reason, delivery: Delivery) -> Problem:
    headers: dict[str, str] = {}
    if reason.outcome is Outcome.UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    if reason in _CLOSING:
        headers["Connection"] = "close"
    members = {"field": delivery.fault_field} if delivery.fault_field else {}
    return Problem(
        reason.status,
        f"delivery-{reason.slug.replace('_', '-')}",
        title=f"{reason.text[0].upper()}{reason.text[1:]}",
        detail=delivery.fault,
        headers=headers,
        **members,
    )
