"""Capabilities of connected accounts: asked for here, active once the account is onboarded."""

from twyst.stripe_sandbox.errors import not_found
from twyst.stripe_sandbox.objects import account
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work


def list_all(work: Work, _params: Body, account_id: str) -> Body:
    """GET /v1/accounts/{id}/capabilities."""
    found = account.retrieve(work, {}, account_id)
    data = [account.capability_of(found, name).body for name in found["capabilities"]]
    return {
        "object": "list",
        "data": data,
        "has_more": False,
        "url": f"/v1/accounts/{account_id}/capabilities",
    }


def retrieve(work: Work, _params: Body, account_id: str, name: str) -> Record:
    """GET /v1/accounts/{id}/capabilities/{name}."""
    found = account.retrieve(work, {}, account_id)
    if name not in found["capabilities"]:
        raise not_found("capability", name, param="capability")
    return account.capability_of(found, name)


def update(work: Work, params: Body, account_id: str, name: str) -> Record:
    """POST /v1/accounts/{id}/capabilities/{name}: request it."""
    account.update(work, {"capabilities": {name: {"requested": params.get("requested", True)}}}, account_id)
    return retrieve(work, {}, account_id, name)
