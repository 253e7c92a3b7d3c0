"""The fixtures that everybody's integration tests stand on."""

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from twyst.contracts.topics import ORDERS_EVENTS


async def test_a_record_goes_through_a_topic_of_our_own_namespace(kafka_bootstrap, topic_namespace):
    topic = topic_namespace + ORDERS_EVENTS.name.removeprefix("twyst")
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, acks="all") as producer:
        await producer.send_and_wait(topic, b"value", key=b"key")
    async with AIOKafkaConsumer(
        topic, bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest"
    ) as consumer:
        record = await consumer.getone()
    assert (record.key, record.value) == (b"key", b"value")


async def test_namespaces_are_apart(open_namespace, topic_namespace):
    assert await open_namespace() != topic_namespace


async def test_each_role_has_its_rights_in_a_migrated_database(database):
    order = await database("order")
    assert await database("order") == order
    api = await asyncpg.connect(order.api)
    await api.execute("INSERT INTO dishes VALUES ('soup')")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await api.execute("DROP TABLE dishes")
    await api.close()
    auditor = await asyncpg.connect(order.auditor)
    assert await auditor.fetchval("SELECT name FROM dishes") == "soup"
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await auditor.execute("INSERT INTO dishes VALUES ('salad')")
    await auditor.close()


async def test_a_fresh_database_starts_empty(fresh_database):
    one, two = await fresh_database("order"), await fresh_database("order")
    assert one.name != two.name
    connection = await asyncpg.connect(one.worker)
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE tablename = 'dishes'") == 1
    await connection.close()


async def test_a_service_without_registered_migrations_is_named(database):
    with pytest.raises(LookupError, match="'kitchen'"):
        await database("kitchen")
