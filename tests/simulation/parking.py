"""Parked records in memory, as `twyst.mailbox.parking` keeps them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from simulation.clockwork import BEGINNING
from simulation.database import Transaction

from twyst.mailbox.parking import ParkedRecord, place_id


class ParkingTable:
    """The table `parked` within a transaction; a row is (record, status)."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def keys(self, keys: Collection[str]) -> set[str]:
        """Which of the keys are parked."""
        rows = self._transaction.rows("parked")
        return {record.key for _, (record, status) in rows if status == "parked" and record.key in keys}

    def discarded(self, consumer: str, event_ids: Collection[str]) -> set[str]:
        """Which of the events a person discarded."""
        return {
            record.event_id
            for _, (record, status) in self._transaction.rows("parked")
            if status == "discarded" and record.consumer == consumer and record.event_id in event_ids
        }

    async def add(
        self,
        consumer: str,
        key: str | None,
        event_id: str | None,
        record: Any,
        reason: str,
        error: str | None,
    ) -> None:
        name = event_id or place_id(record)
        parked = ParkedRecord(
            id=self._transaction.database.next_number("parked"), consumer=consumer, key=key, event_id=name,
            topic=record.topic, partition=record.partition, offset=record.offset, record_key=record.key,
            value=record.value, headers=record.headers, timestamp_ms=record.timestamp_ms, reason=reason, error=error,
            parked_at=BEGINNING,
        )  # fmt: skip
        if await self._transaction.insert("parked", (consumer, name), (parked, "parked")):
            self._transaction.database.weather.note(f"parked: {reason}")

    async def take(self, key: str) -> Sequence[ParkedRecord]:
        """All that waits under a key, locked, in the order of arrival."""
        found = []
        for place, (record, status) in list(self._transaction.rows("parked")):
            if status == "parked" and record.key == key:
                _, status_now = await self._transaction.lock("parked", place)
                if status_now == "parked":
                    found.append(record)
        return sorted(found, key=lambda record: record.id)

    async def resolve(self, ids: Sequence[int], status: str) -> int:
        resolved = 0
        for place, (record, before) in list(self._transaction.rows("parked")):
            if record.id in ids and before == "parked":
                locked, _ = await self._transaction.lock("parked", place)
                self._transaction.put("parked", place, (replace(locked), status))
                resolved += 1
        return resolved
