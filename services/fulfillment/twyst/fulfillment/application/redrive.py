"""Apply what was parked, in the order of arrival and through the same door; or discard it, with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twyst.fulfillment.application.intake import Outcome, Subject, Taken
from twyst.fulfillment.application.ports import Delivery, KitchenDesk, Transactions
from twyst.mailbox.parking import ParkedRecord


class StillUnreadable(Exception):
    """A parked record cannot be read by this release either; nothing was applied."""


@dataclass(frozen=True, slots=True)
class Door:
    """How a consumer's records are read and applied."""

    read: Callable[[ParkedRecord], Delivery[Any]]
    subject: Subject[Any]


async def redrive(transactions: Transactions, doors: Mapping[str, Door], key: str, *, by: str) -> Taken:
    """Apply all that is parked under a key, in one transaction. If anything fails, everything stays parked.

    Raises `StillUnreadable`, or what the records failed with when they were parked.
    """
    taken: Taken = Counter()
    async with transactions.begin() as desk:
        for consumer in {record.consumer for record in await desk.take_parked(key)}:
            taken += await _redrive(desk, consumer, doors[consumer], key, by)
    return taken


async def _redrive(desk: KitchenDesk, consumer: str, door: Door, key: str, by: str) -> Taken:
    waiting = [record for record in await desk.take_parked(key) if record.consumer == consumer]
    apply = await door.subject.lock(desk, [_read(door, record).news for record in waiting])
    # Under the lock nothing can queue behind any more, so that this is all there is.
    waiting = [record for record in await desk.take_parked(key) if record.consumer == consumer]
    deliveries = [_read(door, record) for record in waiting]
    fresh = await desk.claim(consumer, deliveries)
    taken = await apply([each.news for each in fresh])
    taken[Outcome.DUPLICATE] += len(deliveries) - len(fresh)
    await desk.resolve_parked([record.id for record in waiting], redriven=True, by=by, resolution="redriven")
    return taken


async def discard(transactions: Transactions, ids: Sequence[int], *, by: str, reason: str) -> int:
    """Give parked records up for good; how many were still waiting. They stay visible with the reason."""
    async with transactions.begin() as desk:
        return await desk.resolve_parked(ids, redriven=False, by=by, resolution=reason)


def _read(door: Door, record: ParkedRecord) -> Delivery[Any]:
    delivery = door.read(record)
    if delivery.news is None:
        raise StillUnreadable(f"{record.event_id}: {delivery.error}")
    return delivery
