"""Fulfillment's ports on a database in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from simulation.database import Database, Transaction
from simulation.mailbox import append_outbox
from simulation.parking import ParkingTable
from simulation.processes import Life

from twyst.fulfillment.adapters.messages import ticket_lapsed, ticket_seen
from twyst.fulfillment.application.ports import Delivery, HeldBack, TicketLapsed, TicketSeen, ToPark
from twyst.fulfillment.application.views import Notice
from twyst.fulfillment.domain.follow import FollowedOrder
from twyst.fulfillment.domain.ticket import Ticket, TicketState
from twyst.fulfillment.domain.venue import Venue
from twyst.mailbox.errors import is_transient
from twyst.mailbox.parking import ParkedRecord, place_id


class MemoryKitchenDesk:
    """`KitchenDesk` on an open transaction."""

    def __init__(self, transaction: Transaction, clock: Callable[[], datetime]) -> None:
        self.transaction = transaction
        self._clock = clock
        self._parking = ParkingTable(transaction)

    async def held_back(
        self, consumer: str, keys: Collection[str], event_ids: Collection[str], /
    ) -> HeldBack:
        await self.transaction.statement("held back")
        parked, discarded = self._parking.keys(keys), self._parking.discarded(consumer, event_ids)
        return HeldBack(frozenset(parked), frozenset(discarded))

    async def claim(self, consumer: str, deliveries: Sequence[Delivery[Any]], /) -> Sequence[Delivery[Any]]:
        await self.transaction.statement("claim")
        first: dict[str, int] = {}
        for index, each in enumerate(deliveries):
            first.setdefault(each.event_id or place_id(each.record), index)
        new = [
            index
            for event_id, index in sorted(first.items())
            if await self.transaction.insert("inbox", (consumer, event_id), True)
        ]
        return [deliveries[index] for index in sorted(new)]

    async def park(self, consumer: str, records: Sequence[ToPark[Any]], /) -> None:
        if records:
            await self.transaction.statement("park")
        for each in records:
            taken = each.delivery
            await self._parking.add(
                consumer, taken.key, taken.event_id, taken.record, each.reason, each.error
            )

    async def take_parked(self, key: str, /) -> Sequence[ParkedRecord]:
        await self.transaction.statement("take parked")
        return await self._parking.take(key)

    async def resolve_parked(self, ids: Sequence[int], /, *, redriven: bool, by: str, resolution: str) -> int:
        await self.transaction.statement("resolve parked")
        return await self._parking.resolve(ids, "redriven" if redriven else "discarded")

    async def now(self) -> datetime:
        await self.transaction.statement("now")
        return self._clock()

    async def lock_orders(self, venues: Mapping[UUID, UUID], /) -> dict[UUID, FollowedOrder]:
        if not venues:
            return {}
        await self.transaction.statement("lock orders")
        found = {}
        for order_id in sorted(venues):
            await self.transaction.insert("followed", order_id, FollowedOrder(order_id, venues[order_id]))
            found[order_id] = self.transaction.get("followed", order_id)
        return found

    async def save_orders(self, orders: Sequence[FollowedOrder], /) -> None:
        if orders:
            await self.transaction.statement("save orders")
        for order in orders:
            await self.transaction.lock("followed", order.order_id)
            self.transaction.put("followed", order.order_id, order)

    async def lock_tickets(self, order_ids: Collection[UUID], /) -> dict[UUID, Ticket]:
        await self.transaction.statement("lock tickets")
        rows = {order_id: await self.transaction.lock("tickets", order_id) for order_id in sorted(order_ids)}
        return {order_id: ticket for order_id, ticket in rows.items() if ticket is not None}

    async def lock_unseen(self, *, opened_for: timedelta, limit: int) -> list[Ticket]:
        await self.transaction.statement("lock unseen")
        now = self._clock()
        unseen = [
            ticket
            for _, ticket in self.transaction.rows("tickets")
            if ticket.state is TicketState.READY
            and ticket.first_seen_at is None
            and ticket.alarmed_at is None
            and ticket.announced
            and ticket.opened_at < now - opened_for
        ]
        unseen.sort(key=lambda ticket: (ticket.opened_at, ticket.order_id))
        free = (ticket for ticket in unseen if self.transaction.can_lock("tickets", ticket.order_id))
        return list(islice(free, limit))

    async def lock_lapsing(self, *, opened_for: timedelta, limit: int) -> list[Ticket]:
        await self.transaction.lock("policies", "tickets lapse")
        now = self._clock()
        due = [
            ticket
            for _, ticket in self.transaction.rows("tickets")
            if ticket.state is TicketState.READY
            and ticket.first_seen_at is None
            and ticket.alarmed_at is not None
            and ticket.lapsed_at is None
            and ticket.opened_at < now - opened_for
        ]
        due.sort(key=lambda ticket: (ticket.opened_at, ticket.order_id))
        free = (ticket for ticket in due if self.transaction.can_lock("tickets", ticket.order_id))
        return list(islice(free, limit))

    async def lapsed_since(self, at: datetime, /) -> dict[UUID, int]:
        await self.transaction.statement("lapsed since")
        tickets = (ticket for _, ticket in self.transaction.rows("tickets"))
        return Counter(ticket.venue_id for ticket in tickets if ticket.lapsed_at and ticket.lapsed_at > at)

    async def boards_answer_since(self, *, silence: timedelta) -> datetime | None:
        """Nobody beats in memory: boards were answered ever since."""
        del silence
        await self.transaction.statement("boards answer since")
        return datetime.min.replace(tzinfo=self._clock().tzinfo)

    async def insert_tickets(self, tickets: Sequence[Ticket], /) -> None:
        if tickets:
            await self.transaction.statement("insert tickets")
        for ticket in sorted(tickets, key=lambda ticket: ticket.order_id):
            await self.transaction.insert_new("tickets", ticket.order_id, ticket)

    async def save_tickets(self, tickets: Sequence[Ticket], /) -> None:
        if tickets:
            await self.transaction.statement("save tickets")
        for ticket in tickets:
            await self.transaction.lock("tickets", ticket.order_id)
            self.transaction.put("tickets", ticket.order_id, ticket)

    async def venues(self, venue_ids: Collection[UUID], /) -> dict[UUID, Venue]:
        await self.transaction.statement("venues")
        found = ((venue_id, self.transaction.get("venues", venue_id)) for venue_id in sorted(venue_ids))
        return {venue_id: venue for venue_id, venue in found if venue is not None}

    async def save_venues(self, venues: Sequence[Venue], /) -> frozenset[UUID]:
        await self.transaction.statement("save venues")
        saved = set()
        for venue in sorted(venues, key=lambda venue: venue.venue_id):
            if venue.replaces(self.transaction.get("venues", venue.venue_id)):
                self.transaction.put("venues", venue.venue_id, venue)
                saved.add(venue.venue_id)
        return frozenset(saved)

    async def announce(self, notices: Sequence[Notice], /) -> None:
        if notices:
            await self.transaction.statement("announce")
        for notice in notices:
            self.transaction.put("feed", self.transaction.database.next_number("feed"), notice)

    async def publish_seen(self, seen: TicketSeen, /) -> None:
        await self.transaction.statement("publish seen")
        await append_outbox(self.transaction, [ticket_seen(seen)])

    async def publish_lapsed(self, lapsed: Sequence[TicketLapsed], /) -> None:
        if lapsed:
            await self.transaction.statement("publish lapsed")
        await append_outbox(self.transaction, [ticket_lapsed(each) for each in lapsed])


class MemoryKitchen:
    """`Transactions` and `VenueTransactions` of one life of a process."""

    def __init__(self, database: Database, life: Life, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._life = life
        self._clock = clock

    @asynccontextmanager
    async def begin(self, venue_id: UUID | None = None, /) -> AsyncIterator[MemoryKitchenDesk]:
        del venue_id
        async with self._database.transaction(self._life) as transaction:
            yield MemoryKitchenDesk(transaction, self._clock)

    def is_transient(self, error: Exception) -> bool:
        return is_transient(error)
