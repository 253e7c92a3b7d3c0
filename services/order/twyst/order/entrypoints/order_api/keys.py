"""The `Idempotency-Key` header: a random UUID, chosen by the client, that makes a repeated request known."""

from typing import Annotated, Any, Final
from uuid import RFC_4122, UUID

from fastapi import Depends, Header

from twyst.runtime.problems import Problem

_Header = Annotated[str | None, Header(alias="Idempotency-Key", include_in_schema=False)]


def _parameter(*, required: bool) -> dict[str, Any]:
    return {
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": required,
                "description": "A random UUID (version 4). The same request under the same key is done once, and its "
                "repetitions are answered alike; another request under a used key is refused.",
                "schema": {"type": "string", "format": "uuid"},
            }
        ]
    }


REQUIRED_KEY: Final = _parameter(required=True)
OPTIONAL_KEY: Final = _parameter(required=False)
"""For a route's `openapi_extra`: the header is checked by hand, so that a wrong one is a 400 that says what is wrong."""


async def _optional(idempotency_key: _Header = None) -> str | None:
    return None if idempotency_key is None else _random_uuid(idempotency_key)


async def _required(idempotency_key: _Header = None) -> str:
    return _random_uuid(idempotency_key or "")


def _random_uuid(text: str) -> str:
    # Keys of other kinds (an order number, a time) are guessed or met again; a random one is neither.
    try:
        key = UUID(text)
    except ValueError as error:
        raise _not_random() from error
    if key.version != 4 or key.variant != RFC_4122 or str(key) != text.lower():
        raise _not_random()
    return str(key)


def _not_random() -> Problem:
    return Problem(
        400,
        "idempotency-key-invalid",
        title="The Idempotency-Key is not a random UUID",
        detail="Send a new UUID of version 4 with each new request, and the same one when repeating it.",
    )


RequiredKey = Annotated[str, Depends(_required)]
OptionalKey = Annotated[str | None, Depends(_optional)]
