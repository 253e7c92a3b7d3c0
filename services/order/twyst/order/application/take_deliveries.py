"""Topic records on their way to the one door: apply, queue behind what is parked, keep what has no order yet.

Nothing is dropped: a record ends in the journal, in the unrouted events, or parked with its raw bytes. A transient fault
raises, and the whole batch comes again; a data error parks its own order alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from twyst.order.application.apply_inputs import Applied, apply_inputs
from twyst.order.application.fold import Arrival
from twyst.order.application.ports import Clock, Desk, LookedUp, ToPark, Transactions, Unrouted

log = logging.getLogger(__name__)

BREAKER_ORDERS = 5
"""As many orders of one batch fail, and at least half of them: then a release is bad, not an order."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One topic record. Without an arrival it is `unrouted` (it names no order) or undecodable (`error` says why)."""

    record: object
    event_id: str | None
    arrival: Arrival | None = None
    unrouted: Unrouted | None = None
    error: str | None = None


class TooManyFailures(Exception):
    """Parking would take everything after a bad deploy: a person has to look first."""


@dataclass(slots=True)
class Taken:
    """What became of a batch, for metrics."""

    applied: int = 0
    ignored: int = 0
    rejected: int = 0
    misfit: int = 0
    duplicates: int = 0
    unrouted: int = 0
    parked: int = 0
    queued: int = 0
    discarded: int = 0

    def count(self, answer: Applied) -> None:
        """Count one answer of the door."""
        if answer.duplicate:
            self.duplicates += 1
        elif answer.is_misfit:
            self.misfit += 1
            given = answer.arrival
            about = {"order_id": given.order_id, "input_id": given.given.input_id, "because": answer.because}
            log.warning("an event does not fit its order", extra=about)
        else:
            name = str(answer.decision)
            setattr(self, name, getattr(self, name) + 1)


