"""The order service's ports on the database in memory. Rows are what the service's own code makes of a batch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from simulation.database import Database, Transaction
from simulation.order_book import MemoryBook, OrderRow, UnroutedRow
from simulation.parking import ParkingTable
from simulation.processes import Life

from twyst.mailbox.errors import is_transient
from twyst.order.adapters.book import codec
from twyst.order.application.ports import (
    Claim,
    DueCall,
    LookedUp,
    ParkedRecord,
    ToPark,
    Unrouted,
    Watched,
)
from twyst.order.domain.lifecycle import State

UNPAID = frozenset({State.CREATED, State.PAYMENT_PENDING})


class MemoryDesk(MemoryBook):
    """`Desk` on an open transaction."""

    def __init__(self, transaction: Transaction, poison: Mapping[str, str], now: datetime) -> None:
        super().__init__(transaction, poison)
        self._now = now
        self._parking = ParkingTable(transaction)

    async def look_up(self, consumer: str, inputs: Sequence[tuple[str, str]], /) -> LookedUp:
        await self.transaction.statement("look up")
        order_ids, event_ids = {each[0] for each in inputs}, {each[1] for each in inputs}
        return LookedUp(
            parked_orders=frozenset(self._parking.keys(order_ids)),
            discarded_events=frozenset(self._parking.discarded(consumer, event_ids)),
            earlier=self.journaled(inputs),
        )

    async def park(self, consumer: str, records: Sequence[ToPark], /) -> None:
        if records:
            await self.transaction.statement("park")
        for each in records:
            await self._parking.add(
                consumer, each.order_id, each.event_id, each.record, each.reason, each.error
            )

    async def take_parked(self, order_id: str, /) -> Sequence[ParkedRecord]:
        await self.transaction.statement("take parked")
        return await self._parking.take(order_id)

    async def resolve_parked(self, ids: Sequence[int], /, *, redriven: bool, by: str, resolution: str) -> int:
        await self.transaction.statement("resolve parked")
        return await self._parking.resolve(ids, "redriven" if redriven else "discarded")

    async def owners(self, references: Sequence[str], /) -> dict[str, str]:
        await self.transaction.statement("owners")
        found = ((name, self.transaction.get("references", name)) for name in references)
        return {name: order_id for name, order_id in found if order_id is not None}

    async def keep_unrouted(self, events: Sequence[Unrouted], /) -> None:
        await self.transaction.statement("keep unrouted")
        for event in events:
            number = self.transaction.database.next_number("unrouted")
            await self.transaction.insert("unrouted", event.event_id, UnroutedRow(event, number, self._now))

    async def unrouted_waiting(self, *, looked_before: datetime, limit: int) -> list[Unrouted]:
        await self.transaction.statement("unrouted waiting")
        waiting = [
            (event_id, row)
            for event_id, row in self.transaction.rows("unrouted")
            if row.status == "waiting" and (row.looked_at is None or row.looked_at < looked_before)
        ]
        waiting.sort(key=lambda each: each[1].number)
        free = (row.event for event_id, row in waiting if self.transaction.can_lock("unrouted", event_id))
        return list(islice(free, limit))

    async def close_old_unrouted(self, before: datetime, _at: datetime, /) -> int:
        await self.transaction.statement("close unrouted")
        closed = 0
        for event_id, row in list(self.transaction.rows("unrouted")):
            if row.status == "waiting" and row.recorded_at < before:
                locked = await self.transaction.lock("unrouted", event_id)
                if locked.status == "waiting":
                    event = locked.event
                    paid = codec.decode_event(event.payload).type == "payment_intent.succeeded"
                    status = "held" if event.named_order_id is not None and paid else "not_ours"
                    self.transaction.put("unrouted", event_id, replace(locked, status=status))
                    closed += 1
        return closed

    async def look_at_unrouted(self, event_ids: Sequence[str], at: datetime, /) -> None:
        await self.transaction.statement("look at unrouted")
        for event_id in event_ids:
            row = await self.transaction.lock("unrouted", event_id)
            if row is not None:
                self.transaction.put("unrouted", event_id, replace(row, looked_at=at))

    async def claim_request(
        self, venue_id: str, scope: str, key: str, /, *, fingerprint: str, order_id: str, at: datetime
    ) -> Claim:
        await self.transaction.statement("claim")
        place = (venue_id, scope, key)
        if await self.transaction.insert("requests", place, (order_id, fingerprint)):
            return Claim(order_id, fingerprint, new=True)
        first = self.transaction.get("requests", place)
        return Claim(first[0], first[1], new=False)

    async def drop_request(self, venue_id: str, scope: str, key: str, /) -> None:
        await self.transaction.statement("drop request")
        self.transaction.drop("requests", (venue_id, scope, key))

    async def call(self, stripe_key: str, /) -> DueCall | None:
        await self.transaction.statement("call")
        row = self.transaction.get("calls", stripe_key)
        return row.due if row is not None and row.status == "pending" else None

    async def lease_calls(self, *, now: datetime, until: datetime, limit: int) -> list[DueCall]:
        await self.transaction.statement("lease calls")
        due = [
            (row.due_at, key)
            for key, row in self.transaction.rows("calls")
            if row.status == "pending" and row.due_at <= now
        ]
        free = (key for _, key in sorted(due) if self.transaction.can_lock("calls", key))
        return [self._leased(key, until) for key in islice(free, limit)]

    async def lease_call(self, stripe_key: str, /, *, now: datetime, until: datetime) -> DueCall | None:
        await self.transaction.statement("lease call")
        row = await self.transaction.lock("calls", stripe_key)
        if row is None or row.status != "pending" or row.due_at > now:
            return None
        return self._leased(stripe_key, until)

    def _leased(self, key: str, until: datetime) -> DueCall:
        row = self.transaction.get("calls", key)
        due = replace(row.due, attempts=row.due.attempts + 1)
        self.transaction.put("calls", key, replace(row, due=due, due_at=until))
        return due

    async def complete_parameters(self, stripe_key: str, parameters: Mapping[str, object], /) -> None:
        await self.transaction.statement("complete parameters")
        row = await self.transaction.lock("calls", stripe_key)
        self.transaction.put(
            "calls", stripe_key, replace(row, due=replace(row.due, parameters=dict(parameters)))
        )

    async def postpone_call(self, stripe_key: str, /, *, due_at: datetime, error: str) -> None:
        await self.transaction.statement("postpone call")
        row = await self.transaction.lock("calls", stripe_key)
        if row is not None and row.status == "pending":
            self.transaction.put("calls", stripe_key, replace(row, due_at=due_at, last_error=error))

    async def close_call(self, stripe_key: str, /, *, status: str, answer: str, at: datetime) -> None:
        await self.transaction.statement("close call")
        row = await self.transaction.lock("calls", stripe_key)
        if row is not None and row.status == "pending":
            closed = replace(row, status=status, answer=answer, last_error=None)
            self.transaction.put("calls", stripe_key, closed)

    async def watch(
        self, *, swept_before: datetime, quiet_since: datetime, now: datetime, limit: int
    ) -> list[Watched]:
        await self.transaction.statement("watch")
        due = [
            (row.swept_at or datetime.min.replace(tzinfo=now.tzinfo), row.updated_at, order_id)
            for order_id, row in self.transaction.rows("orders")
            if (row.swept_at is None or row.swept_at < min(swept_before, now - _pause(row, now)))
            and _unfinished(row, quiet_since)
        ]
        free = (order_id for *_, order_id in sorted(due) if self.transaction.can_lock("orders", order_id))
        return [self._watched(order_id, now) for order_id in islice(free, limit)]

    def _watched(self, order_id: str, now: datetime) -> Watched:
        row = self.transaction.get("orders", order_id)
        self.transaction.put("orders", order_id, replace(row, swept_at=now))
        call = self.transaction.get("calls", f"pi:{order_id}")
        return Watched(
            row.order, row.created_at, row.updated_at, call is not None and call.status == "pending"
        )


class MemoryTransactions:
    """`Transactions` of one life of a process. `poison` are inputs that no row can hold, as a bad release would have it."""

    def __init__(self, database: Database, life: Life, poison: Mapping[str, str], clock) -> None:
        self._database = database
        self._life = life
        self._poison = poison
        self._clock = clock

    @asynccontextmanager
    async def begin(self, venue_id: str | None = None) -> AsyncIterator[MemoryDesk]:
        del venue_id  # row-level security is PostgreSQL's, and tested there
        async with self._database.transaction(self._life) as transaction:
            yield MemoryDesk(transaction, self._poison, self._clock())

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)


def _pause(row: OrderRow, now: datetime) -> timedelta:
    """How long an order is left alone: the longer, the longer nothing was heard of it."""
    return min((now - row.updated_at) / 24, timedelta(days=1))


def _unfinished(row: OrderRow, quiet_since: datetime) -> bool:
    return row.is_at_stake or (row.order.standing.state in UNPAID and row.updated_at < quiet_since)
