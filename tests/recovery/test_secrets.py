"""A webhook secret is rotated while diners come: a gateway that takes both, then Stripe's old one expires. Nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from faults.deliveries import deliveries
from faults.oracle import verify
from faults.rush import Rush
from journeys.live_stack import LiveStack
from recovery.knowledge import Ops

from twyst.demo.clients import Platform

_ENDPOINT = "we_platform"
_NEW = "whsec_" + "5" * 48
_DAY_SECONDS = 86_400


async def test_a_rotation_under_load_loses_nothing(
    stack: LiveStack, platform: Platform, ops: Ops, rush: Callable[[], Rush]
) -> None:
    described = stack.describe()
    (old,) = described["webhook_secrets"]["platform"]
    endpoint = await _endpoint(platform)
    assert all(row["gateway"] == "takes it" for row in await ops("secrets", "doctor"))
    unknown = await ops("secrets", "rotate", "platform", _NEW, code=5)
    assert [row["gateway"] for row in unknown] == ["refuses it (400)", "takes it"]
    refused_before = await _refused(platform)
    async with rush() as hour:
        await hour.more("paid", 2)
        await _roll(platform, _NEW, old_lives_seconds=_DAY_SECONDS)  # signs with both from now on
        await hour.more("paid", 2)
        async with stack.beside("gateway", TWYST_WEBHOOK_SECRETS_PLATFORM=f"{_NEW},{old}") as second:
            await _send_to(platform, f"{second}/webhooks/stripe/platform")
            both = await ops("--gateway", second, "secrets", "rotate", "platform", _NEW)
            assert [row["gateway"] for row in both] == ["takes it", "takes it"]
            await hour.more("paid", 2)
            await _roll(platform, _NEW, old_lives_seconds=0)  # the old one is gone
            await hour.more("over", 3)
            # Back to how it was, the same way round, for whoever uses the stack next.
            await _roll(platform, old, old_lives_seconds=_DAY_SECONDS)
            await _send_to(platform, endpoint["url"])
            await hour.more("over", 2)
            await _roll(platform, old, old_lives_seconds=0)
    await verify(stack.describe())
    assert await _refused(platform) == refused_before


async def _endpoint(platform: Platform) -> dict[str, Any]:
    found = await platform.sandbox.ok("GET", f"/v1/webhook_endpoints/{_ENDPOINT}", token=platform.stripe_key)
    return dict(found)


async def _roll(platform: Platform, secret: str, *, old_lives_seconds: float) -> None:
    body = {"secret": secret, "old_lives_seconds": old_lives_seconds}
    await platform.sandbox.ok("POST", f"/_sandbox/webhook_endpoints/{_ENDPOINT}/roll", body=body)


async def _send_to(platform: Platform, url: str) -> None:
    await platform.stripe("POST", f"/v1/webhook_endpoints/{_ENDPOINT}", {"url": url})


async def _refused(platform: Platform) -> int:
    """Deliveries of Stripe's that a gateway did not believe."""
    attempts = [attempt for row in await deliveries(platform) for attempt in row["attempts"]]
    return sum(attempt["status_code"] == 400 for attempt in attempts)
