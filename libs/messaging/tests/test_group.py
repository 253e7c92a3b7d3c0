"""One group's decisions, without a broker: the message and the client are small stand-ins behind the same methods."""

import asyncio
from types import SimpleNamespace

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError
from faststream.message import AckStatus

from twyst.messaging.errors import CircuitOpen
from twyst.messaging.group import GroupConsumer, Subscription
from twyst.runtime.shutdown import Stop


class Client:
    def __init__(self, owned):
        self.owned = owned
        self.sought = {}

    def seek(self, partition, offset):
        if partition not in self.owned:
            raise IllegalStateError("not assigned")
        self.sought[partition] = offset


class Message:
    def __init__(self, *places, commit_error=None):
        self.raw_message = tuple(
            SimpleNamespace(
                topic="t", partition=p, offset=o, key=b"k", value=b"v", headers=(("h", None),), timestamp=1
            )
            for p, o in places
        )
        self.committed = None
        self.acks = 0
        self._commit_error = commit_error

    async def ack(self):
        if self._commit_error:
            raise self._commit_error
        self.acks += 1


def make_group(handler, owned=(0, 1)):
    group = GroupConsumer(Subscription(("twyst.orders.events.v1",), "g", handler))
    stop = Stop()
    stop.request()  # so that no pause is slept through
    client = Client({TopicPartition("t", number) for number in owned})
    group.bind(lambda: client, stop)
    return group, client


async def test_a_batch_is_committed_once_the_handler_returned():
    seen = []

    async def handler(records):
        seen.extend((r.partition, r.offset, r.headers) for r in records)

    group, client = make_group(handler)
    message = Message((0, 7), (1, 3))
    await group.take(message)
    assert seen == [(0, 7, {}), (1, 3, {})]
    assert (message.acks, message.committed, client.sought) == (1, AckStatus.ACKED, {})
    assert (group.counters().batches, group.counters().records) == (1, 2)


async def test_a_failed_batch_goes_back_to_its_first_record_in_every_partition():
    async def handler(_records):
        raise ValueError("no")

    group, client = make_group(handler)
    message = Message((0, 7), (0, 8), (1, 3))
    with pytest.raises(ValueError, match="no"):
        await group.take(message)
    assert client.sought == {TopicPartition("t", 0): 7, TopicPartition("t", 1): 3}
    assert (message.acks, message.committed) == (0, AckStatus.NACKED)


async def test_a_partition_that_moved_away_does_not_keep_the_others_from_going_back():
    async def handler(_records):
        raise ValueError("no")

    group, client = make_group(handler, owned=(1,))
    with pytest.raises(ValueError, match="no"):
        await group.take(Message((0, 7), (1, 3)))
    assert client.sought == {TopicPartition("t", 1): 3}


async def test_a_commit_that_fails_is_counted_and_the_work_stays_done():
    async def handler(_records):
        return

    group, client = make_group(handler)
    message = Message((0, 7), commit_error=CommitFailedError())
    await group.take(message)
    assert (group.counters().failed_commits, message.committed, client.sought) == (1, AckStatus.ACKED, {})


async def test_a_cancellation_inside_the_handler_is_a_failure_and_not_the_end():
    async def handler(_records):
        raise asyncio.CancelledError

    group, client = make_group(handler)
    with pytest.raises(RuntimeError, match="cancelled from within"):
        await group.take(Message((0, 7)))
    assert client.sought == {TopicPartition("t", 0): 7}


async def test_our_own_cancellation_neither_commits_nor_pretends():
    entered = asyncio.Event()

    async def handler(_records):
        entered.set()
        await asyncio.Event().wait()

    group, client = make_group(handler)
    message = Message((0, 7))
    task = asyncio.create_task(group.take(message))
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (message.acks, message.committed, client.sought) == (0, None, {})


async def test_an_open_circuit_refuses_every_further_batch():
    calls = []

    async def handler(records):
        calls.append(records)
        raise CircuitOpen("20 % of a minute's records were parked")

    group, client = make_group(handler)
    for offset in (7, 8):
        with pytest.raises(CircuitOpen):
            await group.take(Message((0, offset)))
    assert len(calls) == 1
    assert group.circuit_open_because == "20 % of a minute's records were parked"
    assert client.sought == {TopicPartition("t", 0): 8}


async def test_a_rebalance_waits_for_the_batch_in_hand():
    release = asyncio.Event()

    async def handler(_records):
        await release.wait()

    group, _ = make_group(handler)
    taking = asyncio.create_task(group.take(Message((0, 7))))
    await asyncio.sleep(0)
    revoking = asyncio.create_task(group.listener().on_partitions_revoked({TopicPartition("t", 0)}))
    await asyncio.sleep(0)
    assert not revoking.done()
    release.set()
    await asyncio.gather(taking, revoking)
