"""Apply what was parked, in the order of arrival, through the same door; or discard it, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from twyst.order.application.apply_inputs import Applied, apply_inputs
from twyst.order.application.ports import Clock, ParkedRecord, Transactions
from twyst.order.application.take_deliveries import Delivery

Read = Callable[[str, ParkedRecord, str], Delivery]
"""From a consumer group's name, a parked record and its order to a delivery, as when it first came."""


class StillUndecodable(Exception):
    """A parked record cannot be read by this release either; nothing was applied."""


async def redrive(
    transactions: Transactions, clock: Clock, read: Read, order_id: str, *, by: str
) -> list[Applied]:
    """Apply all that is parked for an order, in one transaction. If anything fails, everything stays parked."""
    async with transactions.begin() as desk:
        locked = await desk.lock([order_id])
        records = await desk.take_parked(order_id)
        arrivals = []
        for record in records:
            delivery = read(record.consumer, record, order_id)
            if delivery.arrival is None:
                raise StillUndecodable(f"{record.event_id}: {delivery.error or 'names no order'}")
            arrivals.append(delivery.arrival)
        applied = await apply_inputs(desk, arrivals, clock(), locked=locked)
        await desk.resolve_parked(
            [record.id for record in records], redriven=True, by=by, resolution="redriven"
        )
    return applied


async def discard(transactions: Transactions, ids: Sequence[int], *, by: str, reason: str) -> int:
    """Give parked records up for good; how many were still waiting. They stay visible with the reason."""
    async with transactions.begin() as desk:
        return await desk.resolve_parked(ids, redriven=False, by=by, resolution=reason)
