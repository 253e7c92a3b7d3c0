"""Consuming: FastStream batch subscribers with every option spelled out, run as one supervised background task."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from aiokafka import AIOKafkaConsumer
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaMessage
from faststream.kafka.subscriber.usecase import BatchSubscriber

from twyst.messaging.admin import wait_for_topics
from twyst.messaging.backoff import delays
from twyst.messaging.errors import CircuitOpen, ConsumerDead
from twyst.messaging.group import GroupConsumer, GroupCounters, Subscription
from twyst.messaging.topics import Topics
from twyst.messaging.vitals import Backlog, Observation, Pulse, ended_task, group_offsets
from twyst.runtime.shutdown import Stop

log = logging.getLogger(__name__)

__all__ = ["ConsumerApp", "GroupState", "NotConsuming", "Subscription"]

_GRACEFUL_TIMEOUT_SECONDS = (
    8.0  # below the supervisor's 10 s, so that partitions are handed over and not lost
)
_RESTART_SECONDS = (0.5, 5.0)
_LOOK_SECONDS = 1.0


class Observer(Protocol):
    """A histogram's child, for example."""

    def observe(self, amount: float, /) -> object: ...


class NotConsuming(RuntimeError):
    """The consumers have not started, or have stopped."""


@dataclass(frozen=True, slots=True)
class GroupState:
    """One group as metrics and health show it; `lag` is None when the broker did not say.

    `lag_seconds` is for how long, as far as this process saw, a record has waited.
    """

    group: str
    assigned: tuple[tuple[str, int], ...]
    lag: int | None
    lag_seconds: float
    circuit_open_because: str | None
    counters: GroupCounters


class ConsumerApp:
    """All consumer groups of one process. `run` is a background task; `check` belongs to `/readyz`."""

    def __init__(
        self,
        bootstrap: str,
        subscriptions: Sequence[Subscription],
        *,
        topics: Topics,
        client_id: str,
        lag_every_seconds: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bootstrap = bootstrap
        self._topics = topics
        self._client_id = client_id
        self._looks_per_lag = max(round(lag_every_seconds / _LOOK_SECONDS), 1)
        self._clock = clock
        self._groups = [GroupConsumer(subscription, clock) for subscription in subscriptions]
        self._pulses = [Pulse() for _ in subscriptions]
        self._backlogs = [Backlog() for _ in subscriptions]
        self._lags: list[int | None] = [None for _ in subscriptions]
        self._committed: list[int] = [0 for _ in subscriptions]
        self._subscribers: list[BatchSubscriber] = []
        self._consuming = False

    def states(self) -> list[GroupState]:
        """What each group does at the moment."""
        return [
            GroupState(
                group=group.subscription.group,
                assigned=_assigned(group),
                lag=lag,
                lag_seconds=backlog.age_seconds(self._clock()),
                circuit_open_because=group.circuit_open_because,
                counters=group.counters(),
            )
            for group, lag, backlog in zip(self._groups, self._lags, self._backlogs, strict=True)
        ]

    def observe_ages(self, of_group: Callable[[str], Observer]) -> None:
        """Tell an observer of each group how old every record was when its effects were committed, in seconds."""
        for group in self._groups:
            group.observe_age = of_group(group.subscription.group).observe

    async def check(self) -> None:
        """Raise what keeps the process from being ready: CircuitOpen, or NotConsuming while Kafka is waited for."""
        for group in self._groups:
            if group.circuit_open_because is not None:
                raise CircuitOpen(f"{group.subscription.group}: {group.circuit_open_because}")
        if not self._consuming:
            raise NotConsuming("waiting for kafka")

    async def run(self, stop: Stop) -> None:
        """Consume until stopped. Waits for a broker that is away; raises ConsumerDead when only a restart helps."""
        wanted = sorted({self._topics.physical(name) for g in self._groups for name in g.subscription.topics})
        if not await wait_for_topics(self._bootstrap, wanted, stop):
            return
        broker = await self._start(stop)
        self._consuming = broker is not None
        try:
            looks = 0
            while not await stop.sleep(_LOOK_SECONDS):
                looks += 1
                for index, group in enumerate(self._groups):
                    await self._look(index, group, with_lag=looks % self._looks_per_lag == 0)
        finally:
            self._consuming = False
            if broker is not None:
                await broker.stop()

    async def _start(self, stop: Stop) -> KafkaBroker | None:
        waits = delays(*_RESTART_SECONDS)
        while not stop.requested:
            broker = self._broker()
            self._subscribers = [self._subscribe(broker, group, stop) for group in self._groups]
            try:
                await broker.start()
            except (KafkaError, OSError, TimeoutError) as error:
                await broker.stop()
                log.warning("consumers did not start", extra={"error": repr(error)})
                await stop.sleep(next(waits))
            except BaseException:
                await broker.stop()
                raise
            else:
                return broker
        return None

    async def _look(self, index: int, group: GroupConsumer, *, with_lag: bool) -> None:
        subscriber = self._subscribers[index]
        consumer = subscriber.consumer
        if group.circuit_open_because is not None:
            if subscriber.running:
                await subscriber.stop()
            return
        if consumer is None:
            raise ConsumerDead(f"{group.subscription.group}: the subscriber stopped")
        loop_ended = all(task.done() for task in subscriber.tasks)
        ended = "the consume loop ended" if loop_ended else ended_task(consumer)
        if with_lag and ended is None:
            await self._look_at_offsets(index, consumer)
        seen = Observation(
            at_seconds=self._clock(),
            ended=ended,
            handling_since_seconds=group.handling_since,
            assigned=_assigned(group),
            lag=self._lags[index],
            progress=(self._committed[index], group.counters().batches, group.counters().failed_batches),
        )
        reason = self._pulses[index].death(seen)
        if reason is not None:
            raise ConsumerDead(f"{group.subscription.group}: {reason}")

    async def _look_at_offsets(self, index: int, consumer: AIOKafkaConsumer) -> None:
        offsets = await group_offsets(consumer)
        self._lags[index] = None if offsets is None else offsets.lag
        if offsets is not None:
            self._committed[index] = offsets.committed
            self._backlogs[index].see(self._clock(), offsets)

    def _broker(self) -> KafkaBroker:
        return KafkaBroker(
            self._bootstrap,
            client_id=self._client_id,
            request_timeout_ms=20_000,
            retry_backoff_ms=100,
            metadata_max_age_ms=30_000,
            connections_max_idle_ms=540_000,
            consumer_only=True,  # our own producer publishes; FastStream's could not be rebuilt
            allow_auto_create_topics=False,  # topics are provisioned with their right number of partitions
            graceful_timeout=_GRACEFUL_TIMEOUT_SECONDS,
            apply_types=False,
            logger=None,  # failures are logged here, once, with their group
        )

    def _subscribe(self, broker: KafkaBroker, group: GroupConsumer, stop: Stop) -> BatchSubscriber:
        subscription = group.subscription
        subscriber = broker.subscriber(
            *(self._topics.physical(name) for name in subscription.topics),
            batch=True,
            max_records=subscription.max_records,
            batch_timeout_ms=20,  # FastStream also sleeps this long after an empty poll
            group_id=self._topics.group(subscription.group),
            ack_policy=AckPolicy.NACK_ON_ERROR,
            auto_offset_reset="earliest",
            isolation_level="read_uncommitted",
            partition_assignment_strategy=(RoundRobinPartitionAssignor,),
            session_timeout_ms=6_000,
            heartbeat_interval_ms=2_000,
            rebalance_timeout_ms=30_000,
            max_poll_interval_ms=300_000,
            fetch_max_wait_ms=500,
            fetch_min_bytes=1,
            max_partition_fetch_bytes=1024 * 1024,
            listener=group.listener(),
            parser=group.parse,
            decoder=_whole_message,
            no_reply=True,
        )
        subscriber(group.take)
        group.bind(lambda: subscriber.consumer, stop)
        return subscriber


async def _whole_message(message: KafkaMessage) -> KafkaMessage:
    """The handler gets the message itself, undecoded: what is in it is decided there, record by record."""
    return message


def _assigned(group: GroupConsumer) -> tuple[tuple[str, int], ...]:
    if group.consumer is None:
        return ()
    return tuple(sorted((p.topic, p.partition) for p in group.consumer.assignment()))
