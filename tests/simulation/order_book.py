"""The order book in memory: journal, orders, transitions, references, calls and outbox, as `PostgresBook` writes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg
from simulation.database import Transaction
from simulation.mailbox import append_outbox

from twyst.order.adapters.book import codec
from twyst.order.adapters.book.rows import is_money_at_stake, outbox_events
from twyst.order.application.fold import Arrival, Creation, Entry
from twyst.order.application.ports import Batch, CallRequest, DueCall, Earlier, Unrouted
from twyst.order.domain.decide import Decision
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Order


@dataclass(frozen=True, slots=True)
class OrderRow:
    order: Order
    created_at: datetime
    updated_at: datetime
    is_at_stake: bool = False
    swept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JournalRow:
    input_seq: int
    kind: str
    payload: str
    decision: Decision
    because: str
    recorded_at: datetime
    actor: str
    source: str | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class TransitionRow:
    from_state: str | None
    to_state: str
    trigger: str
    input_seq: int


@dataclass(frozen=True, slots=True)
class CallRow:
    due: DueCall
    due_at: datetime
    status: str = "pending"
    answer: str | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class UnroutedRow:
    event: Unrouted
    number: int
    recorded_at: datetime
    status: str = "waiting"
    looked_at: datetime | None = None


class MemoryBook:
    """`Book` on an open transaction. `poison` are inputs that no row can hold, as a bad release would have it."""

    def __init__(self, transaction: Transaction, poison: Mapping[str, str]) -> None:
        self.transaction = transaction
        self._poison = poison

    async def lock(self, order_ids: Sequence[str], /) -> dict[str, Order]:
        await self.transaction.statement("lock orders")
        rows = {order_id: await self.transaction.lock("orders", order_id) for order_id in sorted(order_ids)}
        return {order_id: row.order for order_id, row in rows.items() if row is not None}

    async def earlier(self, inputs: Sequence[tuple[str, str]], /) -> dict[tuple[str, str], Earlier]:
        await self.transaction.statement("journal")
        return self.journaled(inputs)

    def journaled(self, inputs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Earlier]:
        found = ((key, self.transaction.get("journal", key)) for key in inputs)
        return {
            key: Earlier(row.decision, row.because, row.kind, row.payload)
            for key, row in found
            if row is not None
        }

    async def take_unrouted(self, references: Mapping[str, str], _at: datetime, /) -> list[Arrival]:
        await self.transaction.statement("take unrouted")
        return await self._taken(references)

    async def _taken(self, references: Mapping[str, str]) -> list[Arrival]:
        taken: list[UnroutedRow] = []
        for event_id, row in list(self.transaction.rows("unrouted")):
            if row.status == "waiting" and any(name in references for name in row.event.references):
                locked = await self.transaction.lock("unrouted", event_id)
                if locked.status == "waiting":
                    self.transaction.put("unrouted", event_id, replace(locked, status="applied"))
                    taken.append(locked)
        return [_released(row.event, references) for row in sorted(taken, key=lambda each: each.number)]

    async def write(self, batch: Batch, /) -> list[Arrival]:
        await self.transaction.statement("write")
        for creation in batch.creations:
            await self._create(creation)
        for entry in batch.entries:
            await self._journal(entry)
        for order_id, entry in batch.orders.items():
            row = await self.transaction.lock("orders", order_id)
            at_stake = is_money_at_stake(entry.order.standing)
            moved = OrderRow(entry.order, row.created_at, entry.recorded_at, at_stake, row.swept_at)
            self.transaction.put("orders", order_id, moved)
        for name, order in sorted(batch.references.items()):
            await self.transaction.insert("references", name, order.terms.order_id)
        released = []
        if batch.references:
            owners = {name: order.terms.order_id for name, order in batch.references.items()}
            released = await self._taken(owners)
        for call in batch.calls:
            at = (batch.entries or batch.creations)[0].recorded_at
            await self.transaction.insert("calls", call.stripe_key, _call_row(call, at))
        await append_outbox(self.transaction, outbox_events(batch))
        return released

    async def _create(self, creation: Creation) -> None:
        order_id, at = creation.order.terms.order_id, creation.recorded_at
        await self.transaction.insert_new("orders", order_id, OrderRow(creation.order, at, at))
        row = JournalRow(
            1, codec.CREATE, creation.payload, Decision.APPLIED, "created", at, creation.actor, None, creation.traceparent
        )  # fmt: skip
        await self.transaction.insert_new("journal", (order_id, "create"), row)
        await self.transaction.insert_new(
            "transitions", (order_id, 1), TransitionRow(None, State.CREATED, "create", 1)
        )

    async def _journal(self, entry: Entry) -> None:
        arrival, order_id = entry.arrival, entry.arrival.order_id
        if arrival.given.input_id in self._poison:
            raise asyncpg.DataError(f"no row can hold {arrival.given.input_id}")
        row = JournalRow(
            entry.order.input_seq, arrival.kind, arrival.payload, entry.decision, entry.because, entry.recorded_at,
            arrival.actor, arrival.source, arrival.traceparent,
        )  # fmt: skip
        await self.transaction.insert_new("journal", (order_id, arrival.given.input_id), row)
        await self.transaction.insert_new("journal seq", (order_id, row.input_seq), True)
        for step in entry.steps:
            walked = TransitionRow(step.from_state, step.to_state, step.trigger, row.input_seq)
            await self.transaction.insert_new("transitions", (order_id, step.version), walked)


def _call_row(call: CallRequest, at: datetime) -> CallRow:
    due = DueCall(call.stripe_key, call.order_id, call.venue_id, call.kind, dict(call.parameters), 0, at)
    return CallRow(due, call.due_at or at)


def _released(event: Unrouted, owners: Mapping[str, str]) -> Arrival:
    return Arrival(
        order_id=next(owners[name] for name in event.references if name in owners),
        given=codec.decode_input(codec.EVENT, event.payload),
        kind=codec.EVENT,
        payload=event.payload,
        actor="stripe",
        source=event.source,
        traceparent=event.traceparent,
    )
