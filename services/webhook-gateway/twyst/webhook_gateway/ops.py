"""What an operator does about Stripe's events and the secrets they are signed with: contributed to `twyst-ops`.

An event that never arrived is asked of Stripe, signed anew and posted to the gateway, so that projection and routing have one
home. The gateway's own answer is the outcome.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import httpx
import msgspec
import typer

from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed, Mistaken, Refused
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.verify.invariant import Row, Scope, StripeList
from twyst.verify.platform import STRIPE_TOPICS, TOPICS_KEEP
from twyst.verify.sources import NotAtStripe
from twyst.webhook_gateway.invariants import concerns_us
from twyst.webhook_gateway.receive import BACKFILL, SOURCE_HEADER

RATE_PER_SECOND: Final = 10.0
_AUDITED_BY: Final = "order"
_EVENTS: Final = StripeList("/v1/events", connected=True)
_PROBE: Final = "twyst.probe"
PLATFORM: Final = "platform"
_DAYS: Final = TOPICS_KEEP / timedelta(days=1)
_Since = Annotated[
    float, typer.Option("--days", min=0.001, max=_DAYS, help="How far back; topics keep 28 days.")
]
_Back = Annotated[
    float, typer.Option("--days", min=0.001, max=30, help="How far back; Stripe keeps 30 days, topics 28.")
]
_Account = Annotated[
    str | None, typer.Option(help="Only events of this connected account; `platform` for our own.")
]


def register(registry: Registry) -> None:
    """Add the commands."""
    stripe = registry.group("stripe", "What Stripe says.")
    stripe.command()(gaps)
    stripe.command()(backfill)
    secrets = registry.group("secrets", "The secrets that webhooks are signed with.")
    secrets.command()(doctor)
    secrets.command()(rotate)
    registry.deed(Deed("stripe backfill", _AUDITED_BY, _post, check=_can_post))


def gaps(context: typer.Context, *, days: _Since = _DAYS, account: _Account = None) -> None:
    """Events that Stripe made, that concern us, and that are on no topic; exit code 5 when there are any."""
    here = desk(context)
    rows = [_shown(event) for event in here.look(lambda eyes: missing(eyes, timedelta(days=days), account))]
    here.told.rows("events on no topic", rows, empty="every event of Stripe's that concerns us is on a topic")
    if rows:
        here.drift(f"{len(rows)} events: `twyst-ops stripe backfill` brings them")


@changing(rate=RATE_PER_SECOND)
def backfill(
    context: typer.Context, *, days: _Back = _DAYS, account: _Account = None, how: Execution,
) -> None:  # fmt: skip
    """Ask Stripe for the events that are on no topic, and post them to the gateway, the oldest first."""

    async def plan(eyes: Eyes) -> Draft:
        events = await missing(eyes, timedelta(days=days), account)
        items = tuple(
            Item(event["id"], f"{event['type']} of {event.get('account') or 'the platform'}", {"account": event.get("account")})
            for event in events
        )  # fmt: skip
        return Draft(f"post {len(items)} events of Stripe's to the gateway", items)

    desk(context).change("stripe backfill", plan, how)


async def missing(eyes: Eyes, back: timedelta, account: str | None) -> list[Row]:
    """Events of Stripe's list that no Stripe topic holds, the oldest first."""
    eyes.stripe_key()
    if account not in {None, PLATFORM}:
        await _known(eyes, str(account))
    eyes.kafka_address()
    # Stripe's list first: what is delivered meanwhile is then on the topics, and no gap.
    scope = Scope(since=datetime.now(UTC) - back)
    events = [event for event in await eyes.sources.read(_EVENTS, scope) if _is_of(event, account)]
    kept: set[str] = set()
    for topic in STRIPE_TOPICS:
        async for record in eyes.records(topic):
            kept.add(record.ce_id)
    wanted = [event for event in events if event["id"] not in kept]
    concerning = [event for event in reversed(wanted) if concerns_us(event, livemode=event["livemode"])]
    # Stripe lists one account after the other.
    return sorted(concerning, key=lambda event: int(event["created"]))


async def _known(eyes: Eyes, account: str) -> None:
    """Mistaken when Stripe knows no such connected account: of it there would be no gap, whatever was lost."""
    try:
        await eyes.sources.stripe_object(f"/v1/accounts/{account}", None)
    except NotAtStripe as error:
        raise Mistaken(f"{account} is no account of this platform: {error}") from error


def _is_of(event: Row, account: str | None) -> bool:
    return account is None or (event.get("account") or PLATFORM) == account


def _shown(event: Row) -> dict[str, Any]:
    made = datetime.fromtimestamp(event["created"], UTC)
    return {
        "event": event["id"],
        "type": event["type"],
        "account": event.get("account") or PLATFORM,
        "made": made.isoformat(timespec="seconds"),
    }


