"""Publishes outbox rows: what the relay of `twyst.mailbox` calls, without either library knowing the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from twyst.messaging.headers import CloudEvent, encode, encode_text
from twyst.messaging.producer import OutboundRecord, Producer
from twyst.messaging.topics import Topics


class OutboundEvent(Protocol):
    """An event as an outbox keeps it. `topic` is logical; `headers` are those beside the CloudEvents attributes."""

    @property
    def topic(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def body(self) -> bytes | None: ...
    @property
    def ce_id(self) -> str: ...
    @property
    def ce_type(self) -> str: ...
    @property
    def ce_source(self) -> str: ...
    @property
    def ce_time(self) -> datetime: ...
    @property
    def ce_subject(self) -> str | None: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


class OutboxPublisher:
    """Publishes rows in order with the CloudEvents headers that they imply."""

    def __init__(self, producer: Producer, topics: Topics) -> None:
        self._producer = producer
        self._topics = topics

    async def publish(self, rows: Sequence[OutboundEvent], /) -> None:
        """Return when the broker acknowledged every row; see `Producer.send_all` for the errors."""
        await self._producer.send_all([self._record(row) for row in rows])

    def _record(self, row: OutboundEvent) -> OutboundRecord:
        event = CloudEvent(
            id=row.ce_id, type=row.ce_type, source=row.ce_source, time=row.ce_time, subject=row.ce_subject
        )
        return OutboundRecord(
            topic=self._topics.physical(row.topic),
            key=row.key.encode(),
            value=row.body,
            headers=[*encode(event), *encode_text(row.headers)],
        )
