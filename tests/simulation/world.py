"""One world: a platform, a Stripe, people, and weather, all drawn from one seed. A storm, then calm, then the oracle.

The same seed makes the same world, operation by operation: the digest of its trace says so.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from simulation import clockwork
from simulation.database import Database, Transaction
from simulation.mailbox import cut_relays, follow_outbox
from simulation.oracle import judge, paid_too_late
from simulation.people import People
from simulation.platform import Platform, Unreachable
from simulation.strangers import Strangers
from simulation.stripe_world import Event, StripeWorld
from simulation.weather import Weather

from twyst.fulfillment.domain.ticket import TicketState

STORM_SECONDS = 300.0
_RETRY_SECONDS = (5.0, 30.0, 120.0, 600.0, 3600.0)
_SWEEP_EVERY_SECONDS = 20.0
# What the calm waits for: unpaid orders end after 30 minutes, kept errors and unknown events after a day.
_CALM_STEPS = (*(70.0,) * 5, 1900.0, *(70.0,) * 4, 90_000.0, *(70.0,) * 4, 90_000.0, *(70.0,) * 4)
_OPEN_END_STEPS = 12
_PAID_BY_STEP = 5
"""By then the sweep has read every payment of which nothing was heard, minutes before it would give up."""


@dataclass
class Outcome:
    """What a world came to."""

    seed: int
    orders: int
    digest: str
    violations: list[str]
    struck: Counter[str]
    virtual_seconds: float
    cpu_seconds: float
    trace: list[tuple[Any, ...]] = field(repr=False, default_factory=list)


class World:
    """The parts, and what happens in which order."""

    def __init__(self, seed: int, orders: int, *, calm: bool = False) -> None:
        self.seed = seed
        self.orders = orders
        self.chance = random.Random(f"{seed} faults")
        self.weather = Weather(self.chance, calm=calm)
        self.loop: Any = asyncio.get_running_loop()
        self.stripe = StripeWorld(self.loop.time, self._deliver)
        self.platform = Platform(self.weather, self.stripe, self._new_order_id)
        self.people = People(self.platform, self.stripe, seed)
        self.strangers = Strangers(self.platform, self.stripe, self.chance)
        self.acknowledged: dict[str, Event] = {}
        self.undelivered: dict[str, Event] = {}
        self.failures: list[str] = []
        self.trace: list[tuple[Any, ...]] = []
        self._running: set[asyncio.Task[Any]] = set()
        self._served: set[UUID] = set()
        self._is_backfilled = calm or self.chance.random() < 0.5
        self._ids = random.Random(f"{seed} ids")
        self._follow(self.platform.orders, self._on_order_commit)
        self._follow(self.platform.kitchen, self._on_kitchen_commit)

    def _follow(self, database: Database, listener: Callable[[Transaction], None]) -> None:
        follow_outbox(database)
        database.on_commit.append(listener)

    async def run(self) -> None:
        """To the end; the oracle looks afterwards."""
        self.platform.start()
        for number in range(self.orders):
            self.spawn(self.people.dine(number))
        if self.weather.is_stormy:
            self._plan_incidents()
        sweeping = asyncio.create_task(self._keep_sweeping())
        await asyncio.sleep(STORM_SECONDS)
        sweeping.cancel()
        await self._calm_down()

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Somebody outside of the platform does something."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.failures.append(f"somebody met {task.exception()!r}")

    def note(self, actor: str, what: str, order_id: str | None = None) -> None:
        self.trace.append((round(self.loop.time(), 6), actor, what, order_id))

    def digest(self) -> str:
        return hashlib.sha256(msgspec.json.encode(self.trace)).hexdigest()[:32]

    def _new_order_id(self) -> str:
        bits = int(self.loop.time() * 1000) << 80 | 0x7 << 76 | self._ids.getrandbits(12) << 64
        return str(UUID(int=bits | 0b10 << 62 | self._ids.getrandbits(62)))

    def _on_order_commit(self, transaction: Transaction) -> None:
        for (table, key), row in transaction.written.items():
            if table == "journal":
                self.note(
                    transaction.life.name, f"{row.input_seq} {key[1]}: {row.decision}, {row.because}", key[0]
                )
            elif table == "calls":
                self.note(transaction.life.name, f"call {key}: {getattr(row, 'status', 'gone')}")
                if getattr(row, "status", "") == "pending" and row.due_at <= self.platform.clock():
                    self.platform.wake_calls()

    def _on_kitchen_commit(self, transaction: Transaction) -> None:
        for (table, key), row in transaction.written.items():
            if table == "tickets":
                self.note(transaction.life.name, f"ticket {row.state} r{row.revision}", str(key))
                if row.state is TicketState.READY and key not in self._served:
                    self._served.add(key)
                    self.spawn(self.people.serve(row))

    def _deliver(self, event: Event) -> None:
        """Stripe sends an event, perhaps twice, late, under two ids, or never."""
        self.note("stripe", f"{event.id} {event.type}", event.order_id)
        weather, chance = self.weather, self.chance
        self.undelivered[event.id] = event
        if weather.strikes("webhook.second_event"):
            self.loop.call_later(chance.uniform(0.0, 5.0), self.stripe.repeat, event)
        if weather.strikes("webhook.lost"):
            return
        delay_seconds = chance.uniform(0.01, 0.4)
        if weather.strikes("webhook.late"):
            delay_seconds += chance.uniform(0.0, 60.0)
        elif weather.strikes("webhook.very_late"):
            delay_seconds += chance.uniform(600.0, 7200.0)
        self.spawn(self._post(event, delay_seconds))
        if weather.strikes("webhook.twice"):
            self.spawn(self._post(event, delay_seconds + chance.choice((0.0, 2.0, 100.0))))

    async def _post(self, event: Event, delay_seconds: float) -> None:
        await asyncio.sleep(delay_seconds)
        for retry_seconds in (*_RETRY_SECONDS, *(_RETRY_SECONDS[-1],) * 80):
            if await self._is_accepted(event):
                return
            await asyncio.sleep(retry_seconds)

    async def _is_accepted(self, event: Event) -> bool:
        try:
            accepted = await self.platform.post_webhook(event.endpoint, event.body)
        except Unreachable:
            return False
        if accepted:
            self.acknowledged[event.id] = event
            self.undelivered.pop(event.id, None)
        return accepted

    async def _keep_sweeping(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY_SECONDS)
            self.sweep()

    def sweep(self) -> None:
        self.platform.sweep_now.set()
        self.platform.sweep_now.clear()

    def _plan_incidents(self) -> None:
        """Restarts, outages, power cuts: drawn now, each at its time."""
        acts: dict[str, Callable[[], None]] = {
            "incident.database_restarts": self._restart_database,
            "incident.broker_away": lambda: self.platform.bus.go_away(self.chance.uniform(1.0, 60.0)),
            "incident.power_cut": self._cut_power,
            "incident.stripe_away": self._stripe_away,
            "incident.rebalance": self._rebalance,
        }
        for name, expected in self.weather.incidents.items():
            for _ in range(int(expected + self.chance.random())):
                self.loop.call_later(
                    self.chance.uniform(1.0, STORM_SECONDS - 1.0), self._strike, name, acts[name]
                )
        self.strangers.come(self.loop, STORM_SECONDS, self.orders)

    def _strike(self, name: str, act: Callable[[], None]) -> None:
        if self.weather.is_stormy:
            self.weather.note(name)
            self.note("world", name)
            act()

    def _restart_database(self) -> None:
        database = self.chance.choice((self.platform.orders, self.platform.kitchen))
        database.restart(self.chance.uniform(0.5, 30.0))
        cut_relays(database)

    def _cut_power(self) -> None:
        for process in self.platform.processes.values():
            process.life.end()

    def _stripe_away(self) -> None:
        self.weather.stripe_is_up = False
        self.loop.call_later(self.chance.uniform(5.0, 120.0), self._stripe_back)

    def _stripe_back(self) -> None:
        self.weather.stripe_is_up = True

    def _rebalance(self) -> None:
        self.chance.choice(
            sorted(self.platform.bus.groups.values(), key=lambda group: group.name)
        ).rebalance()

    async def _calm_down(self) -> None:
        """Everything heals; what only people can mend is mended; then time passes until nothing is left to do."""
        self.weather.heal()
        self.note("world", "calm")
        self.platform.poison.clear()
        for process in self.platform.processes.values():
            process.life.thaw()
        await asyncio.sleep(40.0)
        await self.strangers.redrive()
        self._backfill()
        for step in range(len(_CALM_STEPS) + _OPEN_END_STEPS):
            if step >= len(_CALM_STEPS) and self.is_idle:
                return
            if self.platform.violations:
                return  # no need to see how it ends
            if step == _PAID_BY_STEP:
                self.failures += paid_too_late(self)
            self.sweep()
            await self.strangers.redrive()
            await self._owners_act()
            await asyncio.sleep(_CALM_STEPS[step] if step < len(_CALM_STEPS) else 3600.0)

    def _backfill(self) -> None:
        """Events that never came are fetched from Stripe's list and posted to the gateway; some worlds rely on the sweep."""
        for event in self.still_owed.values():
            self.spawn(self._post(event, self.chance.uniform(0.0, 10.0)))

    @property
    def still_owed(self) -> dict[str, Event]:
        """Events that nobody delivered and no read of the sweep makes up for."""
        if self._is_backfilled:
            return dict(self.undelivered)
        own = {name for key, name in self.platform.keys.posts if key.startswith("pi:")}
        return {
            event_id: event
            for event_id, event in self.undelivered.items()
            if not (event.type.startswith("payment_intent.") and event.payment_intent in own)
        }

    async def _owners_act(self) -> None:
        for venue_id, order_id, hold in self.strangers.stuck_holds():
            await self.people.settle_hold(venue_id, order_id, hold.payment_intent, hold.number)

    @property
    def is_idle(self) -> bool:
        platform = self.platform
        pending = any(row.status == "pending" for row in platform.orders.tables["calls"].values())
        waiting = platform.orders.tables["outbox waiting"] or platform.kitchen.tables["outbox waiting"]
        lagging = any(group.lag for group in platform.bus.groups.values())
        return not (pending or waiting or lagging or self._running)


def live(seed: int, orders: int, *, calm: bool = False) -> Outcome:
    """Run the world of a seed and let the oracle judge it."""
    began = time.process_time()

    async def whole() -> Outcome:
        world = World(seed, orders, calm=calm)
        try:
            await world.run()
        except Exception as error:  # noqa: BLE001 (a world that cannot go on is a violation)
            world.failures.append(f"the world ended with {error!r}")
        violations = judge(world)
        return Outcome(
            seed,
            orders,
            world.digest(),
            violations,
            world.weather.struck,
            world.loop.time(),
            0.0,
            world.trace,
        )

    outcome = clockwork.run(whole())
    outcome.cpu_seconds = time.process_time() - began
    return outcome
