"""Every role on every action, and nobody in another's venue."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import httpx
import pytest
from fastapi import Depends, FastAPI

from twyst.access.capability import Capabilities
from twyst.access.dependencies import (
    DinerScope,
    VenueScope,
    diner_scope,
    install_access,
    require_operator,
    require_staff,
)
from twyst.access.jwks import PublicKeys
from twyst.access.permissions import PERMISSIONS, Action, Role
from twyst.access.staff import StaffClaims, StaffVerifier
from twyst.runtime.problems import install_problems

VENUE, OTHER_VENUE, ORDER = UUID(int=1), UUID(int=2), UUID(int=3)
OPERATOR_ONLY = {Action.CREATE_VENUE}


@pytest.fixture
def capabilities():
    return Capabilities(["k" * 32])


@pytest.fixture
def app(verifier, capabilities):
    app = FastAPI()
    install_problems(app)
    install_access(app, staff=verifier, diners=capabilities)
    for action in Action:

        @app.get(f"/venues/{{venue_id}}/{action}", name=action)
        async def act(scope: Annotated[VenueScope, Depends(require_staff(action))]) -> list[str]:
            return [str(scope.venue_id), scope.role, scope.subject, scope.expires_at.isoformat()]

    @app.get("/platform")
    async def platform(claims: Annotated[StaffClaims, Depends(require_operator)]) -> str:
        return claims.subject

    @app.get("/orders/{order_id}")
    async def order(scope: Annotated[DinerScope, Depends(diner_scope)]) -> list[str]:
        return [str(scope.order_id), str(scope.venue_id)]

    return app


@pytest.fixture
async def client(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_the_matrix_decides_every_action_and_the_operator_may_everything():
    assert set(PERMISSIONS) == set(Action)
    assert all(Role.OPERATOR in roles for roles in PERMISSIONS.values())
    for role in set(Role) - {Role.OPERATOR}:
        assert {action for action in Action if role in PERMISSIONS[action]}.isdisjoint(OPERATOR_ONLY)


def test_an_owner_may_all_that_the_staff_may():
    for action in set(Action) - OPERATOR_ONLY:
        assert Role.OWNER in PERMISSIONS[action]


def test_the_kitchen_touches_no_money():
    kitchen = {action for action, roles in PERMISSIONS.items() if Role.KITCHEN in roles}
    assert kitchen == {
        Action.VIEW_BOARD,
        Action.VIEW_ORDERS,
        Action.START,
        Action.COMPLETE,
        Action.WORK_TICKETS,
        Action.AVAILABILITY,
        Action.PAUSE,
    }


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_on_each_action_in_and_out_of_its_venue(client, issuer, role):
    headers = bearer(issuer.issue("anna", role, [VENUE]))
    for action in Action:
        answer = await client.get(f"/venues/{VENUE}/{action}", headers=headers)
        assert answer.status_code == (200 if role in PERMISSIONS[action] else 403), (role, action)
        elsewhere = await client.get(f"/venues/{OTHER_VENUE}/{action}", headers=headers)
        assert elsewhere.status_code == (200 if role is Role.OPERATOR else 404), (role, action)
        if elsewhere.status_code == 404:
            assert elsewhere.headers["content-type"] == "application/problem+json"
            assert role not in elsewhere.text


async def test_the_scope_says_who_and_until_when(client, issuer):
    answer = await client.get(
        f"/venues/{VENUE}/start", headers=bearer(issuer.issue("anna", Role.FLOOR, [VENUE]))
    )
    assert answer.json()[:3] == [str(VENUE), "floor", "anna"]


@pytest.mark.parametrize("path", [f"/venues/{VENUE}/start", "/platform", f"/orders/{ORDER}"])
async def test_no_token_and_bad_tokens_are_401_with_a_challenge(client, issuer, path):
    expired = issuer.issue("anna", Role.OPERATOR, lifetime=timedelta(hours=-1))
    for headers in (
        {},
        {"Authorization": "Basic YTpi"},
        {"Authorization": "Bearer"},
        bearer("x"),
        bearer(expired),
    ):
        answer = await client.get(path, headers=headers)
        assert answer.status_code == 401, headers
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
    for query in ("access_token", "token", "authorization"):
        good = issuer.issue("anna", Role.OPERATOR)
        assert (await client.get(f"{path}?{query}={good}")).status_code == 401


@pytest.mark.parametrize("role", list(Role))
async def test_the_platform_is_the_operators(client, issuer, role):
    answer = await client.get("/platform", headers=bearer(issuer.issue("x", role, [VENUE])))
    assert answer.status_code == (200 if role is Role.OPERATOR else 403)


async def test_a_diner_opens_only_the_own_order(client, capabilities, issuer):
    token = capabilities.issue(ORDER, VENUE)
    assert (await client.get(f"/orders/{ORDER}", headers=bearer(token))).json() == [str(ORDER), str(VENUE)]
    assert (await client.get(f"/orders/{UUID(int=4)}", headers=bearer(token))).status_code == 401
    assert (await client.get(f"/venues/{VENUE}/start", headers=bearer(token))).status_code == 401
    staff = bearer(issuer.issue("anna", Role.OWNER, [VENUE]))
    assert (await client.get(f"/orders/{ORDER}", headers=staff)).status_code == 401


async def test_without_keys_the_answer_is_try_again(app, client, issuer, clock):
    async def away() -> bytes:
        raise ConnectionRefusedError

    install_access(app, staff=StaffVerifier(PublicKeys(away, clock=clock), now=clock))
    answer = await client.get("/platform", headers=bearer(issuer.issue("x", Role.OPERATOR)))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"


def test_openapi_names_both_kinds_of_token(app):
    schemes = app.openapi()["components"]["securitySchemes"]
    assert set(schemes) == {"StaffToken", "OrderToken"}
