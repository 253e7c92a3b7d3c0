"""The worker on real Kafka and PostgreSQL: topics in, boards and topics out."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest
from pydantic import SecretStr

from twyst.contracts import topics as contract
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.fulfillment.application.work_ticket import mark_seen
from twyst.fulfillment.domain.ticket import TicketState
from twyst.fulfillment.settings import WorkerSettings
from twyst.fulfillment.worker import build_worker
from twyst.mailbox import parking
from twyst.messaging.admin import read_all
from twyst.messaging.headers import decode, encode_text
from twyst.messaging.producer import OutboundRecord, Producer
from twyst.messaging.topics import Topics, replay_topic
from twyst.testing.waiting import eventually


@pytest.fixture(scope="module")
async def topics(topic_namespace) -> Topics:
    return Topics(topic_namespace)


@pytest.fixture(scope="module")
async def publish(kafka_bootstrap, topics):
    """Puts records on the broker, on their own topic or another one."""
    producer = Producer(kafka_bootstrap, client_id="tests", send_timeout_seconds=20)
    await producer.start()

    async def publish(records, *, topic: str | None = None) -> None:
        outbound = [
            OutboundRecord(
                topics.physical(topic or each.topic), each.key, each.value, encode_text(each.headers)
            )
            for each in records
        ]
        await producer.send_all(outbound)

    yield publish
    await producer.stop()


@pytest.fixture(scope="module")
async def settings(kafka_bootstrap, topics, database) -> WorkerSettings:
    return WorkerSettings(
        environment="test",
        kafka_bootstrap=kafka_bootstrap,
        topic_namespace=topics.namespace,
        database_url=(await database("fulfillment")).worker,
        unseen_alarm_seconds=10**9,
    )


@asynccontextmanager
async def running(app):
    """A worker process's app; answers a client of its health and metrics."""
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://worker") as client,
    ):

        async def ready():
            return (await client.get("/readyz")).status_code == 200

        await eventually(ready, timeout_seconds=30)
        yield client


@pytest.fixture(scope="module")
async def worker(settings):
    async with running(build_worker(settings)) as client:
        yield client


async def on_board(kitchen, venue_id, count):
    async def tickets():
        found = (await kitchen.board(venue_id)).tickets
        return found if len(found) == count else None

    return await eventually(tickets, timeout_seconds=30)


async def test_paid_orders_reach_the_board_and_sick_records_stay_behind(
    worker, publish, kitchen, tell_order, tell_venue, venue_id
):
    orders = [tell_order(venue_id) for _ in range(30)]
    sick = tell_order(venue_id)
    garbage = replace(sick.tell("created"), value=b"\x00\xff")
    headless = replace(sick.tell("payment_pending"), key=b"nobody", headers={})
    await publish([tell_venue(venue_id, quote_minutes=15)])
    await publish(
        [garbage, headless, *(record for order in orders for record in order.until("payment_succeeded"))]
    )
    tickets = await on_board(kitchen, venue_id, len(orders))
    assert {ticket.order_id for ticket in tickets} == {order.order_id for order in orders}

    async def parked():
        async with kitchen.worker.transaction() as tx:
            return await parking.take(tx, str(sick.order_id))

    (record,) = await eventually(parked)
    assert (record.value, record.reason) == (b"\x00\xff", "unreadable")


async def test_seen_travels_back_to_the_order(
    worker, publish, kitchen, kafka_bootstrap, topics, tell_order, venue_id
):
    order = tell_order(venue_id)
    await publish(order.until("payment_succeeded"))
    await on_board(kitchen, venue_id, 1)
    await asyncio.gather(
        *(mark_seen(kitchen.venue_transactions, venue_id, order.order_id, by=f"tablet-{n}") for n in range(3))
    )

    async def told():
        records = read_all(kafka_bootstrap, topics.physical(contract.FULFILLMENT_EVENTS.name))
        return [record async for record in records if record.key == str(order.order_id).encode()]

    (record,) = await eventually(told, timeout_seconds=30)
    event, body = decode(record.headers), msgspec.json.decode(record.value, type=FulfillmentEvent)
    assert (event.id, event.type) == (f"seen:{order.order_id}", "twyst.fulfillment.ticket_seen")
    assert (body.event_id, body.order_id, body.venue_id) == (event.id, str(order.order_id), str(venue_id))
    assert body.actor.startswith("tablet-")
    assert len(await told()) == 1


async def test_a_replay_meets_the_same_handler_and_changes_nothing(
    worker, publish, kitchen, tell_order, venue_id
):
    order, later = tell_order(venue_id), tell_order(venue_id)
    records = order.until("payment_succeeded")
    await publish(records)
    await on_board(kitchen, venue_id, 1)
    feed = await kitchen.feed(venue_id)
    replays = replay_topic("fulfillment.orders")
    await publish([*records, *later.until("payment_succeeded")], topic=replays)
    await on_board(kitchen, venue_id, 2)
    entries = await kitchen.feed(venue_id)
    assert entries[: len(feed)] == feed
    assert {entry["order_id"] for _, entry in entries[len(feed) :]} == {str(later.order_id)}


async def test_the_worker_shows_what_it_does(worker, publish, kitchen, tell_order, venue_id):
    await publish(tell_order(venue_id).until("payment_succeeded"))
    await on_board(kitchen, venue_id, 1)

    async def shown():
        page = (await worker.get("/metrics")).text
        assert 'twyst_consumer_records_total{group="fulfillment.orders",outcome="next"}' in page
        assert 'twyst_consumer_records_total{group="fulfillment.orders",outcome="gap"} 0.0' in page
        assert 'twyst_consumer_lag_records{group="fulfillment.orders"} 0.0' in page
        assert "twyst_relay_active 1.0" in page
        assert "twyst_unseen_tickets_oldest_age_seconds" in page
        return True

    await eventually(shown, timeout_seconds=30)


async def test_a_worker_that_comes_back_goes_on_and_sounds_the_alarm(
    settings, open_namespace, fresh_kitchen, kafka_bootstrap, tell_order, venue_id
):
    own = settings.model_copy(
        update={
            "topic_namespace": await open_namespace(),
            "database_url": SecretStr(fresh_kitchen.worker.dsn),
            "unseen_alarm_seconds": 1,
        }
    )
    producer = Producer(kafka_bootstrap, client_id="tests", send_timeout_seconds=20)
    await producer.start()
    order = tell_order(venue_id, paid_at=datetime.now(UTC) - timedelta(minutes=1))

    async def send(records):
        topic = Topics(own.topic_namespace).physical(contract.ORDERS_EVENTS.name)
        await producer.send_all(
            [OutboundRecord(topic, r.key, r.value, encode_text(r.headers)) for r in records]
        )

    async def alarmed():
        return "alarm" in [kind for kind, _ in await fresh_kitchen.feed(venue_id)]

    await send(order.until("payment_succeeded"))
    async with running(build_worker(own)):
        await eventually(alarmed, timeout_seconds=30)
    await send([order.tell("fulfilling"), order.tell("completed")])
    async with running(build_worker(own)):

        async def over():
            return [each.state for each in (await fresh_kitchen.board(venue_id)).recent]

        assert await eventually(over, timeout_seconds=30) == [TicketState.COMPLETED]
    await producer.stop()