async def _can_post(hands: Hands, _plan: object) -> None:
    if hands.targets.gateway is None or not hands.targets.webhook_secrets:
        raise Refused("needs the gateway's address and secrets: give --gateway and --webhook-secret")


async def _post(hands: Hands, item: Item, _run: Progress) -> str:
    account = item.data["account"]
    endpoint = "connect" if account else "platform"
    secrets = hands.targets.webhook_secrets.get(endpoint)
    if not secrets:
        raise Failed(
            f"no secret of the {endpoint} endpoint is known: give --webhook-secret {endpoint}=whsec_…"
        )
    event = await hands.eyes.sources.stripe_object(f"/v1/events/{item.id}", account)
    body = msgspec.json.encode({**event, "account": account} if account else event)
    try:
        status, answer = await post_signed(hands, endpoint, body, secrets[0], is_backfill=True)
    except httpx.HTTPError as error:
        raise Failed(f"the gateway does not answer: {error!r}") from error
    if status != 200:
        raise Failed(f"the gateway answered {status}: {answer[:200]}")
    return "taken by the gateway"


async def post_signed(
    hands: Hands, endpoint: str, body: bytes, secret: str, *, is_backfill: bool
) -> tuple[int, str]:
    """One delivery as Stripe makes it; status and body of the answer."""
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature(body, secret)}
    if is_backfill:
        headers[SOURCE_HEADER.decode()] = BACKFILL.decode()
    url = f"{hands.targets.gateway}/webhooks/stripe/{endpoint}"
    return await hands.post(url, content=body, headers=headers)


def signature(body: bytes, secret: str) -> str:
    """The value of a Stripe-Signature header, made now."""
    at = int(time.time())
    made = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"


def doctor(context: typer.Context) -> None:
    """Whether the gateway takes what is signed with each secret that we know; exit code 5 when it does not."""
    here = desk(context)
    rows = here.look(lambda eyes: _probe_all(eyes, {}))
    here.told.rows("secrets", rows, empty="no secret is known: give --webhook-secret platform=whsec_…")
    if any(row["gateway"] != "takes it" for row in rows):
        here.drift(
            "a delivery that is signed with such a secret is refused, and Stripe repeats it for three days"
        )


def rotate(
    context: typer.Context, endpoint: Annotated[str, typer.Argument(help="platform or connect.")],
    new: Annotated[str, typer.Argument(help="The new secret, as Stripe showed it when it was rolled.")],
) -> None:  # fmt: skip
    """Which step of a rotation is next. Nothing is lost as long as the gateway takes both, so it says when that is so.

    The secrets are in the gateway's settings, which no command changes: this one finds out what is true.
    """
    here = desk(context)
    if endpoint not in {"platform", "connect"} or not new.startswith("whsec_"):
        raise typer.BadParameter("name the endpoint (platform or connect) and the new secret (whsec_…)")
    rows = here.look(lambda eyes: _probe_all(eyes, {endpoint: (new,)}))
    of_endpoint = [row for row in rows if row["endpoint"] == endpoint]
    takes_new = of_endpoint[0]["gateway"] == "takes it"
    takes_old = any(row["gateway"] == "takes it" for row in of_endpoint[1:])
    here.told.rows("secrets", of_endpoint, empty="")
    variable = f"TWYST_WEBHOOK_SECRETS_{endpoint.upper()}"
    if not takes_new:
        here.drift(
            f"next: put the new secret first in {variable}, keep the old one behind it, restart the gateways one by one"
        )
    elif takes_old:
        here.told.line(
            f"the gateway takes both. Next: when Stripe's old secret has expired, leave it out of {variable}"
        )
    else:
        here.told.line("done: the gateway takes the new secret and no other that we know")


async def _probe_all(eyes: Eyes, more: dict[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Each secret with the gateway's answer to a harmless event, those of `more` first."""
    async with Hands(eyes.targets, eyes) as hands:
        await _can_post(hands, None)
        found = []
        known = eyes.targets.webhook_secrets
        for endpoint in {**known, **more}:
            for secret in dict.fromkeys((*more.get(endpoint, ()), *known.get(endpoint, ()))):
                status, _ = await post_signed(hands, endpoint, _harmless(endpoint), secret, is_backfill=False)
                words = "takes it" if status == 200 else f"refuses it ({status})"
                found.append({"endpoint": endpoint, "secret": f"…{secret[-4:]}", "gateway": words})
        return found


def _harmless(endpoint: str) -> bytes:
    """An event of a type that Twyst does not use: verified, counted and forgotten."""
    event = {
        "id": "evt_probe", "object": "event", "type": _PROBE, "livemode": False, "created": int(time.time()),
        "api_version": None, "data": {"object": {"id": "probe", "object": "probe"}},
    }  # fmt: skip
    return msgspec.json.encode({**event, "account": "acct_probe"} if endpoint == "connect" else event)
