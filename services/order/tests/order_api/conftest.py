"""The order API on real PostgreSQL, as its own database role, with a Stripe that lives in memory and can fail."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from twyst.access.capability import Capabilities
from twyst.access.dependencies import install_access
from twyst.access.jwks import PublicKeys
from twyst.access.permissions import Role
from twyst.access.staff import StaffIssuer, StaffVerifier, generate_signing_key
from twyst.mailbox.database import Database, fetch
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.book.reading import PostgresOrders
from twyst.order.adapters.book.rows import instant
from twyst.order.adapters.catalog.transactions import SqlTransactions
from twyst.order.adapters.counter import SqlCounter, new_order_id, order_number
from twyst.order.adapters.order_events import snapshot
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.catalog_ports import PublishedMenu
from twyst.order.application.make_calls import LEASE, MakeCalls
from twyst.order.application.place_order import Installation, OrderPlacing
from twyst.order.domain.account import Account
from twyst.order.domain.inputs import (
    Input,
    Observation,
    Observed,
)
from twyst.order.domain.menu import Category, Item, Menu, ModifierGroup, Option
from twyst.order.domain.opening import Window
from twyst.order.domain.venue import DiningTable, FeePolicy, Venue
from twyst.order.entrypoints.order_api import (
    GENEROUS,
    ORDER_PROBLEMS,
    OrderApiPorts,
    OrderLimits,
    order_routers,
)
from twyst.runtime.app import create_api
from twyst.runtime.feeds import StreamTimes
from twyst.runtime.settings import Profile, ServiceSettings
from twyst.runtime.wake import LocalWake

SOUP, STEAK, RARE, EXTRA, MINT, WINE, EGGS = (str(UUID(int=number)) for number in range(1, 8))


class Clock:
    """The wall clock, and as much later as the test wants."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class World:
    """One venue with a table and a menu, the API in front of it, and what stands in for the rest of the platform."""

    client: httpx.AsyncClient
    app: FastAPI
    stripe: Any
    clock: Clock
    wake: LocalWake
    worker: Database
    issuer: StaffIssuer
    capabilities: Capabilities
    catalog: SqlTransactions
    venue_id: UUID = field(default_factory=uuid4)
    table_id: UUID = field(default_factory=uuid4)

    def body(self, **changes: Any) -> dict[str, Any]:
        """Two soups and a rare steak."""
        lines = [{"item_id": SOUP, "quantity": 2}, {"item_id": STEAK, "quantity": 1, "modifier_ids": [RARE]}]
        usual = {
            "venue_id": str(self.venue_id),
            "table_id": str(self.table_id),
            "lines": lines,
            "tip_minor": 200,
        }
        return {**usual, "expected_total_minor": 3700, **changes}

    async def place(self, key: str | None = None, **changes: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4())}
        return await self.client.post("/v1/orders", json=self.body(**changes), headers=headers)

    def diner(self, placed: httpx.Response) -> dict[str, str]:
        return {"Authorization": f"Bearer {placed.json()['access_token']}"}

    def staff(
        self, role: Role = Role.MANAGER, venue_id: UUID | None = None, **headers: str
    ) -> dict[str, str]:
        token = self.issuer.issue(f"staff:{role}", role, [venue_id or self.venue_id])
        return {"Authorization": f"Bearer {token}", **headers}

    def orders(self, order_id: str = "", path: str = "") -> str:
        return f"/v1/venues/{self.venue_id}/orders" + (f"/{order_id}" if order_id else "") + path

    async def command(
        self, order_id: str, verb: str, body: Any = None, key: str | None = None, role: Role = Role.MANAGER
    ) -> httpx.Response:
        headers = self.staff(role) | ({"Idempotency-Key": key} if key else {})
        return await self.client.post(self.orders(order_id, f"/{verb}"), json=body, headers=headers)

    async def hear(self, order_id: str, *observations: Observation) -> None:
        """The worker takes what Stripe says."""
        await self.give(order_id, Observed(f"evt_{uuid4().hex}", observations))

    async def give(self, order_id: str, given: Input) -> None:
        """The worker takes an input."""
        async with PostgresTransactions(self.worker).begin() as desk:
            await apply_inputs(desk, [arrival_of(order_id, given, actor="stripe")], self.clock())
        self.wake.notify(order_id)

    async def in_state(self, state: str) -> tuple[str, dict[str, str]]:
        """A new order that has come so far, and its diner's headers."""
        placed = await self.place()
        order_id = placed.json()["order"]["order_id"]
        if state == "CREATED":
            return order_id, self.diner(placed)
        name = self.stripe.by_key[f"pi:{order_id}"]
        await self.hear(order_id, *self.stripe.reading(name).observations)
        if state not in {"PAYMENT_PENDING", "CANCELED"}:
            self.stripe.pay(name)
        if state == "CANCELED":
            self.stripe.intents[name]["status"] = "canceled"
        if state != "PAYMENT_PENDING":
            await self.hear(order_id, *self.stripe.reading(name).observations)
        for verb in {"FULFILLING": ["start"], "COMPLETED": ["start", "complete"]}.get(state, []):
            assert (await self.command(order_id, verb)).status_code == 200
        return order_id, self.diner(placed)

    async def make_calls(self, order_id: str) -> int:
        """The worker makes the calls that are due for the order; how many there were."""
        transactions = PostgresTransactions(self.worker)
        rows = await self.rows(
            "SELECT stripe_key FROM calls WHERE order_id = $1 AND status = 'pending'", order_id
        )
        for row in rows:
            async with transactions.begin() as desk:
                call = await desk.lease_call(row["stripe_key"], now=self.clock(), until=self.clock() + LEASE)
            if call is not None:
                await MakeCalls(transactions, self.stripe, self.clock).make(call)
        return len(rows)

    async def rows(self, sql: str, *arguments: Any) -> list[Any]:
        async with self.worker.transaction() as connection:
            return await fetch(connection, sql, *arguments)


