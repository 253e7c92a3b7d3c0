"""The use cases on an in-memory database whose commits can fail."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from twyst.fulfillment.application.ports import Delivery, HeldBack
from twyst.fulfillment.domain.follow import FollowedOrder
from twyst.fulfillment.domain.ticket import Ticket


class Transient(Exception):
    """Passes by itself."""


@dataclass
class MemoryDesk:
    """An in-memory `KitchenDesk`: what a transaction would write is kept when its block ends."""

    orders: dict[UUID, FollowedOrder] = field(default_factory=dict)
    tickets: dict[UUID, Ticket] = field(default_factory=dict)
    claimed: set[tuple[str, str]] = field(default_factory=set)
    parked: list[tuple[str | None, Delivery]] = field(default_factory=list)
    notices: list = field(default_factory=list)

    async def held_back(self, _consumer: str, _keys: Collection[str], _events: Collection[str]) -> HeldBack:
        return HeldBack(frozenset(key for key, _ in self.parked if key is not None), frozenset())

    async def claim(self, consumer: str, deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
        fresh = []
        for each in deliveries:
            if (consumer, each.event_id) not in self.claimed:
                self.claimed.add((consumer, each.event_id))
                fresh.append(each)
        return fresh

    async def park(self, _consumer: str, records: Sequence) -> None:
        known = {each.event_id for _, each in self.parked}
        arrived = [each.delivery for each in records]
        self.parked += [(each.key, each) for each in arrived if each.event_id not in known]

    async def lock_orders(self, venues: Mapping[UUID, UUID]) -> dict[UUID, FollowedOrder]:
        for order_id, venue_id in venues.items():
            self.orders.setdefault(order_id, FollowedOrder(order_id, venue_id))
        return {order_id: self.orders[order_id] for order_id in venues}

    async def save_orders(self, orders: Sequence[FollowedOrder]) -> None:
        self.orders.update({each.order_id: each for each in orders})

    async def lock_tickets(self, order_ids: Collection[UUID]) -> dict[UUID, Ticket]:
        return {each: self.tickets[each] for each in order_ids if each in self.tickets}

    async def insert_tickets(self, tickets: Sequence[Ticket]) -> None:
        assert not self.tickets.keys() & {each.order_id for each in tickets}
        self.tickets.update({each.order_id: each for each in tickets})

    async def save_tickets(self, tickets: Sequence[Ticket]) -> None:
        assert self.tickets.keys() >= {each.order_id for each in tickets}
        self.tickets.update({each.order_id: each for each in tickets})

    async def venues(self, _venue_ids: Collection[UUID]) -> dict:
        return {}

    async def announce(self, notices: Sequence) -> None:
        self.notices += notices


class MemoryTransactions:
    """Transactions on one `MemoryDesk`. `fail_next` makes coming commits fail, before or after they took effect."""

    Transient = Transient

    def __init__(self) -> None:
        self.desk = MemoryDesk()
        self.poisoned: set[UUID] = set()
        self._failures: Iterator[str] = iter(())

    def fail_next(self, failures: Sequence[str]) -> None:
        """For each coming commit: `ok`, `lost` (nothing happened) or `unanswered` (it happened, nobody knows)."""
        self._failures = iter(failures)

    @asynccontextmanager
    async def begin(self):
        failure = next(self._failures, "ok")
        draft = MemoryDesk(
            **{name: copy.copy(getattr(self.desk, name)) for name in MemoryDesk.__dataclass_fields__}
        )
        yield draft
        if any(draft.orders[each].seq for each in draft.orders.keys() & self.poisoned):
            raise ValueError("poison")
        if failure == "lost":
            raise Transient
        self.desk = draft
        if failure == "unanswered":
            raise Transient

    def is_transient(self, error: Exception) -> bool:
        return isinstance(error, Transient)


@pytest.fixture(scope="session")
def memory_transactions() -> type[MemoryTransactions]:
    return MemoryTransactions
