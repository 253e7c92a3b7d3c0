import asyncio
import random
import uuid
from datetime import timedelta

import pytest

from twyst.mailbox import feed
from twyst.mailbox.database import execute
from twyst.mailbox.feed import FeedItem, FeedPage

pytestmark = pytest.mark.integration

HERE, THERE = sorted([uuid.uuid4(), uuid.uuid4()])


async def bodies(database, venue_id, after=0, limit=100):
    async with database.transaction(venue_id) as tx:
        page = await feed.read(tx, venue_id, after=after, limit=limit)
    return [(entry.cursor, entry.body) for entry in page.entries]


async def test_each_venue_has_a_sequence_of_its_own(worker, api):
    async with worker.transaction() as tx:
        last = await feed.append(
            tx,
            [
                FeedItem(THERE, "k", b"1"),
                FeedItem(HERE, "k", b"2"),
                FeedItem(THERE, "k", b"3"),
                FeedItem(HERE, "k", b"4"),
            ],
        )
        assert last == {HERE: 2, THERE: 2}
        assert await feed.append(tx, [FeedItem(HERE, "k", b"5")]) == {HERE: 3}
        assert await feed.append(tx, []) == {}
        assert await feed.last_cursor(tx, HERE) == 3
        assert await feed.last_cursor(tx, uuid.uuid4()) == 0
    assert await bodies(api, HERE) == [(1, b"2"), (2, b"4"), (3, b"5")]
    assert await bodies(api, THERE) == [(1, b"1"), (2, b"3")]
    assert await bodies(api, HERE, after=1, limit=1) == [(2, b"4")]


async def test_a_reader_at_the_end_has_a_complete_empty_page(worker):
    async with worker.transaction() as tx:
        await feed.append(tx, [FeedItem(HERE, "k", b"1")])
        assert await feed.read(tx, HERE, after=1, limit=10) == FeedPage([], last=1, complete=True)
        assert await feed.read(tx, THERE, after=0, limit=10) == FeedPage([], last=0, complete=True)


async def test_a_cursor_that_was_never_given_out_is_not_continued(worker):
    async with worker.transaction() as tx:
        await feed.append(tx, [FeedItem(HERE, "k", b"1")])
        assert not (await feed.read(tx, HERE, after=2, limit=10)).complete
        assert not (await feed.read(tx, THERE, after=1, limit=10)).complete


async def test_after_a_break_no_reader_from_before_goes_on(worker, api):
    async with worker.transaction() as tx:
        await feed.append(
            tx, [FeedItem(HERE, "k", b"1"), FeedItem(HERE, "k", b"2"), FeedItem(THERE, "k", b"3")]
        )
        assert sorted(await feed.break_off(tx)) == [HERE, THERE]
        await feed.append(tx, [FeedItem(HERE, "k", b"4")])
        # Cursors that were given out, and those that a database was restored from before they were.
        for before in (1, 2, 3, 1_000_000):
            assert not (await feed.read(tx, HERE, after=before, limit=10)).complete
        last = await feed.last_cursor(tx, HERE)
    assert await bodies(api, HERE) == [(last, b"4")]
    async with api.transaction(HERE) as tx:
        assert (await feed.read(tx, HERE, after=last - 1, limit=10)).complete


async def test_no_reader_ever_skips_an_entry(worker, api):
    """Writers commit in any order and some give up; a reader that follows the cursor must still see everything."""
    chance = random.Random(5)
    total, written, read = 60, [], []

    async def write(number):
        await asyncio.sleep(chance.random() * 0.2)
        try:
            async with worker.transaction() as tx:
                await execute(tx, "SELECT 1")
                await feed.append(tx, [FeedItem(HERE, "k", f"{number}.{i}".encode()) for i in range(3)])
                await asyncio.sleep(chance.random() * 0.01)
                if number % 5 == 0:
                    raise ValueError("undo")
        except ValueError:
            return
        written.extend(f"{number}.{i}".encode() for i in range(3))

    async def follow(writing):
        cursor = 0
        while True:
            finished = writing.done()
            page = await bodies(api, HERE, after=cursor, limit=7)
            read.extend(page)
            cursor = page[-1][0] if page else cursor
            if finished and not page:
                return

    writing = asyncio.gather(*(write(number) for number in range(total)))
    await asyncio.gather(follow(writing), writing)
    assert [cursor for cursor, _ in read] == list(range(1, len(written) + 1))
    assert sorted(body for _, body in read) == sorted(written)


async def test_a_reader_behind_the_pruned_part_is_told(worker):
    async with worker.transaction() as tx:
        await feed.append(tx, [FeedItem(HERE, "k", f"{n}".encode()) for n in range(1, 6)])
        await execute(tx, "UPDATE feed SET recorded_at = recorded_at - interval '8 days' WHERE cursor <= 3")
        assert await feed.prune(tx, older_than=timedelta(days=7), limit=2) == 2
        assert await feed.prune(tx, older_than=timedelta(days=7)) == 1
        assert await feed.prune(tx, older_than=timedelta(days=7)) == 0
    async with worker.transaction() as tx:
        assert not (await feed.read(tx, HERE, after=2, limit=10)).complete
        page = await feed.read(tx, HERE, after=3, limit=10)
    assert page.complete
    assert [entry.cursor for entry in page.entries] == [4, 5]


async def test_the_api_reads_its_own_venue_only(worker, api):
    async with worker.transaction() as tx:
        await feed.append(tx, [FeedItem(HERE, "k", b"1")])
    async with api.transaction(THERE) as tx:
        assert (await feed.read(tx, HERE, after=0, limit=10)).entries == []
