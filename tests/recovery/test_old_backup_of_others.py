"""Old backups of the kitchen's and the books' databases are put back: topics tell them again, and what the staff saw as well."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial

import pytest
from faults.oracle import verify
from journeys.diners import Dining, Meal
from journeys.live_stack import LiveStack
from recovery.knowledge import Knowledge, Ops, settled_knowledge
from recovery.servers import all_started_after, copy_database, database_of, stopped
from runbooks.page import Follower
from runbooks.rules import RUNBOOKS

from twyst.demo.clients import Venue

SECTIONS = {"fulfillment": "The kitchen: replay, then adopt", "reconciliation": "The books: replay"}


@pytest.mark.parametrize("service", SECTIONS)
async def test_what_happened_since_is_known_again(
    service: str,
    stack: LiveStack,
    dining: Dining,
    venues: list[Venue],
    ops: Ops,
    few_orders: Callable[[], Awaitable[list[Meal]]],
) -> None:
    own = database_of(stack, service)
    backup = f"{own}_backup"
    await few_orders()
    await verify(stack.describe())
    async with stopped(stack, (f"{service}-api", f"{service}-worker")):
        await copy_database(stack, service, source=own, copy=backup)
        since = datetime.now(UTC)
        meal = await dining.place(venues[0])
        await ops("lag", "--group", f"{service}.orders", "--wait", "1s", code=5)
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await few_orders()
    await verify(stack.describe())
    before = _known(await settled_knowledge(stack.describe()))

    page = Follower(stack.state, RUNBOOKS / "lost-database.md", {"since": since.isoformat()})
    restore = partial(copy_database, stack, service, source=backup, copy=own)
    async with all_started_after(stack):
        await page.follow(SECTIONS[service], {"Restore the backup": restore})
    await verify(stack.describe())
    assert _known(await settled_knowledge(stack.describe())) == before
    if service == "fulfillment":
        assert (await ops("tickets", "adopt"))["run_id"] is None
    assert all(row["records"] == 0 for row in await ops("lag", "--wait", "2m"))


def _known(all_that_is: Knowledge) -> dict[str, object]:
    """Without what the page says does not come back: whether a board had shown a ticket that nobody saw."""
    tickets = [{**json.loads(ticket), "announced": None} for ticket in all_that_is.tickets]
    return {
        "orders": all_that_is.orders,
        "tickets": sorted(tickets, key=lambda ticket: ticket["order_id"]),
        "followed": all_that_is.followed,
        "books": all_that_is.books,
    }
