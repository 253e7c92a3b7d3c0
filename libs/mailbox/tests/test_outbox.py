import uuid
from datetime import UTC, datetime, timedelta

import pytest

from twyst.mailbox import outbox
from twyst.mailbox.database import execute, fetch
from twyst.mailbox.errors import is_transient
from twyst.mailbox.outbox import OutboxEvent

pytestmark = pytest.mark.integration

AT = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)


def event(ce_id, **changes):
    values = {
        "topic": "twyst.orders.events.v1",
        "key": "k",
        "ce_id": ce_id,
        "ce_type": "twyst.order.created",
        "ce_source": "order",
        "ce_time": AT,
        "body": b'{"a":"\xc3\xa9"}',
    }
    return OutboxEvent(**(values | changes))


async def test_events_keep_their_order_and_their_content(worker):
    events = [event(f"{n}", headers={"traceparent": "00-x"}, ce_subject="s") for n in range(50)]
    async with worker.transaction() as tx:
        await outbox.append(tx, events[:20])
        await outbox.append(tx, events[20:])
        await outbox.append(tx, [])
    async with worker.transaction() as tx:
        rows = await fetch(tx, "SELECT * FROM outbox ORDER BY id")
    assert [row["ce_id"] for row in rows] == [f"{n}" for n in range(50)]
    first = rows[0]
    assert first["body"].encode() == events[0].body
    assert (first["headers"], first["ce_time"], first["ce_subject"]) == ({"traceparent": "00-x"}, AT, "s")
    assert first["published_at"] is None


async def test_a_tombstone_has_no_body(worker):
    async with worker.transaction() as tx:
        await outbox.append(tx, [event("1", body=None)])
        assert [row["body"] for row in await fetch(tx, "SELECT body FROM outbox")] == [None]


async def test_an_event_id_can_be_used_once(worker):
    with pytest.raises(Exception) as refused:
        async with worker.transaction() as tx:
            await outbox.append(tx, [event("same"), event("same", key="other")])
    assert not is_transient(refused.value)


async def test_the_api_role_may_append_and_not_read(api, worker):
    async with api.transaction(uuid.uuid4()) as tx:
        await outbox.append(tx, [event("1")])
    with pytest.raises(Exception, match="permission denied"):
        async with api.transaction(uuid.uuid4()) as tx:
            await fetch(tx, "SELECT * FROM outbox")
    async with worker.transaction() as tx:
        assert [row["ce_id"] for row in await fetch(tx, "SELECT ce_id FROM outbox")] == ["1"]


async def test_only_old_published_events_are_pruned(worker):
    async with worker.transaction() as tx:
        await outbox.append(tx, [event("old"), event("older"), event("new"), event("unpublished")])
        await execute(
            tx,
            "UPDATE outbox SET published_at = clock_timestamp() - "
            "CASE ce_id WHEN 'new' THEN interval '89 days' ELSE interval '91 days' END WHERE ce_id <> 'unpublished'",
        )
    async with worker.transaction() as tx:
        assert await outbox.prune(tx, limit=1) == 1
        assert await outbox.prune(tx) == 1
        assert await outbox.prune(tx) == 0
        assert await outbox.prune(tx, older_than=timedelta(days=80)) == 1
        assert [row["ce_id"] for row in await fetch(tx, "SELECT ce_id FROM outbox")] == ["unpublished"]
