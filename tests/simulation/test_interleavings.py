"""Two pieces of work at once, in every interleaving of the first one's statements: the second runs in between, whole."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from simulation import clockwork
from simulation.database import Database
from simulation.order_store import MemoryTransactions
from simulation.orders import Histories, attach, new_terms, place
from simulation.orders_oracle import judge_order
from simulation.processes import Life
from simulation.weather import Weather

from twyst.order.adapters.records import STRIPE, UNROUTED, read_stripe, read_unrouted
from twyst.order.application.cancel_order import cancel_order
from twyst.order.application.command_order import Command
from twyst.order.application.take_deliveries import TakeDeliveries

STATEMENTS_MAX = 40
_UNFINISHED = {"I18", "I21", "I34", "I46"}
"""What calls, the sweep and later events bring about: nobody makes or sends them here, so it is not judged."""


class Interrupted(Life):
    """A life that waits before one of its steps until somebody else is done."""

    def __init__(self, weather: Weather, at_step: int) -> None:
        super().__init__("interrupted", weather)
        self.at_step = at_step
        self.steps = 0
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()

    async def step(self, where: str) -> None:
        self.steps += 1
        if self.steps == self.at_step:
            self.reached.set()
            await self.go_on.wait()


class Scene:
    """One order and what Stripe said about it, and two workers on one database."""

    def __init__(self, at_step: int) -> None:
        weather = Weather(random.Random(1), calm=True)
        weather.pause_share = 0.0
        loop: Any = asyncio.get_running_loop()
        self.clock: Callable[[], datetime] = loop.utc_now
        self.database = Database(weather)
        self.life = Interrupted(weather, at_step)
        self.first = MemoryTransactions(self.database, self.life, {}, self.clock)
        self.second = MemoryTransactions(self.database, Life("second", weather), {}, self.clock)
        self.terms, self.histories = new_terms(), Histories()

    async def pay(self) -> None:
        await place(self.second, self.terms, self.clock)
        intent = self.histories.intent_of(self.terms)
        await attach(self.second, self.terms, intent, self.clock)
        self.intent = intent
        self.histories.stripe.succeed(intent, warned=True)

    async def interleave(
        self, first: Callable[[], Awaitable[Any]], second: Callable[[], Awaitable[Any]]
    ) -> bool:
        """Run `second` inside `first`; False when `first` has fewer steps than that."""
        running = asyncio.create_task(first())
        reached = asyncio.create_task(self.life.reached.wait())
        await asyncio.wait({running, reached}, return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()
        if not self.life.reached.is_set():
            await running
            return False
        other = asyncio.create_task(second())
        await asyncio.sleep(0.1)  # it is done by then, or waits for a lock that the first one holds
        self.life.go_on.set()
        await asyncio.gather(running, other)
        return True

    def problems(self) -> list[str]:
        tables = self.database.tables
        row = tables["orders"][self.terms.order_id]
        journal = sorted((r.input_seq, key[1], r) for key, r in tables["journal"].items())
        walked = sorted((version, r) for (_, version), r in tables["transitions"].items())
        said = judge_order(row.order, journal, walked, [self.intent])
        return [*said, *self.database.conflicts]


async def same_batch(scene: Scene) -> bool:
    """A zombie and the new owner of its partition take the same records."""
    records = [
        read_stripe(record)
        for record in scene.histories.records()
        if record.topic.endswith("order-events.v1")
    ]
    takes = [TakeDeliveries(each, scene.clock, STRIPE) for each in (scene.first, scene.second)]
    return await scene.interleave(lambda: takes[0](records), lambda: takes[1](records))


async def waiting_and_learning(scene: Scene) -> bool:
    """An event that only a charge leads to its order is stored while the order learns that charge."""
    warning = [read_unrouted(r) for r in scene.histories.records("radar.early_fraud_warning")]
    charge = [read_stripe(r) for r in scene.histories.records("charge.succeeded", "payment_intent.succeeded")]
    unrouted, routed = (
        TakeDeliveries(scene.first, scene.clock, UNROUTED),
        TakeDeliveries(scene.second, scene.clock, STRIPE),
    )
    done = await scene.interleave(lambda: unrouted(warning), lambda: routed(charge))
    kept = scene.database.tables["unrouted"]
    journaled = {key[1] for key in scene.database.tables["journal"]}
    # Seen by both or by neither: then the sweep finds it waiting. Never gone.
    assert all(each.event_id in journaled or kept[each.event_id].status == "waiting" for each in warning)
    return done


async def cancel_and_event(scene: Scene) -> bool:
    """The venue cancels while the event of the payment is being applied."""
    records = [read_stripe(r) for r in scene.histories.records("payment_intent.succeeded")]
    take = TakeDeliveries(scene.first, scene.clock, STRIPE)
    command = Command(
        UUID(scene.terms.venue_id), UUID(scene.terms.order_id), "cmd:cancel", "staff", "cancel", None
    )
    return await scene.interleave(
        lambda: take(records), lambda: cancel_order(scene.second, scene.clock, command, "out of stock")
    )


@pytest.mark.parametrize("pair", [same_batch, waiting_and_learning, cancel_and_event])
def test_every_interleaving(pair: Callable[[Scene], Awaitable[bool]]) -> None:
    async def at(step: int) -> tuple[bool, list[str]]:
        scene = Scene(step)
        await scene.pay()
        done = await pair(scene)
        return done, [each for each in scene.problems() if each.split(":")[0] not in _UNFINISHED]

    tried = 0
    for step in range(1, STATEMENTS_MAX):
        goes_on, problems = clockwork.run(at(step))
        assert problems == [], f"interrupted before step {step}"
        if not goes_on:
            break
        tried += 1
    assert 3 < tried < STATEMENTS_MAX - 1
