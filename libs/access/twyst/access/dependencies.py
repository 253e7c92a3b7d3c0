"""FastAPI dependencies that turn a bearer token into a scope, before the first query is made.

    router = APIRouter()

    @router.post("/v1/venues/{venue_id}/orders/{order_id}/start")
    async def start_order(scope: Annotated[VenueScope, Depends(require_staff(Action.START))], order_id: UUID): ...

The composition root installs what they verify with: `install_access(app, staff=…, diners=…)`. Tokens are read from
the `Authorization` header and from nowhere else: an address ends up in logs, histories and referrers.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from twyst.access.capability import Capabilities, InvalidCapabilityError
from twyst.access.jwks import KeysUnavailableError
from twyst.access.permissions import Action, Role, permits
from twyst.access.staff import InvalidStaffTokenError, StaffClaims, StaffVerifier
from twyst.runtime.problems import Problem

_staff_bearer: Final = HTTPBearer(
    scheme_name="StaffToken",
    bearerFormat="JWT",
    description="A staff session's token.",
    auto_error=False,
)
_diner_bearer: Final = HTTPBearer(
    scheme_name="OrderToken",
    bearerFormat="twd1",
    description="The `access_token` of one order, as its create answered it.",
    auto_error=False,
)
_call_bearer: Final = HTTPBearer(
    scheme_name="CallToken",
    bearerFormat="twc1",
    description="The `access_token` of one call for staff, as its making answered it.",
    auto_error=False,
)
_StaffBearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_staff_bearer)]
_DinerBearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_diner_bearer)]
_CallBearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_call_bearer)]


@dataclass(frozen=True, slots=True)
class VenueScope:
    """A member of staff at work in one venue. `expires_at` (UTC) bounds how long a stream may last."""

    venue_id: UUID
    role: Role
    subject: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class DinerScope:
    """A diner with the key to one order."""

    order_id: UUID
    venue_id: UUID


@dataclass(frozen=True, slots=True)
class CallScope:
    """A guest with the key to one call for staff."""

    call_id: UUID
    venue_id: UUID


@dataclass(frozen=True, slots=True)
class _Access:
    staff: StaffVerifier | None
    diners: Capabilities | None
    calls: Capabilities | None


def install_access(
    app: FastAPI,
    *,
    staff: StaffVerifier | None = None,
    diners: Capabilities | None = None,
    calls: Capabilities | None = None,
) -> None:
    """Give the app what its dependencies verify tokens with."""
    app.state.access = _Access(staff, diners, calls)


async def staff_claims(request: Request, credentials: _StaffBearer) -> StaffClaims:
    """The claims of the request's staff token; 401 without a valid one."""
    verifier = _access(request).staff
    assert verifier is not None, "install_access(app, staff=…) is missing"
    if credentials is None:
        raise _unauthorized("A staff token is needed.", error="")
    try:
        return await verifier.verify(credentials.credentials)
    except InvalidStaffTokenError as error:
        raise _unauthorized("The staff token is not valid or has expired.") from error
    except KeysUnavailableError as error:
        raise Problem(
            503,
            "temporarily-unavailable",
            title="Temporarily unavailable",
            detail="Staff tokens cannot be verified right now.",
            headers={"Retry-After": "2"},
        ) from error


_Claims = Annotated[StaffClaims, Depends(staff_claims)]


def require_staff(action: Action) -> Callable[..., Awaitable[VenueScope]]:
    """A dependency of routes with a `venue_id` in the path, for those who may do the action there.

    401 without a valid token; 404 for a venue that the token does not hold, whether it exists or not; 403 when the
    role may not do it.
    """

    async def venue_scope(venue_id: UUID, claims: _Claims) -> VenueScope:
        if not claims.holds(venue_id):
            raise Problem(404, "venue-not-found", title="No such venue")
        if not claims.permits(action):
            raise _forbidden(claims.role, action)
        return VenueScope(venue_id, claims.role, claims.subject, claims.expires_at)

    return venue_scope


async def require_operator(claims: _Claims) -> StaffClaims:
    """A dependency of the platform's own routes: 401 without a valid token, 403 for anyone but the operator."""
    if not permits(claims.role, Action.CREATE_VENUE):
        raise _forbidden(claims.role, Action.CREATE_VENUE)
    return claims


async def diner_scope(request: Request, order_id: UUID, credentials: _DinerBearer) -> DinerScope:
    """A dependency of routes with an `order_id` in the path: 401 without the token of that very order."""
    return DinerScope(order_id, _opened(_access(request).diners, order_id, credentials, "order"))


async def call_scope(request: Request, call_id: UUID, credentials: _CallBearer) -> CallScope:
    """A dependency of routes with a `call_id` in the path: 401 without the token of that very call."""
    return CallScope(call_id, _opened(_access(request).calls, call_id, credentials, "call"))


def _opened(
    capabilities: Capabilities | None,
    thing_id: UUID,
    credentials: HTTPAuthorizationCredentials | None,
    thing: str,
) -> UUID:
    """The venue of the order or the call that the token opens; 401 for any other."""
    assert capabilities is not None, f"install_access(app, …) lacks the keys of the {thing}"
    if credentials is None:
        raise _unauthorized(f"The {thing}'s token is needed.", error="")
    try:
        return capabilities.verify(credentials.credentials, thing_id)
    except InvalidCapabilityError as error:
        raise _unauthorized(f"The token does not open this {thing}.") from error


def _access(request: Request) -> _Access:
    access: Any = request.app.state.access
    assert isinstance(access, _Access)
    return access


def _unauthorized(detail: str, *, error: str = "invalid_token") -> Problem:
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return Problem(401, "unauthorized", detail=detail, headers={"WWW-Authenticate": challenge})


def _forbidden(role: Role, action: Action) -> Problem:
    return Problem(403, "forbidden", detail=f"The role {role} may not do this ({action}).")
