import uuid
from dataclasses import dataclass, field

import pytest

from twyst.mailbox import parking
from twyst.mailbox.database import fetch
from twyst.mailbox.parking import ParkedStatus, ToPark

pytestmark = pytest.mark.integration


@dataclass(frozen=True)
class Arrived:
    offset: int
    topic: str = "twyst.orders.events.v1"
    partition: int = 0
    key: bytes | None = b"k"
    value: bytes | None = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    timestamp_ms: int = 1_795_000_000_000


def to_park(event_id, key="k", offset=0, **changes):
    return ToPark(
        "order.stripe", key, event_id, Arrived(offset, **changes), "handler failed", "ValueError: no"
    )


async def waiting_ids(tx):
    rows = await fetch(tx, "SELECT event_id FROM parked WHERE status = 'parked' ORDER BY id")
    return [row["event_id"] for row in rows]


async def test_records_wait_in_the_order_of_arrival_whatever_their_topic(worker):
    async with worker.transaction() as tx:
        assert (
            await parking.park(tx, [to_park("e2", offset=9), to_park("e1", offset=3, topic="another")]) == 2
        )
        assert await parking.park(tx, [to_park("e3"), to_park("other", key="o")]) == 2
        assert await parking.park(tx, []) == 0
    async with worker.transaction() as tx:
        assert [parked.event_id for parked in await parking.take(tx, "k")] == ["e2", "e1", "e3"]
        assert await waiting_ids(tx) == ["e2", "e1", "e3", "other"]
        assert await parking.parked_keys(tx, ["k", "o", "free"]) == {"k", "o"}


async def test_a_record_keeps_its_bytes_and_everything_that_came_with_it(worker):
    record = Arrived(
        7, partition=2, key=b"\xff\x00", value=b"\x00\xff", headers={"h\x00": "\x00\udcff", "ce_id": "e"}
    )
    async with worker.transaction() as tx:
        await parking.park(tx, [ToPark("c", None, None, record, "undecodable\x00", "x" * 9000)])
    async with worker.transaction() as tx:
        [parked] = await fetch(tx, "SELECT * FROM parked")
    assert (parked["record_key"], parked["value"], parked["partition"], parked["offset"]) == (
        b"\xff\x00",
        b"\x00\xff",
        2,
        7,
    )
    assert (parked["key"], parked["event_id"]) == (None, "twyst.orders.events.v1/2/7")
    assert parked["headers"]["ce_id"] == "e"
    assert parked["timestamp_ms"] == record.timestamp_ms
    assert len(parked["error"]) == 2000


async def test_a_record_that_comes_again_is_parked_once(worker):
    async with worker.transaction() as tx:
        assert await parking.park(tx, [to_park("e1"), to_park("e1"), to_park("e2")]) == 2
        assert await parking.park(tx, [to_park("e2"), to_park(None, key=None), to_park(None, key=None)]) == 1
        assert len(await waiting_ids(tx)) == 3


async def test_a_redriven_key_is_free_and_the_history_stays(worker):
    async with worker.transaction() as tx:
        await parking.park(tx, [to_park("e1"), to_park("e2")])
    async with worker.transaction() as tx:
        taken = await parking.take(tx, "k")
        ids = [parked.id for parked in taken]
        assert (
            await parking.resolve(tx, ids, ParkedStatus.REDRIVEN, by="ops@example.org", resolution="fixed")
            == 2
        )
        assert (
            await parking.resolve(tx, ids, ParkedStatus.REDRIVEN, by="ops@example.org", resolution="again")
            == 0
        )
    async with worker.transaction() as tx:
        assert await parking.parked_keys(tx, ["k"]) == set()
        assert await parking.take(tx, "k") == []
        rows = await fetch(tx, "SELECT status, resolved_by, resolution, resolved_at FROM parked ORDER BY id")
    assert [tuple(row)[:3] for row in rows] == [("redriven", "ops@example.org", "fixed")] * 2
    assert all(row["resolved_at"] for row in rows)


async def test_a_discarded_record_stays_discarded(worker):
    async with worker.transaction() as tx:
        await parking.park(tx, [to_park("e1"), to_park("e2")])
        first = (await parking.take(tx, "k"))[0]
        await parking.resolve(tx, [first.id], ParkedStatus.DISCARDED, by="ops", resolution="a test event")
        assert await parking.park(tx, [to_park("e1")]) == 0
        assert await waiting_ids(tx) == ["e2"]
        assert await parking.discarded(tx, "order.stripe", ["e1", "e2", "e3"]) == {"e1"}


async def test_a_redrive_that_fails_changes_nothing(worker):
    async with worker.transaction() as tx:
        await parking.park(tx, [to_park("e1")])
    with pytest.raises(ValueError, match="still broken"):
        async with worker.transaction() as tx:
            taken = await parking.take(tx, "k")
            await parking.resolve(tx, [taken[0].id], ParkedStatus.REDRIVEN, by="ops", resolution="fixed")
            raise ValueError("still broken")
    async with worker.transaction() as tx:
        assert await waiting_ids(tx) == ["e1"]


async def test_parked_is_no_resolution(worker):
    with pytest.raises(ValueError, match="redriven or discarded"):
        async with worker.transaction() as tx:
            await parking.resolve(tx, [1], ParkedStatus.PARKED, by="ops", resolution="")


async def test_the_api_role_sees_nothing_of_it(api):
    with pytest.raises(Exception, match="permission denied"):
        async with api.transaction(uuid.uuid4()) as tx:
            await waiting_ids(tx)
