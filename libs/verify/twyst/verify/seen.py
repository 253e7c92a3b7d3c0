"""A record as the judges see it: decoded once, however many of them ask."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Any

import msgspec

from twyst.messaging.records import Record


class Seen:
    """One record of a topic. `topic` is the logical name."""

    def __init__(self, topic: str, record: Record) -> None:
        self.topic = topic
        self.record = record

    @cached_property
    def key(self) -> str:
        return (self.record.key or b"").decode(errors="replace")

    @property
    def ce_id(self) -> str:
        return self.record.headers.get("ce_id", "")

    @property
    def value(self) -> bytes:
        return self.record.value or b""

    @property
    def place(self) -> str:
        return f"{self.topic}/{self.record.partition}/{self.record.offset}"

    @cached_property
    def digest(self) -> bytes:
        return hashlib.sha256(self.value).digest()

    @cached_property
    def body(self) -> dict[str, Any]:
        """The body as it is; empty when it is no JSON object, which is the business of the contracts' rule."""
        try:
            found = msgspec.json.decode(self.value)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return {}
        return found if isinstance(found, dict) else {}
