"""Webhook endpoints: where events are sent, for which scope, and signed with which secrets."""

from collections.abc import Sequence

from twyst.stripe_sandbox.errors import invalid_request
from twyst.stripe_sandbox.objects.application_fee import APPLICATION
from twyst.stripe_sandbox.objects.lists import list_objects
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work


def create(work: Work, params: Body) -> Record | Body:
    """POST /v1/webhook_endpoints: the only answer that shows the secret."""
    secret = work.new_id("whsec")
    created = _create(work, work.new_id("we"), [secret], params)
    return {**created.body, "secret": secret}


def ensure(work: Work, endpoint_id: str, url: str, secrets: Sequence[str], *, connect: bool) -> None:
    """An endpoint of the configuration: made at the first start, kept up to date at later ones."""
    found = work.load(endpoint_id)
    if found is None:
        params = {"url": url, "enabled_events": ["*"], "connect": connect}
        _create(work, endpoint_id, list(secrets), params)
        return
    work.hide(found, secrets=[{"secret": secret, "expires_at": None} for secret in secrets])
    work.change(found, url=url)


def roll(work: Work, endpoint_id: str, secret: str | None, old_lives_seconds: float) -> str:
    """A new secret; the old ones go on signing for a while of virtual time. Answers the new one."""
    found = work.find("webhook_endpoint", endpoint_id)
    fresh = secret or work.new_id("whsec")
    expires_at = work.now_seconds + old_lives_seconds
    old = [{"secret": old, "expires_at": expires_at} for old in live_secrets(found, work.now_seconds)]
    work.hide(found, secrets=[{"secret": fresh, "expires_at": None}, *(old if old_lives_seconds > 0 else [])])
    return fresh


def live_secrets(found: Record, now_seconds: float) -> list[str]:
    """The secrets that sign now."""
    secrets = found.hidden["secrets"]
    return [
        entry["secret"]
        for entry in secrets
        if entry["expires_at"] is None or entry["expires_at"] > now_seconds
    ]


def retrieve(work: Work, _params: Body, endpoint_id: str) -> Record:
    """GET /v1/webhook_endpoints/{id}."""
    return work.find("webhook_endpoint", endpoint_id)


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/webhook_endpoints."""
    return list_objects(work, params, "webhook_endpoint", "/v1/webhook_endpoints")


def update(work: Work, params: Body, endpoint_id: str) -> Record:
    """POST /v1/webhook_endpoints/{id}."""
    found = retrieve(work, {}, endpoint_id)
    changed: Body = {
        name: params[name] for name in ("url", "enabled_events", "description") if name in params
    }
    if "disabled" in params:
        changed["status"] = "disabled" if params["disabled"] else "enabled"
    work.change(found, **changed, metadata=merged(found["metadata"], params.get("metadata")))
    if found["status"] == "disabled":
        _drop_deliveries(work, found.id)
    return found


def delete(work: Work, _params: Body, endpoint_id: str) -> Body:
    """DELETE /v1/webhook_endpoints/{id}."""
    found = retrieve(work, {}, endpoint_id)
    _drop_deliveries(work, found.id)
    work.store.delete(found.id)
    return {"id": found.id, "object": "webhook_endpoint", "deleted": True}


def _create(work: Work, endpoint_id: str, secrets: list[str], params: Body) -> Record:
    if not params["url"].startswith(("http://", "https://")):
        raise invalid_request(
            "Invalid URL: An explicit scheme (such as https) must be provided.", param="url"
        )
    hidden = {
        "connect": bool(params.get("connect")),
        "secrets": [{"secret": secret, "expires_at": None} for secret in secrets],
    }
    return work.create(
        "we",
        "webhook_endpoint",
        {
            "id": endpoint_id,
            "api_version": params.get("api_version"),
            "application": APPLICATION if hidden["connect"] else None,
            "description": params.get("description"),
            "enabled_events": params["enabled_events"],
            "metadata": merged({}, params.get("metadata")),
            "status": "enabled",
            "url": params["url"],
        },
        hidden=hidden,
    )


def _drop_deliveries(work: Work, endpoint_id: str) -> None:
    """Stripe does not retry towards an endpoint that is disabled or gone."""
    statement = "UPDATE deliveries SET status = 'dropped' WHERE endpoint_id = ? AND status = 'pending'"
    work.store.execute(statement, (endpoint_id,))
