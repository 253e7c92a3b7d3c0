"""A consumed record, detached from the client library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from twyst.messaging.headers import decode_text


@dataclass(frozen=True, slots=True)
class Record:
    """One record. `topic` is the physical name; `timestamp_ms` is when it was published, Unix milliseconds."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)
    timestamp_ms: int = 0

    @classmethod
    def of(cls, raw: Any) -> Record:
        """From aiokafka's ConsumerRecord."""
        return cls(
            topic=raw.topic,
            partition=raw.partition,
            offset=raw.offset,
            key=raw.key,
            value=raw.value,
            headers=decode_text(raw.headers),
            timestamp_ms=raw.timestamp,
        )
