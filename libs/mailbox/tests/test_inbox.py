import asyncio
import random
from datetime import timedelta

import pytest

from twyst.mailbox import inbox
from twyst.mailbox.database import execute, fetch
from twyst.mailbox.inbox import Arrival

pytestmark = pytest.mark.integration


def arrivals(*event_ids):
    return [Arrival(event_id, "t", 0, offset) for offset, event_id in enumerate(event_ids)]


async def test_new_events_are_answered_in_the_order_of_arrival_each_once(worker):
    async with worker.transaction() as tx:
        assert await inbox.claim(tx, "c", arrivals("z", "a", "z", "m", "a")) == [0, 1, 3]
    async with worker.transaction() as tx:
        assert await inbox.claim(tx, "c", arrivals("m", "b", "z", "b")) == [1]
        assert await inbox.claim(tx, "c", []) == []
        assert await inbox.claim(tx, "another consumer", arrivals("z")) == [0]


async def test_a_claim_ends_with_its_transaction(worker):
    with pytest.raises(ValueError, match="undo"):
        async with worker.transaction() as tx:
            await inbox.claim(tx, "c", arrivals("a"))
            raise ValueError("undo")
    async with worker.transaction() as tx:
        assert await inbox.claim(tx, "c", arrivals("a")) == [0]


async def test_concurrent_claims_give_each_event_to_one_of_them(worker):
    chance = random.Random(1)
    ids = [f"e{n}" for n in range(200)]

    async def take():
        mine = chance.sample(ids, k=len(ids))
        async with worker.transaction() as tx:
            new = await inbox.claim(tx, "c", arrivals(*mine))
            await asyncio.sleep(0.01)
        return [mine[index] for index in new]

    taken = await asyncio.gather(*(take() for _ in range(6)))
    assert sorted(event_id for mine in taken for event_id in mine) == sorted(ids)


async def test_the_place_of_the_first_arrival_is_kept(worker):
    async with worker.transaction() as tx:
        await inbox.claim(tx, "c", [Arrival("a", "t", 2, 7), Arrival("a", "t", 2, 9)])
        [row] = await fetch(tx, 'SELECT topic, partition, "offset" FROM inbox')
    assert tuple(row) == ("t", 2, 7)


async def test_prune_forgets_old_events_only(worker):
    async with worker.transaction() as tx:
        await inbox.claim(tx, "c", arrivals("old", "older", "new"))
        await execute(
            tx, "UPDATE inbox SET recorded_at = recorded_at - interval '61 days' WHERE event_id <> 'new'"
        )
        assert await inbox.prune(tx, older_than=timedelta(days=60), limit=1) == 1
        assert await inbox.prune(tx, older_than=timedelta(days=60)) == 1
        assert await inbox.prune(tx, older_than=timedelta(days=60)) == 0
        assert await inbox.claim(tx, "c", arrivals("old", "new")) == [0]