class TakeDeliveries:
    """The handler of one consumer group."""

    def __init__(self, transactions: Transactions, clock: Clock, consumer: str) -> None:
        self._transactions = transactions
        self._clock = clock
        self._consumer = consumer

    async def __call__(self, deliveries: Sequence[Delivery]) -> Taken:
        """Take a batch in order. Raises what is transient, and `TooManyFailures`."""
        try:
            async with self._transactions.begin() as desk:
                return await self._take(desk, deliveries)
        except Exception as error:
            if self._transactions.is_transient(error):
                raise
            log.warning("a batch failed; its orders are taken one by one", exc_info=True)
        return await self._one_by_one(deliveries)

    async def _one_by_one(self, deliveries: Sequence[Delivery]) -> Taken:
        """Each order in a transaction of its own; those that fail are parked, unless too many do."""
        groups: dict[str, list[Delivery]] = {}
        for delivery in deliveries:
            groups.setdefault(_group_of(delivery), []).append(delivery)
        taken, failed = Taken(), dict[str, Exception]()
        for name, group in groups.items():
            try:
                async with self._transactions.begin() as desk:
                    taken = _sum(taken, await self._take(desk, group))
            except Exception as error:
                if self._transactions.is_transient(error):
                    raise
                failed[name] = error
        if len(failed) >= BREAKER_ORDERS and 2 * len(failed) >= len(groups):
            raise TooManyFailures(
                f"{len(failed)} of {len(groups)} orders failed, the first with {_first(failed)!r}"
            )
        for name, failure in failed.items():
            await self._park(groups[name], failure)
            taken.parked += len(groups[name])
        return taken

    async def _park(self, group: Sequence[Delivery], error: Exception) -> None:
        log.error(
            "order parked", exc_info=error, extra={"order_id": _group_of(group[0]), "records": len(group)}
        )
        async with self._transactions.begin() as desk:
            order_id = (group[0].arrival.order_id if group[0].arrival else None) or None
            if order_id is not None:
                await desk.lock([order_id])
            records = [
                ToPark(
                    order_id,
                    each.event_id,
                    each.record,
                    "failed" if each is group[0] else "queued",
                    repr(error),
                )
                for each in group
            ]
            await desk.park(self._consumer, records)

    async def _take(self, desk: Desk, deliveries: Sequence[Delivery]) -> Taken:
        taken = Taken()
        undecodable = [each for each in deliveries if each.error is not None]
        if undecodable:
            await desk.park(
                self._consumer,
                [ToPark(None, each.event_id, each.record, "undecodable", each.error) for each in undecodable],
            )
            taken.parked += len(undecodable)
        routed = await self._route(desk, [each for each in deliveries if each.error is None], taken)
        if routed:
            await self._apply(desk, routed, taken)
        return taken

    async def _route(self, desk: Desk, deliveries: Sequence[Delivery], taken: Taken) -> list[Delivery]:
        """Give events that name no order the order that knows their PaymentIntent or charge; keep the others."""
        nameless = [each.unrouted for each in deliveries if each.unrouted is not None]
        if not nameless:
            return list(deliveries)
        owners = await desk.owners(sorted({name for each in nameless for name in each.references}))
        routed: list[Delivery] = []
        kept: list[Unrouted] = []
        for delivery in deliveries:
            if delivery.unrouted is None:
                routed.append(delivery)
                continue
            order_id = next((owners[name] for name in delivery.unrouted.references if name in owners), None)
            if order_id is None or delivery.arrival is None:
                kept.append(delivery.unrouted)
            else:
                routed.append(replace(delivery, arrival=replace(delivery.arrival, order_id=order_id)))
        if kept:
            await desk.keep_unrouted(kept)
            taken.unrouted += len(kept)
        return routed

    async def _apply(self, desk: Desk, deliveries: Sequence[Delivery], taken: Taken) -> None:
        arrivals = [(each, each.arrival) for each in deliveries if each.arrival is not None]
        order_ids = sorted({arrival.order_id for _, arrival in arrivals})
        locked = await desk.lock(order_ids)
        found = await desk.look_up(
            self._consumer, [(each.order_id, each.given.input_id) for _, each in arrivals]
        )
        if found.parked_orders or found.discarded_events:
            arrivals = await self._hold_back(desk, arrivals, found, taken)
        answers = await apply_inputs(
            desk,
            [arrival for _, arrival in arrivals],
            self._clock(),
            locked=locked,
            earlier=found.earlier,
        )
        strangers: list[Unrouted] = []
        for answer in answers:
            if answer.order is None:
                strangers.append(_stranger(answer.arrival))
            else:
                taken.count(answer)
        if strangers:
            await desk.keep_unrouted(strangers)
            taken.unrouted += len(strangers)

    async def _hold_back(
        self, desk: Desk, arrivals: list[tuple[Delivery, Arrival]], held: LookedUp, taken: Taken
    ) -> list[tuple[Delivery, Arrival]]:
        """Put the records of parked orders behind what failed; what a person discarded stays discarded."""
        going: list[tuple[Delivery, Arrival]] = []
        behind: list[ToPark] = []
        for delivery, arrival in arrivals:
            if arrival.given.input_id in held.discarded_events:
                taken.discarded += 1
            elif arrival.order_id in held.parked_orders:
                behind.append(ToPark(arrival.order_id, delivery.event_id, delivery.record, "queued"))
            else:
                going.append((delivery, arrival))
        await desk.park(self._consumer, behind)
        taken.queued += len(behind)
        return going


def _group_of(delivery: Delivery) -> str:
    named = delivery.arrival is not None and delivery.arrival.order_id
    return named or f"record {delivery.event_id}"


def _stranger(arrival: Arrival) -> Unrouted:
    """An event that names an order which is not in this database: of another installation, or newer than a backup."""
    return Unrouted(
        event_id=arrival.given.input_id,
        type=arrival.kind,
        payload=arrival.payload,
        references=(),
        named_order_id=arrival.order_id,
        source=arrival.source or "",
        traceparent=arrival.traceparent,
        because="unknown order",
    )


def _sum(left: Taken, right: Taken) -> Taken:
    names = left.__dataclass_fields__
    return Taken(**{name: getattr(left, name) + getattr(right, name) for name in names})


def _first(failed: dict[str, Exception]) -> Exception:
    return next(iter(failed.values()))
