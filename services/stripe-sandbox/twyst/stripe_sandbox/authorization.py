"""Who calls `/v1/…`, for which account, and which endpoint: everything that is known before parameters are read."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from twyst.stripe_sandbox import form, routes
from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.objects import account
from twyst.stripe_sandbox.world import Cause, World


@dataclass(frozen=True, slots=True)
class Keys:
    """The two API keys that this Stripe knows."""

    secret: str
    publishable: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request that may be carried out."""

    method: str
    path: str
    account: str
    route: routes.Route
    ids: list[Any]
    encoded: str
    by_browser: bool
    cause: Cause

    @property
    def key(self) -> str | None:
        """The idempotency key; only a POST has one."""
        return self.cause.idempotency_key if self.method == "POST" else None


def authorize(world: World, keys: Keys, request: Request, encoded: str, cause: Cause) -> Call:
    """The call that the request is. Raises `StripeError` 401, 403 or 404."""
    key = _api_key(request, encoded)
    by_browser = secrets.compare_digest(key.encode(), keys.publishable.encode()) and keys.publishable != ""
    if not by_browser and not secrets.compare_digest(key.encode(), keys.secret.encode()):
        raise StripeError(401, "invalid_request_error", f"Invalid API Key provided: {key[:8]}***")
    path = request.path_params["path"].rstrip("/")
    found = routes.find(request.method, path)
    if found is None:
        message = f"Unrecognized request URL ({request.method}: /v1/{path})."
        raise StripeError(404, "invalid_request_error", message)
    version = request.headers.get("stripe-version", world.rules.api_version)
    if version != world.rules.api_version:
        message = f"The sandbox speaks the API version {world.rules.api_version} only, not {version}."
        raise StripeError(400, "invalid_request_error", message)
    route, ids = found
    if by_browser and not route.for_browsers:
        message = "This API call cannot be made with a publishable API key. Please use a secret API key."
        raise StripeError(401, "invalid_request_error", message, code="secret_key_required")
    scope = request.headers.get("stripe-account") or world.rules.platform_account
    owner = world.store.load(scope)
    if owner is None or owner["object"] != "account":
        raise account.account_does_not_exist(scope)
    return Call(request.method, request.url.path, owner.id, route, ids, encoded, by_browser, cause)


def _api_key(request: Request, encoded: str) -> str:
    """The key of `Authorization: Bearer`, of Basic as the user name, or of a `key` parameter as Stripe.js sends it."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value).decode().split(":")[0]
        except ValueError:
            return ""
    given = form.decode(encoded).get("key")
    if isinstance(given, str):
        return given
    message = "You did not provide an API key."
    raise StripeError(401, "invalid_request_error", message)
