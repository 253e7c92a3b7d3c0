"""An old backup of the order database is put back: orders come from their topic, the rest from replay and Stripe."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from faults.oracle import verify
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from recovery.knowledge import Ops
from recovery.servers import all_started_after, copy_database, database_of, stopped, superuser
from runbooks.page import Follower
from runbooks.rules import RUNBOOKS

from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually

_OF_ORDERS = ("order-api", "order-worker")
_BACKUP = "twyst_order_backup"
_LOST, _LATER = 44, 33  # minutes that a venue promises
# All that is decided about orders, their events byte for byte, and what Stripe was asked. `input_seq` is left out: it
# counts deliveries, and they come again.
_KNOWN = (
    """SELECT o.order_id::text, state, version, seq, payment_intent, open_holds, money_at_stake, terms::text,
              standing::text, e.events
       FROM orders o JOIN (SELECT key, string_agg(body, chr(10) ORDER BY id) AS events FROM outbox GROUP BY key) e
         ON e.key = o.order_id::text ORDER BY order_id""",
    "SELECT order_id::text, version, from_state, to_state, trigger FROM transitions ORDER BY 1, 2",
    "SELECT stripe_key, kind, status, answer FROM calls ORDER BY stripe_key",
)


async def test_adopting_and_replaying_close_the_gap(
    stack: LiveStack,
    platform: Platform,
    dining: Dining,
    venues: list[Venue],
    ops: Ops,
    few_orders: Callable[[], Awaitable[list[Meal]]],
) -> None:
    own = database_of(stack, "order")
    *_, waiting = await few_orders()
    unpaid = await dining.place(venues[0])
    await verify(stack.describe())
    async with stopped(stack, _OF_ORDERS):
        await copy_database(stack, "order", source=own, copy=_BACKUP)
    backed_up_at = datetime.now(UTC)

    await _quote(platform, venues[0], _LOST)
    await few_orders()
    await dining.pay(unpaid)
    await dining.until(unpaid, "PAYMENT_SUCCEEDED")
    for command in ("start", "complete"):
        assert (await dining.staff(waiting, command)).status == 200
    placed = await dining.place(venues[1])
    await verify(stack.describe())
    before, effects = await _known(stack), await _effects(platform)

    page = Follower(stack.state, RUNBOOKS / "lost-database.md", {"since": backed_up_at.isoformat()})

    async def restore() -> None:
        await copy_database(stack, "order", source=_BACKUP, copy=own)
        assert await _known(stack) != before

    async with all_started_after(stack):
        await page.follow("Orders: adopt, then replay", {"Restore the backup": restore})
    assert (await ops("orders", "adopt"))["run_id"] is None
    await _told_of(stack, platform, venues[0])
    assert await ops("stripe", "gaps") == []
    await verify(stack.describe())
    assert await _known(stack) == before
    assert await _effects(platform) == effects
    await dining.pay(placed)
    await dining.until(placed, "PAYMENT_SUCCEEDED")
    await eventually(lambda: _all_taken(ops), PATIENCE_SECONDS, 1.0)
    await verify(stack.describe())


async def _quote(platform: Platform, venue: Venue, minutes: int | None) -> None:
    change = {"paused": False, "quote_minutes": minutes}
    await platform.order.ok(
        "POST", f"/v1/venues/{venue.venue_id}/pause", token=venue.manager_token, body=change
    )


async def _told_of(stack: LiveStack, platform: Platform, venue: Venue) -> None:
    """The kitchen promises what the restored venue does, and hears of its next change."""
    async with superuser(stack) as owner:
        was = await owner.fetchval(
            "SELECT quote_minutes FROM venue WHERE venue_id = $1::uuid", venue.venue_id
        )
    assert was not in (_LOST, _LATER)
    await eventually(lambda: _kitchen_promises(stack, venue, was), PATIENCE_SECONDS, 0.5)
    for minutes in (_LATER, was):
        await _quote(platform, venue, minutes)
        await eventually(
            lambda minutes=minutes: _kitchen_promises(stack, venue, minutes), PATIENCE_SECONDS, 0.5
        )


async def _kitchen_promises(stack: LiveStack, venue: Venue, minutes: int | None) -> bool:
    async with superuser(stack, "fulfillment") as owner:
        seconds = await owner.fetchval(
            "SELECT quote_seconds FROM venues WHERE venue_id = $1::uuid", venue.venue_id
        )
    return bool(seconds == (minutes and minutes * 60))


async def _known(stack: LiveStack) -> list[list[dict[str, Any]]]:
    async with superuser(stack) as owner:
        return [[dict(row) for row in await owner.fetch(sql)] for sql in _KNOWN]


async def _effects(platform: Platform) -> list[str]:
    """The keys of all that Stripe carried out, each as often as it did."""
    rows = (await platform.sandbox.ok("GET", "/_sandbox/requests?limit=10000"))["data"]
    return sorted(row["idempotency_key"] for row in rows if row["idempotency_key"] and not row["replayed"])


async def _all_taken(ops: Ops) -> bool:
    return all(row["records"] == 0 for row in await ops("lag"))