async def _open_venue(world: World) -> None:
    venue = Venue(
        world.venue_id, 1, "Osteria", "eur", "DE", "Europe/Berlin", "hold desk", FeePolicy(basis_points=250)
    )
    sides = ModifierGroup("side", "How", 1, 1, (Option(RARE, "Rare"), Option(EXTRA, "With extras", 500)))
    items = (
        Item(SOUP, "Soup", 500),
        Item(STEAK, "Steak", 2500, modifier_groups=(sides,), station="grill"),
        Item(MINT, "Mint", 10),
        Item(WINE, "Wine", 1_000_000_000),
    )
    today = (world.clock() + timedelta(days=3)).isoweekday() % 7
    later = Category("later", "In three days", (Item(EGGS, "Eggs", 700),), (Window((today,), 600, 660),))
    account = Account(f"acct_{world.venue_id.hex[:8]}", True, True, True, True, "eur")
    async with world.catalog.of_venue(world.venue_id) as catalog:
        at = world.clock()
        await catalog.add_venue(venue, at)
        await catalog.save_table(DiningTable(world.table_id, "7"), at)
        await catalog.publish(PublishedMenu(1, Menu((Category("all", "All", items), later)), at, "test"))
        await catalog.onboarding.begin("key")
        await catalog.onboarding.record(account, await catalog.onboarding.clock())


@pytest.fixture(scope="module")
async def databases(database: Callable[..., Any]) -> AsyncIterator[tuple[Database, Database]]:
    """As the API's and as the worker's role."""
    service = await database("order")
    opened = [Database(dsn, pool_size=6, application_name="test") for dsn in (service.api, service.worker)]
    yield opened[0], opened[1]
    for each in opened:
        await each.close()


@pytest.fixture(scope="session")
def signing_key() -> tuple[dict[str, Any], dict[str, Any]]:
    return generate_signing_key()


@pytest.fixture
def make_world(
    databases: tuple[Database, Database], signing_key: Any, fake_stripe: Callable[[], Any]
) -> Callable[..., World]:
    """Builds the API of a world; `limits` replaces the generous ones."""
    api, worker = databases

    async def fetch_keys() -> bytes:
        return json.dumps(signing_key[1]).encode()

    def make(limits: OrderLimits | None = None, **more: Any) -> World:
        stripe, clock, wake = fake_stripe(), Clock(), LocalWake()
        transactions = PostgresTransactions(api)
        installation = Installation("test", False, codec.encode_terms, new_order_id, order_number, instant)
        calls = MakeCalls(transactions, stripe, clock)
        capabilities = Capabilities(["k" * 32])
        ports = OrderApiPorts(
            placing=OrderPlacing(SqlCounter(api), transactions, stripe, calls, clock, installation),
            transactions=transactions,
            orders=PostgresOrders(api),
            snapshot=snapshot,
            capabilities=capabilities,
            clock=clock,
            wake=wake.subscribe,
            publishable_key="pk_test_1",
            limits=limits or OrderLimits.of(GENEROUS),
            stream_times=StreamTimes(pause_seconds=0, poll_seconds=60, heartbeat_seconds=60),
            **more,
        )
        settings = ServiceSettings(profile=Profile.LOCAL, environment="test")
        app = create_api(
            "order-api",
            settings,
            title="Orders",
            version="1",
            routers=order_routers(ports),
            problems=ORDER_PROBLEMS,
        )
        install_access(app, staff=StaffVerifier(PublicKeys(fetch_keys)), diners=capabilities)
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://order")
        issuer = StaffIssuer(signing_key[0])
        catalog = SqlTransactions(api)
        return World(client, app, stripe, clock, wake, worker, issuer, capabilities, catalog)

    return make


@pytest.fixture
async def world(make_world: Callable[..., World]) -> World:
    made = make_world()
    await _open_venue(made)
    return made


@pytest.fixture
async def another(world: World, make_world: Callable[..., World]) -> World:
    """Another venue on the same database, whose staff are nothing to the first."""
    made = make_world()
    await _open_venue(made)
    return made
