"""Webhook endpoints as in the Dashboard: roll a secret, send an event again; and send what Stripe never would."""

from typing import Any

import httpx
from fastapi import APIRouter
from pydantic import BaseModel, Field

from twyst.stripe_sandbox.control.command import Command
from twyst.stripe_sandbox.errors import not_found
from twyst.stripe_sandbox.events import EventRef, queue_delivery
from twyst.stripe_sandbox.faults import Corruption
from twyst.stripe_sandbox.objects import webhook_endpoint
from twyst.stripe_sandbox.store import to_json
from twyst.stripe_sandbox.webhooks import corrupt, sign
from twyst.stripe_sandbox.world import World


class RollSecret(Command):
    """A new signing secret for an endpoint."""

    secret: str | None = Field(default=None, description="The new secret; null makes one.")
    old_lives_seconds: float = Field(
        default=24 * 3600, ge=0, description="How long the old ones sign as well."
    )


class SendAnything(Command):
    """A body of any kind, validly signed unless it shall not be."""

    body: Any = Field(description="Sent as JSON; a text is sent as it is.")
    corruption: Corruption | None = None


class Answered(BaseModel):
    """What the endpoint said."""

    status_code: int
    body: str


def endpoints_router(world: World) -> APIRouter:
    """Commands about endpoints."""
    router = APIRouter(prefix="/_sandbox", tags=["webhook endpoints"])

    @router.post("/webhook_endpoints/{endpoint_id}/roll")
    async def roll_secret(endpoint_id: str, command: RollSecret | None = None) -> dict[str, str]:
        """Roll the signing secret; until the old ones expire each delivery carries a signature of each."""
        wanted = command or RollSecret()
        with world.work() as work:
            fresh = webhook_endpoint.roll(work, endpoint_id, wanted.secret, wanted.old_lives_seconds)
        return {"id": endpoint_id, "secret": fresh}

    @router.post("/webhook_endpoints/{endpoint_id}/send")
    async def send_anything(endpoint_id: str, command: SendAnything) -> Answered:
        """Send a body once, now, past queue, faults and log: thin events, another livemode, nonsense."""
        work = world.view()
        endpoint = work.find("webhook_endpoint", endpoint_id)
        secrets = webhook_endpoint.live_secrets(endpoint, work.now_seconds)
        body = (command.body if isinstance(command.body, str) else to_json(command.body)).encode()
        if command.corruption is None:
            signed = sign(body, secrets, work.wall_seconds)
        else:
            signed = corrupt(command.corruption, body, secrets, work.wall_seconds)
        headers = {b"Content-Type": b"application/json; charset=utf-8", b"Stripe-Signature": signed.signature}
        async with httpx.AsyncClient() as http:
            answer = await http.post(endpoint["url"], content=signed.body, headers=headers)
        return Answered(status_code=answer.status_code, body=answer.text)

    @router.post("/events/{event_id}/resend")
    async def resend_event(event_id: str, endpoint: str) -> dict[str, str]:
        """Deliver an event once more to an endpoint, however long ago it was."""
        with world.work() as work:
            row = work.store.row("SELECT id, seq, type FROM events WHERE id = ?", (event_id,))
            if row is None:
                raise not_found("event", event_id)
            found = work.find("webhook_endpoint", endpoint)
            queue_delivery(work, EventRef(row["id"], row["seq"], row["type"]), found.id, is_duplicate=True)
        return {"id": event_id, "endpoint": found.id}

    return router
