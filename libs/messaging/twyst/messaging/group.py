"""One consumer group in this process: takes batches, hands them to a handler, and never commits what failed.

FastStream calls `take` with a batch. Either the handler returns and the offsets are committed, or every partition of
the batch goes back to its first record of the batch and the whole batch comes again. The acknowledgement is done
here, before FastStream's own (which then has nothing left to do), for two reasons: after a rebalance FastStream's
stops at the first partition that is no longer ours and leaves the others ahead, and it has no backoff.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from faststream.kafka.message import KafkaAckableMessage, KafkaMessage
from faststream.message import AckStatus

from twyst.messaging.backoff import delays
from twyst.messaging.errors import CircuitOpen
from twyst.messaging.records import Record
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)

Handler = Callable[[Sequence[Record]], Awaitable[None]]

_CIRCUIT_PAUSE_SECONDS = 1.0
_HOLD_REBALANCE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a service consumes: logical topics, the logical group, and who handles the records.

    The handler gets the records of one or more partitions, in order within each partition, and may see any of them
    again. It returns when their effects are committed, or raises: then all of them come again after a pause.
    It raises CircuitOpen to stop consuming until a person has looked.
    The first and the longest pause (`backoff_seconds`) must stay far below the broker's patience of five minutes.
    """

    topics: tuple[str, ...]
    group: str
    handler: Handler
    max_records: int = 500
    backoff_seconds: tuple[float, float] = (0.2, 10.0)


@dataclass(slots=True)
class GroupCounters:
    """Totals since the start, for metrics."""

    records: int = 0
    batches: int = 0
    failed_batches: int = 0
    failed_commits: int = 0


class GroupConsumer:
    """The state of one subscription while it is consumed."""

    def __init__(self, subscription: Subscription, clock: Callable[[], float] = time.monotonic) -> None:
        self.subscription = subscription
        self.circuit_open_because: str | None = None
        self.handling_since: float | None = None
        self.observe_age: Callable[[float], object] | None = None
        self._clock = clock
        self._counters = GroupCounters()
        self._idle = asyncio.Event()
        self._idle.set()
        self._waits: Iterator[float] = delays(*self.subscription.backoff_seconds)
        self._stop = Stop()
        self._consumer: Callable[[], AIOKafkaConsumer | None] = lambda: None

    def bind(self, consumer: Callable[[], AIOKafkaConsumer | None], stop: Stop) -> None:
        """Tell where the client is found once it runs, and what ends a pause."""
        self._consumer = consumer
        self._stop = stop

    @property
    def consumer(self) -> AIOKafkaConsumer | None:
        """The client library's consumer, while there is one."""
        return self._consumer()

    def counters(self) -> GroupCounters:
        """A copy of the totals."""
        return replace(self._counters)

    def parse(self, batch: tuple[Any, ...]) -> KafkaMessage:
        """FastStream's view of a batch. Headers are left alone: a null or foreign one would lose the batch there."""
        return KafkaAckableMessage(
            raw_message=batch,
            body=b"",
            message_id=f"{batch[0].offset}-{batch[-1].offset}",
            consumer=self._consumer(),
        )

    async def take(self, message: KafkaMessage) -> None:
        """Handle one batch and commit it, or rewind it and raise."""
        self._idle.clear()
        self.handling_since = self._clock()
        try:
            await self._handle(message)
        except Exception:
            self._rewind(message)
            raise
        finally:
            self.handling_since = None
            self._idle.set()

    async def _handle(self, message: KafkaMessage) -> None:
        if self.circuit_open_because is not None:
            await self._stop.sleep(_CIRCUIT_PAUSE_SECONDS)
            raise CircuitOpen(self.circuit_open_because)
        records = [Record.of(raw) for raw in message.raw_message]
        try:
            await self._call(records)
        except CircuitOpen as error:
            self.circuit_open_because = str(error) or "the handler refuses to go on"
            log.critical("circuit opened", extra={"group": self.subscription.group, "error": str(error)})
            raise
        except Exception:
            self._counters.failed_batches += 1
            pause_seconds = next(self._waits)
            log.warning(
                "batch failed and comes again",
                exc_info=True,
                extra={
                    "group": self.subscription.group,
                    "records": len(records),
                    "pause_seconds": pause_seconds,
                },
            )
            await self._stop.sleep(pause_seconds)
            raise
        self._waits = delays(*self.subscription.backoff_seconds)
        self._counters.batches += 1
        self._counters.records += len(records)
        if self.observe_age is not None:
            now = time.time()
            for record in records:
                self.observe_age(max(now - record.timestamp_ms / 1000, 0.0))
        await self._commit(message)

    async def _call(self, records: Sequence[Record]) -> None:
        try:
            await self.subscription.handler(records)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            # Something inside the handler was cancelled, not we. Let through, it would end the consume loop in silence.
            raise RuntimeError("the handler was cancelled from within") from error

    async def _commit(self, message: KafkaMessage) -> None:
        try:
            await message.ack()
        except KafkaError as error:
            # The effects are in the database. The next commit covers these offsets too, or the records come again.
            self._counters.failed_commits += 1
            log.warning(
                "offsets were not committed", extra={"group": self.subscription.group, "error": repr(error)}
            )
        message.committed = AckStatus.ACKED

    def _rewind(self, message: KafkaMessage) -> None:
        message.committed = AckStatus.NACKED
        consumer = self._consumer()
        if consumer is None:
            return
        first: dict[TopicPartition, int] = {}
        for raw in message.raw_message:
            first.setdefault(TopicPartition(raw.topic, raw.partition), raw.offset)
        for partition, offset in first.items():
            try:
                consumer.seek(partition, offset)
            except IllegalStateError:
                # Not ours any more; its new owner starts at the committed offset, which is not beyond the batch.
                log.info(
                    "partition moved away", extra={"topic": partition.topic, "partition": partition.partition}
                )

    def listener(self) -> ConsumerRebalanceListener:
        """Lets a batch in hand end, within a bound, before its partitions move: its offsets are then committed."""
        return _HoldForBatch(self._idle)


class _HoldForBatch(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    def __init__(self, idle: asyncio.Event) -> None:
        self._idle = idle

    async def on_partitions_revoked(self, revoked: object) -> None:
        del revoked
        try:
            async with asyncio.timeout(_HOLD_REBALANCE_SECONDS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("partitions move although a batch is in hand; both handlers are safe against it")

    async def on_partitions_assigned(self, assigned: object) -> None:
        del assigned
