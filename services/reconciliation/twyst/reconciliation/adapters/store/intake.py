"""Inbox and parking of the consumer groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox import inbox, parking
from twyst.reconciliation.application.news import Delivery


class PostgresIntake:
    """`Intake` on the connection of an open transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def claim(self, consumer: str, deliveries: Sequence[Delivery]) -> list[Delivery]:
        named = [each for each in deliveries if each.event_id is not None]
        discarded = await parking.discarded(
            self._connection, consumer, [cast("str", each.event_id) for each in named]
        )
        going = [each for each in named if each.event_id not in discarded]
        arrivals = [
            inbox.Arrival(cast("str", each.event_id), each.topic, each.partition, each.offset)
            for each in going
        ]
        return [going[index] for index in await inbox.claim(self._connection, consumer, arrivals)]

    async def park(self, consumer: str, deliveries: Sequence[Delivery], *, reason: str) -> None:
        records = [
            parking.ToPark(
                consumer=consumer,
                key=each.key,
                event_id=each.event_id,
                record=cast("parking.ArrivedRecord", each.record),
                reason=reason,
                error=each.error,
            )
            for each in deliveries
        ]
        await parking.park(self._connection, records)

    async def take_parked(self, key: str) -> Sequence[parking.ParkedRecord]:
        return await parking.take(self._connection, key)

    async def resolve_parked(self, ids: Sequence[int], *, redriven: bool, by: str, resolution: str) -> int:
        status = parking.ParkedStatus.REDRIVEN if redriven else parking.ParkedStatus.DISCARDED
        return await parking.resolve(self._connection, ids, status, by=by, resolution=resolution)
