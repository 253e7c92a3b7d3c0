"""`twyst-ops orders adopt`: after a restore from a backup, what the database lost comes back from the order topic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import typer

from twyst.contracts import topics as contract
from twyst.mailbox.database import fetch_value
from twyst.mailbox.outlet import keep_still
from twyst.messaging.admin import read_all, start_offsets
from twyst.messaging.topics import Topics
from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed, Refused
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.registry import Registry, desk
from twyst.ops.run import Deed, Draft, Item, Plan, Progress
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresDesk, PostgresTransactions
from twyst.order.adapters.order_events import encode_event
from twyst.order.adapters.restoring import (
    RESTORE,
    decode_order_event,
    decode_restored,
    encode_restored,
    terms_of,
)
from twyst.order.application.adopt import CannotAdopt, Told, adopt
from twyst.order.application.fold import Arrival, Creation, create
from twyst.order.domain.order import Published
from twyst.runtime.clock import utc_now

_SEQS = "SELECT order_id::text, seq FROM orders"
_CONTACTS = "SELECT venue_id::text, contact FROM venue"
_STOP = "an order worker is at work: stop all of them, and the APIs, until the orders are adopted"


def register(registry: Registry) -> None:
    registry.group("orders", "Orders that need somebody.").command(name="adopt")(adopt_orders)
    registry.deed(Deed("orders adopt", "order", _adopt_partition, check=_nobody_works))


@changing()
def adopt_orders(context: typer.Context, *, how: Execution) -> None:
    """Take what the topic tells of orders that the database lacks, or knows less of; before any worker starts."""
    desk(context).change("orders adopt", plan, how)


async def plan(eyes: Eyes) -> Draft:
    """One item per partition: its orders that the topic knows more of, and who answers for their money."""
    known = {row["order_id"]: row["seq"] for row in await eyes.rows("order", _SEQS)}
    contacts = {row["venue_id"]: row["contact"] for row in await eyes.rows("order", _CONTACTS)}
    behind: dict[int, dict[str, Any]] = {}
    ends: dict[int, int] = {}
    async for seen in eyes.records(contract.ORDERS_EVENTS.name):
        partition, seq = seen.record.partition, seen.body.get("seq")
        ends[partition] = seen.record.offset + 1
        if isinstance(seq, int) and seq > known.get(seen.key, 0):
            orders = behind.setdefault(partition, {})
            orders[seen.key] = contacts.get(str(seen.body.get("venue_id")))
    items = tuple(
        Item(f"partition {number}", f"{len(orders)} orders, up to offset {ends[number]}",
             {"partition": number, "end": ends[number], "orders": orders}, len(orders))
        for number, orders in sorted(behind.items())
    )  # fmt: skip
    return Draft(f"adopt {sum(item.weight for item in items)} orders from their events", items)


async def _nobody_works(hands: Hands, _plan: Plan) -> None:
    async with PostgresTransactions(hands.database("order")).begin() as book:
        await _refuse_company(book)


async def _refuse_company(book: PostgresDesk) -> None:
    if not await keep_still(book.connection):
        raise Refused(_STOP)


async def _adopt_partition(hands: Hands, item: Item, run: Progress) -> str:
    published, foreign = await _published(hands, item)
    transactions = PostgresTransactions(hands.database("order"))
    taken, failed = 0, []
    for order_id, owner in item.data["orders"].items():
        try:
            async with transactions.begin() as book:
                await _refuse_company(book)
                if order_id in foreign:
                    raise CannotAdopt(foreign[order_id])
                await _compare(book, order_id, published[order_id])
                told = told_of(
                    order_id, published[order_id], owner, actor=run.actor, source=f"twyst-ops {run.run_id}"
                )
                taken += await adopt(book, told, utc_now())
        except CannotAdopt as error:
            failed.append(f"{order_id}: {error}")
    if failed:
        raise Failed(
            f"{len(failed)} of {len(item.data['orders'])} orders were not adopted: {'; '.join(failed[:5])}"
        )
    return f"{len(item.data['orders'])} orders took {taken} events"


async def _published(hands: Hands, item: Item) -> tuple[dict[str, dict[int, Published]], dict[str, str]]:
    """Every event of the item's orders by its seq, copies dropped; and of which orders a record is no event."""
    bootstrap = hands.eyes.kafka_address()
    topic, only = (
        Topics(hands.targets.read.namespace).physical(contract.ORDERS_EVENTS.name),
        item.data["partition"],
    )
    ends = await start_offsets(bootstrap, topic)
    ends[only] = item.data["end"]
    found: dict[str, dict[int, Published]] = {order_id: {} for order_id in item.data["orders"]}
    foreign: dict[str, str] = {}
    async for record in read_all(bootstrap, topic, end=ends):
        key = (record.key or b"").decode(errors="replace")
        if key not in found:
            continue
        try:
            body = (record.value or b"").decode()
            one = Published(body, record.headers["ce_time"], record.headers.get("traceparent"))
            found[key].setdefault(decode_order_event(body).seq, one)
        except (UnicodeDecodeError, msgspec.DecodeError, KeyError) as error:
            foreign[key] = f"{record.partition}/{record.offset} is no event of an order: {error!r}"
    return found, foreign


async def _compare(book: PostgresDesk, order_id: str, published: Mapping[int, Published]) -> None:
    """An order that went on after the restore is another order than the topic's: nobody can join the two."""
    for seq, one in published.items():
        body = await fetch_value(
            book.connection, "SELECT body FROM outbox WHERE ce_id = $1", f"{order_id}:{seq}"
        )
        if body is not None and body != one.body:
            raise CannotAdopt(f"event {seq} is another one in the database")


def told_of(
    order_id: str, published: Mapping[int, Published], owner: str | None, *, actor: str, source: str
) -> Told:
    """What these events, by their seq, tell of an order. `owner` answers for its money."""
    seqs = sorted(published)
    creation = _creation(published[1], owner, actor) if 1 in published else None

    def after(seq: int) -> Arrival:
        payload = encode_restored([published[each] for each in seqs if each > seq])
        return Arrival(
            order_id=order_id,
            given=decode_restored(payload),
            kind=RESTORE,
            payload=payload,
            actor=actor,
            source=source,
        )

    return Told(order_id, seqs[0], seqs[-1], creation, after)


def _creation(first: Published, owner: str | None, actor: str) -> Creation:
    """The order as it was placed; its first event comes out with the same bytes."""
    if owner is None:
        raise CannotAdopt("its venue is not in the database: it was opened after the backup")
    event = decode_order_event(first.body)
    terms = terms_of(event, hold_owner=owner)
    placed = create(
        terms,
        codec.encode_terms(terms),
        actor=actor,
        recorded_at=datetime.fromisoformat(event.occurred_at),
        traceparent=first.traceparent,
    )
    if encode_event(placed.event, placed.order, event.occurred_at) != first.body.encode():
        raise CannotAdopt("this release would write its first event with other bytes")
    return placed
