"""A mesh: the platform's processes reach Kafka, PostgreSQL and Stripe through proxies, one for each of these links."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from faults.proxy import Proxy
from faults.saboteur import Plan
from faults.scenario import World
from faults.servers import address_of
from faults.twin import diary_in, in_place_of_all
from faults.wire import WIRES

LINKS = {
    "gateway": ("kafka",),
    "order-api": ("postgres", "sandbox"),
    "order-worker": ("kafka", "postgres", "sandbox"),
    "fulfillment-api": ("postgres",),
    "fulfillment-worker": ("kafka", "postgres"),
    "reconciliation-worker": ("kafka", "postgres", "sandbox"),
}
"""Which process talks to which server."""


@dataclass(frozen=True)
class Mesh:
    """A world whose links can be harmed."""

    world: World
    links: dict[tuple[str, str], Proxy]

    def link(self, process: str, server: str) -> Proxy:
        return self.links[process, server]


@asynccontextmanager
async def meshed(world: World, processes: Collection[str] = tuple(LINKS)) -> AsyncIterator[Mesh]:
    """Twins that differ from the processes only in the way to their servers, for the length of the block."""
    async with AsyncExitStack() as running:
        links = {
            (process, server): await running.enter_async_context(
                Proxy(*address_of(world.stack, server), WIRES[server]).running()
            )
            for process in processes
            for server in LINKS[process]
        }

        plans: dict[str, Plan] = {}
        for process in processes:
            routes: dict[str, int] = {}
            for server in LINKS[process]:
                routes |= links[process, server].route
            plans[process] = Plan(str(diary_in(world.stack.state)), routes=routes)
        await running.enter_async_context(in_place_of_all(world.stack, plans, again=True))
        yield Mesh(world, links)
