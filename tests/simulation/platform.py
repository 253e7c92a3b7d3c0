"""The processes of the platform in one world: production's parts, bound to the ports in memory as `main` binds them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from simulation.bus import Bus, Line
from simulation.catalog import MemoryCounter
from simulation.consumers import consume
from simulation.database import Database
from simulation.kitchen_store import MemoryKitchen
from simulation.mailbox import Lock, MemoryOutbox
from simulation.order_store import MemoryTransactions
from simulation.processes import Killed, Life, Process
from simulation.stripe_line import Keys, StripeLine, row_of
from simulation.stripe_world import StripeWorld
from simulation.weather import Weather

from twyst.fulfillment.application.follow_orders import CONSUMER as TICKETS
from twyst.fulfillment.application.follow_orders import FollowOrders
from twyst.fulfillment.application.intake import Intake
from twyst.fulfillment.application.refund_unseen import RefundUnseen, refund_unseen
from twyst.fulfillment.application.watch_unseen import watch_unseen
from twyst.fulfillment.entrypoints.records import read_order_event
from twyst.mailbox.breaker import Breaker, TooManyParked
from twyst.mailbox.relay import Relay
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.group import Subscription
from twyst.messaging.outbox import OutboxPublisher
from twyst.messaging.topics import Topics
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.rows import instant
from twyst.order.adapters.counter import order_number
from twyst.order.adapters.records import READERS, read_account
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.place_order import Installation, OrderPlacing
from twyst.order.application.sweep import Deadlines, Sweep
from twyst.order.entrypoints.consumers import Reading, subscriptions
from twyst.order.entrypoints.worker_loops import every
from twyst.runtime.shutdown import Stop
from twyst.webhook_gateway.app import Policy, StripeWebhook
from twyst.webhook_gateway.observe import Delivery
from twyst.webhook_gateway.outcome import Outcome
from twyst.webhook_gateway.publish import Publisher
from twyst.webhook_gateway.route import Endpoint

ENVIRONMENT = "simulated"
TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
QUOTE_SECONDS = 900
UNSEEN_FOR = timedelta(seconds=30)


class Unreachable(Exception):
    """The process is away, or died before it answered."""


class _Unobserved:
    """Nobody counts metrics here."""

    def ended(self, *_arguments: Any) -> None:
        return


class Platform:
    """Gateway, order API, two order workers, two kitchen workers and the kitchen's API, over two databases and a bus."""

    def __init__(self, weather: Weather, stripe: StripeWorld, new_id: Callable[[], str]) -> None:
        loop: Any = asyncio.get_running_loop()
        self.weather = weather
        self.clock = loop.utc_now
        self.topics = Topics()
        self.bus = Bus(weather, lambda: int(loop.time() * 1000))
        self.orders, self.kitchen = Database(weather), Database(weather)
        self.stripe, self.keys = stripe, Keys()
        self.poison: dict[str, str] = {}
        self.sweep_now = asyncio.Event()
        self._calls_wake = asyncio.Event()
        self._is_waking = False
        self.violations: list[str] = []
        self._refunds_unseen = weather.chance.choice(
            (None, *(RefundUnseen(timedelta(minutes=2), cap_per_hour=cap) for cap in (1, 3)))
        )
        self._new_id = new_id
        self._locks = {"order": Lock(), "kitchen": Lock()}
        boots = {
            "gateway": self._boot_gateway,
            "order-api": self._boot_order_api,
            "order-worker-1": self._boot_order_worker,
            "order-worker-2": self._boot_order_worker,
            "kitchen-api": self._boot_kitchen_api,
            "kitchen-worker-1": self._boot_kitchen_worker,
            "kitchen-worker-2": self._boot_kitchen_worker,
        }
        self.processes = {name: Process(name, weather, boot) for name, boot in boots.items()}

    def start(self) -> None:
        for process in self.processes.values():
            process.start()

    async def request(self, name: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """Ask an API process; `Unreachable` when it is away or dies on the way."""
        process = self.processes[name]
        if not process.life.is_alive:
            raise Unreachable
        try:
            return await work(process.front)
        except Killed:
            raise Unreachable from None

    def _boot_gateway(self, life: Life) -> None:
        publisher = Publisher(Line(self.bus, life), self.topics, asyncio.get_running_loop().time)
        policy = Policy(
            ENVIRONMENT, livemode=False, tolerance_seconds=300, max_body_bytes=1 << 20, body_timeout_seconds=5
        )
        self.processes["gateway"].front = {
            endpoint: StripeWebhook(endpoint, [], policy, publisher=publisher, observer=_Unobserved())
            for endpoint in Endpoint
        }

    async def post_webhook(self, endpoint: str, body: bytes) -> bool:
        """Whether the gateway answered 2xx."""

        async def work(front: Any) -> bool:
            reason = await front[Endpoint(endpoint)].process(body, Delivery(), TRACEPARENT)
            return reason.outcome in (Outcome.PUBLISHED, Outcome.IGNORED)

        return await self.request("gateway", work)

    def transactions(self, life: Life) -> MemoryTransactions:
        self.orders.connect(life)
        return MemoryTransactions(self.orders, life, self.poison, self.clock)

    def _stripe_line(self, life: Life) -> StripeLine:
        return StripeLine(self.stripe, self.keys, life, self.weather, self._before_post)

    def _before_post(self, key: str) -> None:
        """I24 and I25: a committed row asks for this call, and no transaction waits for it."""
        if row_of(key) not in self.orders.tables["calls"]:
            self.violations.append(f"I24: {key} was called and no committed row asks for it")
        task = asyncio.current_task()
        if any(transaction.task is task for transaction in self.orders.open):
            self.violations.append(f"I25: {key} was called inside a transaction")

    def _boot_order_api(self, life: Life) -> None:
        transactions, stripe = self.transactions(life), self._stripe_line(life)
        installation = Installation(
            environment=ENVIRONMENT,
            livemode=False,
            encode_terms=codec.encode_terms,
            new_order_id=self._new_id,
            order_number=order_number,
            instant=instant,
        )
        placing = OrderPlacing(
            MemoryCounter(self.orders, life, self.clock),
            transactions,
            stripe,
            MakeCalls(transactions, stripe, self.clock),
            self.clock,
            installation,
        )
        self.processes["order-api"].front = (placing, transactions)

    def _boot_order_worker(self, life: Life) -> None:
        transactions, stripe = self.transactions(life), self._stripe_line(life)
        reading = Reading(READERS, read_account)
        for subscription in subscriptions(transactions, self.clock, reading, self._count, _no_accounts):
            life.spawn(partial(consume, self.bus, life, subscription, self.topics))
        life.spawn(partial(self._relay(life, self.orders, "order").run, Stop()))
        calls, sweep = (
            MakeCalls(transactions, stripe, self.clock),
            Sweep(transactions, stripe, self.clock, Deadlines()),
        )
        life.spawn(partial(self._make_calls, calls, transactions))
        life.spawn(partial(self._sweep, sweep, transactions))

    def _count(self, group: str, taken: Any) -> None:
        for outcome in taken.__dataclass_fields__:
            number = getattr(taken, outcome)
            if number:
                self.weather.note(f"{group}: {outcome}", number)

    def _relay(self, life: Life, database: Database, name: str) -> Relay:
        database.connect(life)
        publisher = OutboxPublisher(Line(self.bus, life), self.topics)
        batch_size = self.weather.chance.choice((2, 20, 500))
        return Relay(
            MemoryOutbox(database, self._locks[name], life),
            publisher,
            batch_size=batch_size,
            poll_seconds=600.0,
        )

    async def _make_calls(self, calls: MakeCalls, transactions: MemoryTransactions) -> None:
        """`CallsLoop` with a pause that ends when a call is written or due."""

        async def work() -> bool:
            return await calls.run_due() > 0

        await every(Stop(), self._until_a_call_is_due, work, transactions.is_transient)

    def wake_calls(self) -> None:
        """A call was written that is due."""
        if not self._is_waking:
            self._is_waking = True
            asyncio.get_running_loop().call_later(0.2, self._wake_calls)

    def _wake_calls(self) -> None:
        self._is_waking = False
        self._calls_wake.set()
        self._calls_wake.clear()

    async def _until_a_call_is_due(self) -> None:
        now = self.clock()
        due = [row.due_at for row in self.orders.tables["calls"].values() if row.status == "pending"]
        wait_seconds = min(max((min(due) - now).total_seconds(), 0.05), 3600.0) if due else 3600.0
        try:
            async with asyncio.timeout(wait_seconds):
                await self._calls_wake.wait()
        except TimeoutError:
            return

    async def _sweep(self, sweep: Sweep, transactions: MemoryTransactions) -> None:
        """`SweepLoop` with a pause that the world decides on."""

        async def work() -> bool:
            for name, number in (await sweep.run_once()).counts.items():
                self.weather.note(f"sweep: {name}", number)
            return False

        await every(Stop(), self.sweep_now.wait, work, transactions.is_transient)

    def _boot_kitchen_api(self, life: Life) -> None:
        self.kitchen.connect(life)
        self.processes["kitchen-api"].front = MemoryKitchen(self.kitchen, life, self.clock)

    def _boot_kitchen_worker(self, life: Life) -> None:
        self.kitchen.connect(life)
        kitchen = MemoryKitchen(self.kitchen, life, self.clock)
        intake = Intake(kitchen, FollowOrders(QUOTE_SECONDS), Breaker())

        async def handle(records: Any) -> None:
            try:
                taken = await intake([read_order_event(record) for record in records])
            except TooManyParked as error:
                raise CircuitOpen(str(error)) from error
            for name, number in taken.items():
                self.weather.note(f"kitchen: {name}", number)

        subscription = Subscription(("twyst.orders.events.v1",), TICKETS, handle)
        life.spawn(partial(consume, self.bus, life, subscription, self.topics))
        life.spawn(partial(self._relay(life, self.kitchen, "kitchen").run, Stop()))
        life.spawn(partial(self._watch, kitchen))

    async def _watch(self, kitchen: MemoryKitchen) -> None:
        """The alarm and, in some worlds, the refund of what nobody sees, when the world decides."""

        async def work() -> bool:
            await watch_unseen(kitchen, UNSEEN_FOR)
            if self._refunds_unseen:
                for what, number in (await refund_unseen(kitchen, self._refunds_unseen)).items():
                    self.weather.note(f"unseen: {what}", number)
            return False

        await every(Stop(), self.sweep_now.wait, work, kitchen.is_transient)


async def _no_accounts(_account_id: str) -> None:
    """Accounts do not change in this world."""
