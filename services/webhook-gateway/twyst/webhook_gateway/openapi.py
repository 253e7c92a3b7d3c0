"""The webhook endpoints in `/openapi.json`: FastAPI does not see them, because they stand in front of it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI

from twyst.runtime.problems import PROBLEM_MEDIA_TYPE
from twyst.webhook_gateway.outcome import Outcome, Reason
from twyst.webhook_gateway.route import Endpoint

_DESCRIPTIONS: Final = {
    Endpoint.PLATFORM: "Events of the platform's own account. Add it to Stripe as an endpoint for *your account*.",
    Endpoint.CONNECT: "Events of connected accounts. Add it to Stripe as an endpoint for *connected accounts*.",
}
_PROBLEM: Final = {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_ACCEPTED_SCHEMA: Final = {
    "type": "object",
    "title": "Accepted",
    "required": ["outcome", "reason"],
    "properties": {
        "outcome": {"enum": [Outcome.PUBLISHED.value, Outcome.IGNORED.value]},
        "reason": {"enum": [reason.slug for reason in Reason if reason.status == HTTPStatus.OK]},
    },
}


def describe_webhooks(app: FastAPI, endpoints: Iterable[tuple[str, Endpoint]]) -> None:
    """Add the endpoints to the document that the app answers."""
    generate = app.openapi
    paths = {path: {"post": _operation(endpoint)} for path, endpoint in endpoints}

    def openapi() -> dict[str, Any]:
        document = generate()
        document.setdefault("paths", {}).update(paths)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "operationId": f"receive_{endpoint.value}_event",
        "summary": f"Receive a Stripe event ({endpoint.value})",
        "description": f"{_DESCRIPTIONS[endpoint]} A 2xx means that Kafka has acknowledged the event, or that it is of no concern.",
        "parameters": [
            _header("Stripe-Signature", "`t=<unix seconds>,v1=<hex>`, as Stripe signs.", required=True),
            _header(
                "Twyst-Source", "`backfill` on an event that was fetched and signed again.", required=False
            ),
        ],
        "requestBody": {
            "required": True,
            "description": "A Stripe snapshot event, byte for byte as it was signed.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "responses": {
            "200": {
                "description": "Published, or ignored for good.",
                "content": {"application/json": {"schema": _ACCEPTED_SCHEMA}},
            },
            **{str(status): _refusal(status) for status in sorted({reason.status for reason in _refusals()})},
        },
    }


def _refusals() -> list[Reason]:
    return [reason for reason in Reason if reason.outcome in {Outcome.REJECTED, Outcome.UNAVAILABLE}]


def _refusal(status: int) -> dict[str, Any]:
    texts = [reason.text for reason in _refusals() if reason.status == status]
    return {"description": f"Not accepted: {'; '.join(texts)}.", "content": _PROBLEM}


def _header(name: str, description: str, *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }
