"""A Kafka producer that is never stuck: bounded in number and in time, rebuilt when its session is beyond repair.

An idempotent aiokafka producer retries for ever, keeps failing after a sequence error, and waits for a broker that
hangs. Here each send has a bound, and a send that breaks or outlives it makes the producer be replaced.

Order per key: `send_all` hands records to one session in sequence, so a session's log is a run without holes. Two
sessions may interleave after a rebuild; both begin at the first record that was not acknowledged, so the log still
ascends once exact duplicates are dropped. For that, a session in which a batch *failed* is cut off at once (a later
batch must not arrive without the earlier one), and aiokafka's own expiry is set beyond our bound, so that it never
drops a batch and delivers the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    ProducerClosed,
    RecordListTooLargeError,
)

from twyst.messaging.errors import NotAcknowledged, Overloaded, PublishError, RecordRefused
from twyst.messaging.session import Session, open_session

log = logging.getLogger(__name__)

_REFUSALS = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidTopicError)
_RECONNECT_FIRST_SECONDS = 0.2
_RECONNECT_LAST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class OutboundRecord:
    """What to publish. `topic` is physical; `value` None is a tombstone; `headers` are encoded already."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """Where the broker put a record."""

    topic: str
    partition: int
    offset: int


@dataclass(slots=True)
class ProducerCounters:
    """Totals since the start, for metrics; `in_flight` is the present number."""

    acknowledged: int = 0
    failed: int = 0
    overloaded: int = 0
    rebuilds: int = 0
    in_flight: int = 0


@dataclass(slots=True)
class _Link:
    """The session in use, or the promise of one."""

    session: Session | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)


class Producer:
    """Publishes with `acks=all` and idempotence. Needs no broker to start: it connects in the background."""

    def __init__(
        self,
        bootstrap: str,
        *,
        client_id: str,
        send_timeout_seconds: float = 5.0,
        close_timeout_seconds: float = 2.0,
        max_in_flight: int = 1000,
    ) -> None:
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._send_timeout_seconds = send_timeout_seconds
        self._close_timeout_seconds = close_timeout_seconds
        self._max_in_flight = max_in_flight
        self._link = _Link()
        self._connecting: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._counters = ProducerCounters()
        self._stopped = False

    @property
    def connected(self) -> bool:
        """Whether a session with the broker is in use; for readiness."""
        return self._link.session is not None

    def counters(self) -> ProducerCounters:
        """A copy of the totals."""
        return replace(self._counters)

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        if self._connecting is None:
            self._connecting = asyncio.create_task(self._connect(self._link), name="kafka producer connect")

    async def stop(self) -> None:
        """Flush what is in flight, bounded, and disconnect. Sends that come later are refused."""
        self._stopped = True
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._link.session is not None:
            session, self._link = self._link.session, _Link()
            await session.close(self._close_timeout_seconds)
        await asyncio.gather(*self._closing)

    async def send(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]] = ()
    ) -> Position:
        """Publish one record and wait for its acknowledgement.

        Overloaded when too many sends wait already, NotAcknowledged past the bound, RecordRefused if never possible.
        """
        return (await self.send_all([OutboundRecord(topic, key, value, headers)]))[0]

    async def send_all(self, records: Sequence[OutboundRecord]) -> list[Position]:
        """Publish records in order, all of them acknowledged or an error; see `send` for the errors.

        After an error any prefix of each partition's records may be on the broker: repeat from the first record.
        """
        if self._counters.in_flight + len(records) > self._max_in_flight and self._counters.in_flight:
            self._counters.overloaded += len(records)
            raise Overloaded(f"{self._counters.in_flight} sends are waiting for the broker")
        self._counters.in_flight += len(records)
        try:
            positions = await self._deliver(records)
        except PublishError:
            self._counters.failed += len(records)
            raise
        finally:
            self._counters.in_flight -= len(records)
        self._counters.acknowledged += len(records)
        return positions

    async def _deliver(self, records: Sequence[OutboundRecord]) -> list[Position]:
        if self._stopped:
            raise NotAcknowledged("the producer is stopped")
        session: Session | None = None
        acks: list[asyncio.Future[Any]] = []
        try:
            async with asyncio.timeout(self._send_timeout_seconds):
                session = await self._session()
                # One after the other: concurrent sends to a full batch could overtake each other.
                for r in records:
                    acks.append(await session.send(r.topic, r.key, r.value, r.headers))  # noqa: PERF401
                done = [await ack for ack in acks]
        except TimeoutError as error:
            # Without one record enqueued it is the topic that the broker does not know, and no session helps.
            if session is not None and acks:
                self._replace(session, cut_off=False)
            raise NotAcknowledged(f"no acknowledgement in {self._send_timeout_seconds} s") from error
        except ProducerClosed as error:
            raise NotAcknowledged("the session was replaced meanwhile") from error
        except KafkaError as error:
            # Refused before it was enqueued, it left no hole behind it.
            if session is not None and len(acks) == len(records):
                self._replace(session, cut_off=True)
            refused = isinstance(error, _REFUSALS)
            raise (RecordRefused if refused else NotAcknowledged)(repr(error)) from error
        return [Position(m.topic, m.partition, m.offset) for m in done]

    async def _session(self) -> Session:
        if self._link.session is None:
            await self._link.ready.wait()
        session = self._link.session
        if session is None:
            raise NotAcknowledged("the session was replaced while waiting for it")
        return session

    def _replace(self, broken: Session, *, cut_off: bool) -> None:
        """Swap a broken session for a new one, once, however many sends report it."""
        if self._link.session is not broken or self._stopped:
            if cut_off:
                broken.abandon()
            return
        self._counters.rebuilds += 1
        log.warning("kafka producer is rebuilt", extra={"client_id": self._client_id, "cut_off": cut_off})
        if cut_off:
            broken.abandon()
        closing = asyncio.create_task(broken.close(self._close_timeout_seconds), name="kafka producer close")
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        self._link = _Link()
        self._connecting = asyncio.create_task(self._connect(self._link), name="kafka producer connect")

    async def _connect(self, link: _Link) -> None:
        delay_seconds = _RECONNECT_FIRST_SECONDS
        while True:
            try:
                link.session = await open_session(self._new_client, self._send_timeout_seconds)
            except (KafkaError, OSError, TimeoutError) as error:
                log.warning(
                    "kafka is not reachable", extra={"client_id": self._client_id, "error": repr(error)}
                )
                await asyncio.sleep(delay_seconds)
                delay_seconds = min(delay_seconds * 2, _RECONNECT_LAST_SECONDS)
            else:
                link.ready.set()
                return

    def _new_client(self) -> AIOKafkaProducer:
        # The expiry of a batch, which must come later than our own bound plus the close (see the module's docstring).
        expiry_seconds = 2 * (self._send_timeout_seconds + self._close_timeout_seconds)
        return AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,  # aiokafka batches by itself while a request is in flight
            max_batch_size=64 * 1024,
            max_request_size=1024 * 1024,
            request_timeout_ms=int(expiry_seconds * 1000),
            retry_backoff_ms=100,
            metadata_max_age_ms=60_000,
            connections_max_idle_ms=540_000,
            compression_type=None,
        )
