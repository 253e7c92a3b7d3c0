"""`twyst-ops tickets adopt` and `boards reload`: after a restore, what the staff had seen comes back, and boards begin anew."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from uuid import UUID

import msgspec
import typer

from twyst.contracts import topics as contract
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.fulfillment.adapters.desk import PostgresTransactions
from twyst.fulfillment.adapters.messages import TICKET_SEEN, ticket_lapsed, ticket_seen
from twyst.fulfillment.application.adopt import CannotAdopt, adopt
from twyst.fulfillment.application.ports import TicketLapsed, TicketSeen, Transactions
from twyst.mailbox import feed
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.runtime.tracing import TRACEPARENT, parse_traceparent, use_trace

_SERVICE = "fulfillment"
_KNOWN = "SELECT ce_id FROM outbox WHERE topic = $1"
_BOARDS = "SELECT count(*) AS boards FROM feed_cursor"


def register(registry: Registry) -> None:
    registry.group("tickets", "What the kitchen has on its board.").command(name="adopt")(adopt_tickets)
    registry.group("boards", "The boards that show tickets.").command(name="reload")(reload_boards)
    registry.deed(Deed("tickets adopt", _SERVICE, _adopt))
    registry.deed(Deed("boards reload", _SERVICE, _reload))


@changing()
def adopt_tickets(context: typer.Context, *, how: Execution) -> None:
    """Take back what the staff had seen and an old backup does not know; after the replay, and before the APIs start."""
    desk(context).change("tickets adopt", plan, how)


async def plan(eyes: Eyes) -> Draft:
    """One item per event that the topic holds and the outbox lacks, in the order of the topic."""
    topic = contract.FULFILLMENT_EVENTS.name
    records = eyes.records(topic)
    known = {row["ce_id"] for row in await eyes.rows(_SERVICE, _KNOWN, topic)}
    told: dict[str, Item] = {}
    async for seen in records:
        if seen.ce_id not in known:
            about = f"{seen.body.get('occurred_at')} by {seen.body.get('actor')}"
            data = {
                "body": seen.value.decode(errors="replace"),
                "traceparent": seen.record.headers.get(TRACEPARENT),
            }
            told.setdefault(seen.ce_id, Item(seen.ce_id, about, data))
    return Draft(f"adopt {len(told)} events of the kitchen", tuple(told.values()))


async def _adopt(hands: Hands, item: Item, _run: Progress) -> str:
    try:
        await adopt_event(PostgresTransactions(hands.database(_SERVICE)), **item.data)
    except CannotAdopt as error:
        raise Failed(str(error)) from error
    return "known again"


async def adopt_event(transactions: Transactions, body: str, traceparent: str | None) -> None:
    """Adopt an event as it lies on the topic. It leaves again as an exact copy, which nobody counts. Raises CannotAdopt."""
    try:
        told = told_of(body)
    except ValueError as error:  # msgspec's own are of that kind
        raise CannotAdopt(f"it is no event of the kitchen: {error}") from error
    trace = parse_traceparent(traceparent)
    with use_trace(trace) if trace else nullcontext():
        same = ticket_seen(told) if isinstance(told, TicketSeen) else ticket_lapsed(told)
        if same.body != body.encode():
            raise CannotAdopt("this release would write it with other bytes")
        async with transactions.begin() as tx:
            await adopt(tx, told)


def told_of(body: str) -> TicketSeen | TicketLapsed:
    event = msgspec.json.decode(body, type=FulfillmentEvent)
    order_id, venue_id = UUID(event.order_id), UUID(event.venue_id)
    at = datetime.fromisoformat(event.occurred_at)
    if event.type == TICKET_SEEN:
        return TicketSeen(order_id, venue_id, at, event.actor)
    return TicketLapsed(order_id, venue_id, at)


@changing()
def reload_boards(context: typer.Context, *, how: Execution) -> None:
    """Have every board load all it shows anew, now or when it comes back; it takes a moment and nobody has to do anything."""
    desk(context).change("boards reload", _all_boards, how)


async def _all_boards(eyes: Eyes) -> Draft:
    (row,) = await eyes.rows(_SERVICE, _BOARDS)
    return Draft(
        f"the boards of {row['boards']} venues load anew", (Item("boards", f"of {row['boards']} venues"),)
    )


async def _reload(hands: Hands, _item: Item, _run: Progress) -> str:
    async with hands.database(_SERVICE).transaction() as connection:
        venues = await feed.break_off(connection)
    return f"the boards of {len(venues)} venues load anew"
