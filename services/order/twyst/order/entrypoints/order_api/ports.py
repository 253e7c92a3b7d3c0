"""What the order routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from fastapi import Request

from twyst.access.capability import Capabilities
from twyst.access.dependencies import VenueScope
from twyst.order.application.command_order import Command
from twyst.order.application.place_order import OrderPlacing
from twyst.order.application.ports import Clock, Transactions
from twyst.order.application.read_orders import Orders
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Standing, Terms
from twyst.order.entrypoints.order_api.limits import OrderLimits
from twyst.runtime.client_address import client_address
from twyst.runtime.feeds import StreamTimes
from twyst.runtime.tracing import current_trace
from twyst.runtime.wake import Wake

Snapshot = Callable[[Terms, Standing, State], Mapping[str, Any]]
"""An order under the contract's names, as its derived events carry it."""


def new_id() -> str:
    """An id for what came without one."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class OrderApiPorts:
    """Everything outside. `wake` gives a live stream its own waiter for its order."""

    placing: OrderPlacing
    transactions: Transactions
    orders: Orders
    snapshot: Snapshot
    capabilities: Capabilities
    clock: Clock
    wake: Callable[[str], Wake]
    publishable_key: str
    limits: OrderLimits
    trusted_proxies: int = 0
    stream_times: StreamTimes = field(default_factory=StreamTimes)
    new_id: Callable[[], str] = new_id

    def address(self, request: Request) -> str:
        """The client's address, for its token bucket."""
        return client_address(request, self.trusted_proxies)

    def command(self, scope: VenueScope, order_id: UUID, source: str, key: str | None) -> Command:
        """A staff member's command; without an idempotency key every copy is a command of its own."""
        return Command(
            venue_id=scope.venue_id,
            order_id=order_id,
            input_id=f"cmd:{key or self.new_id()}",
            actor=scope.subject,
            source=source,
            traceparent=traceparent(),
        )


def traceparent() -> str | None:
    """The request's place in its trace, for the journal."""
    trace = current_trace()
    return trace.header if trace else None
