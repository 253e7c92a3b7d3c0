"""What Stripe's sandbox says it sent, and what it was answered."""

from __future__ import annotations

from typing import Any

from twyst.demo.clients import Platform

_PAGE = 10_000


async def deliveries(platform: Platform) -> list[dict[str, Any]]:
    """All deliveries with their attempts, the oldest first."""
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["seq"] if found else 0
        path = f"/_sandbox/deliveries?after={after}&limit={_PAGE}"
        page = (await platform.sandbox.ok("GET", path))["data"]
        found += page
        if len(page) < _PAGE:
            return found
