"""What carries events is down, late or refuses: planted, alarmed, and mended by the page's own commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from faults.oracle import verify
from journeys.diners import PATIENCE_SECONDS, Dining, Meal
from journeys.live_stack import LiveStack
from journeys.webhooks import Postman, events_about, misbehaving, with_second_id
from recovery.knowledge import Ops
from recovery.servers import CURE, POISON, superuser
from runbooks.page import Follower
from runbooks.watch import Watch

from twyst.demo.clients import Platform, Venue
from twyst.testing.waiting import eventually

Open = Callable[[str, Mapping[str, str]], Follower]
_ALMOST_A_MINUTE = 50.0
"""As long as a database that answers is no reason for an alarm: vitals are read every five seconds."""
_MANY = 20
"""So many that one of the batches that they come in, one or more for each partition, has the five that open the breaker."""
# What the worker writes of bytes that are no event. On the topic they would stay, to be found by whoever reads all of it.
_UNREADABLE = """
INSERT INTO parked (consumer, event_id, topic, partition, "offset", value, headers, timestamp_ms, reason, error, status)
VALUES ('order.stripe', 'planted', 'twyst.stripe.order-events.v1', 0, 0, '{', '{}', 0, 'undecodable', 'planted', 'parked') RETURNING id
"""
_LAG = 'twyst_consumer_lag_records{group="order.stripe"}'
_FAILED_BATCHES = 'twyst_consumer_failed_batches_total{group="order.stripe"}'


async def _pending(dining: Dining, venue: Venue) -> Meal:
    meal = await dining.place(venue)

    async def is_pending() -> bool:
        return bool((await dining.order(meal))["state"] == "PAYMENT_PENDING")

    await eventually(is_pending, PATIENCE_SECONDS, 0.2)
    return meal


async def test_a_process_is_down(stack: LiveStack, watch: Watch, runbook: Open) -> None:
    await stack.command("stop", "order-api")
    found = await watch.until_fires("ProcessDown")
    assert found == {"job": "order-api"}
    page = runbook("ProcessDown", found)
    await page.follow("Look")
    await page.follow("Do")
    await watch.until_silent("ProcessDown")
    await page.follow("It is over when")


async def test_webhooks_are_refused(
    platform: Platform, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    wrong = {"corrupt": 1.0, "corruptions": ["wrong_secret"]}
    async with misbehaving(platform, webhooks=wrong):
        await watch.begin()
        await dining.pay(meal)
        found = await watch.until_fires("WebhooksRefused")
        assert found == {"endpoint": "platform"}
        page = runbook("WebhooksRefused", found)
        await page.follow("Look")
    await page.follow("Do")
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    await watch.begin()
    served = await dining.place(venues[0])
    await dining.pay(served)
    await dining.until(served, "PAYMENT_SUCCEEDED")
    await dining.see(served)
    await watch.until_silent("WebhooksRefused")
    assert await page.follow("It is over when") == [[]]


async def test_an_order_is_parked_and_then_many_fail_at_once(
    stack: LiveStack, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    alone, *many = [await _pending(dining, venues[0]) for _ in range(1 + _MANY)]
    async with superuser(stack) as owner:
        # The journal lets nobody delete, so the poison is taken back by one who may switch that off.
        await owner.execute("SET session_replication_role = replica")
        await owner.execute(POISON, alone.order_id)
        await dining.pay(alone)
        parked = runbook("RecordParked", await watch.until_fires("RecordParked"))
        await parked.follow("Look")
        assert (parked["ORDER"], parked["SERVICE"]) == (alone.order_id, "order")
        await owner.execute(CURE, alone.order_id)  # the release that mends it
        await parked.follow("Do")
        await watch.until_silent("RecordParked")

        for meal in many:
            await owner.execute(POISON, meal.order_id)
        async with owner.transaction():
            # While somebody holds the journal, what comes is not taken, so that all of it meets the worker at once.
            await owner.execute("LOCK TABLE journal IN ACCESS EXCLUSIVE MODE")
            for meal in many:
                await dining.pay(meal)
            await watch.until_more(_LAG, 2 * len(many))
            await watch.until_more(_FAILED_BATCHES, await watch.value(_FAILED_BATCHES) + 2)
        found = await watch.until_fires("ConsumerStopped")
        assert found["group"] == "order.stripe"
        late = runbook("ConsumerStopped", found)
        await late.follow("Look")
        for meal in many:
            await owner.execute(CURE, meal.order_id)  # the release that works
    await late.follow("Do")
    ops = Ops(stack.state / "stack.json")
    for key in {
        row["key"] for row in await ops("parked", "list")
    }:  # those of a batch too small for the breaker
        await ops.do("parked", "redrive", "order", key)
    for meal in (alone, *many):
        await dining.until(meal, "PAYMENT_SUCCEEDED")
        await dining.see(meal)
    await watch.until_silent("ConsumerStopped", "RecordParked", "EventsLate", "RelayLate")
    assert await parked.follow("It is over when") == [[]]
    *_, left = await late.follow("It is over when")
    assert left == []


async def test_an_event_names_another_venue(
    platform: Platform, postman: Postman, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    (created,) = await events_about(platform, meal.payment_intent)
    forged = json.loads(json.dumps(with_second_id(created)))
    forged["data"]["object"]["metadata"]["venue_id"] = venues[1].venue_id
    assert (await postman.post(forged)).status_code == 200
    found = await watch.until_fires("EventDoesNotFit")
    assert found == {"group": "order.stripe", "outcome": "misfit"}
    page = runbook("EventDoesNotFit", {**found, "order": meal.order_id})
    await page.follow("Look")
    await page.follow("Do")
    await dining.pay(meal)
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    await watch.begin()
    await watch.until_silent("EventDoesNotFit")
    assert await page.follow("It is over when") == [[]]


async def test_a_record_that_nobody_can_read(stack: LiveStack, watch: Watch, runbook: Open) -> None:
    async with superuser(stack) as owner:
        record = str(await owner.fetchval(_UNREADABLE))
    page = runbook("RecordParked", await watch.until_fires("RecordParked"))
    await page.follow("A record nobody can read")
    assert (page["RECORD"], page["SERVICE"]) == (record, "order")
    await watch.until_silent("RecordParked")
    assert await page.follow("It is over when") == [[]]


async def test_the_servers_are_away(
    stack: LiveStack, dining: Dining, venues: list[Venue], watch: Watch, runbook: Open
) -> None:
    meal = await dining.place(venues[0])
    await stack.command("stop", "kafka")
    await dining.pay(meal)  # what Stripe says of it finds no broker
    broker = runbook("BrokerAway", await watch.until_fires("BrokerAway"))
    await broker.follow("Look")
    await broker.follow("Do")
    await stack.command("stop", "postgres")
    database = runbook(
        "DatabaseAway", await watch.until_fires("DatabaseAway", ahead_seconds=_ALMOST_A_MINUTE)
    )
    await database.follow("Look")
    await database.follow("Do")
    await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(meal)
    await watch.until_silent("BrokerAway", "DatabaseAway", "ProcessDown")
    for page in (broker, database):
        await page.follow("It is over when")
    await verify(stack.describe())
