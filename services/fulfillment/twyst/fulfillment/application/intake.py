"""Taking topic records: one transaction per batch; what fails for good is parked, and nothing is dropped.

A transient fault raises, and the whole batch comes again. A data error takes the batch apart, one key per transaction
sequence; the key that fails is parked from the failing record on, and its later records queue behind it while all
other keys go on. Records that cannot be read are parked with their bytes, in their place among their key's records.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from twyst.fulfillment.application.ports import Delivery, KitchenDesk, News, ToPark, Transactions
from twyst.mailbox.breaker import Breaker

log = logging.getLogger(__name__)

Taken = Counter[str]
"""What became of a batch's records: an `Outcome` or, for applied ones, what the subject calls them."""

Apply = Callable[[Sequence[News]], Awaitable[Taken]]

News_contra = TypeVar("News_contra", contravariant=True)


class Outcome(StrEnum):
    """What becomes of a record that is not applied."""

    DUPLICATE = "duplicate"
    DISCARDED = "discarded"
    PARKED = "parked"
    QUEUED = "queued"


class Subject(Protocol[News_contra]):
    """What a consumer's news is about."""

    consumer: str

    async def lock(self, desk: KitchenDesk, news: Sequence[News_contra], /) -> Apply[News_contra]:
        """Lock what the news is about. The answer applies any of that news, in order, within the transaction."""
        ...


@dataclass(frozen=True, slots=True)
class _Failure(Generic[News]):
    """A key's records from the one that failed on."""

    rest: Sequence[Delivery[News]]
    error: Exception


class Intake(Generic[News]):
    """The handler of one consumer group."""

    def __init__(self, transactions: Transactions, subject: Subject[News], breaker: Breaker) -> None:
        self._transactions = transactions
        self._subject = subject
        self._breaker = breaker

    async def __call__(self, deliveries: Sequence[Delivery[News]]) -> Taken:
        """Take a batch in order. Raises what is transient, and `TooManyParked`."""
        keys = len(_by_key(deliveries))
        unreadable = len(_by_key([each for each in deliveries if each.news is None]))
        self._breaker.check(keys, unreadable)
        try:
            taken = await self._take(deliveries)
        except Exception as error:
            if self._transactions.is_transient(error):
                raise
            log.warning("a batch failed; its keys are taken one by one", exc_info=True)
        else:
            self._breaker.note(keys, unreadable)
            return taken
        return await self._one_by_one(deliveries, unreadable)

    async def _take(self, deliveries: Sequence[Delivery[News]]) -> Taken:
        async with self._transactions.begin() as desk:
            apply = await self._subject.lock(
                desk, [each.news for each in deliveries if each.news is not None]
            )
            taken = Taken()
            going = await self._hold_back(desk, deliveries, taken)
            fresh = await desk.claim(self._subject.consumer, going)
            taken[Outcome.DUPLICATE] += len(going) - len(fresh)
            return taken + await apply([each.news for each in fresh if each.news is not None])

    async def _hold_back(
        self, desk: KitchenDesk, deliveries: Sequence[Delivery[News]], taken: Taken
    ) -> list[Delivery[News]]:
        """Park what cannot be read and what comes behind it or behind an older failure; the rest is to apply."""
        consumer = self._subject.consumer
        held = await desk.held_back(
            consumer,
            {each.key for each in deliveries if each.key is not None},
            {each.event_id for each in deliveries if each.event_id is not None},
        )
        blocked: set[str | None] = set(held.parked_keys)
        going: list[Delivery[News]] = []
        behind: list[ToPark[News]] = []
        for each in deliveries:
            if each.event_id in held.discarded_events:
                taken[Outcome.DISCARDED] += 1
            elif each.key in blocked:
                behind.append(ToPark(each, "queued"))
                taken[Outcome.QUEUED] += 1
            elif each.news is None:
                log.error("record parked", extra={"key": each.key, "error": each.error})
                behind.append(ToPark(each, "unreadable", each.error))
                taken[Outcome.PARKED] += 1
                if each.key is not None:
                    blocked.add(each.key)
            else:
                going.append(each)
        await desk.park(consumer, behind)
        return going

    async def _one_by_one(self, deliveries: Sequence[Delivery[News]], unreadable: int) -> Taken:
        """Each key for itself, record by record; those that fail are parked, unless too many do."""
        groups = _by_key(deliveries)
        taken, failures = Taken(), list[_Failure[News]]()
        for group in groups:
            for number, each in enumerate(group):
                try:
                    taken += await self._take([each])
                except Exception as error:
                    if self._transactions.is_transient(error):
                        raise
                    failures.append(_Failure(group[number:], error))
                    break
        poisoned = len(failures) + unreadable
        self._breaker.check(len(groups), poisoned)
        for failure in failures:
            await self._park(failure)
            taken[Outcome.PARKED] += 1
            taken[Outcome.QUEUED] += len(failure.rest) - 1
        self._breaker.note(len(groups), poisoned)
        return taken

    async def _park(self, failure: _Failure[News]) -> None:
        failed, *followers = failure.rest
        log.error(
            "key parked", exc_info=failure.error, extra={"key": failed.key, "records": len(failure.rest)}
        )
        async with self._transactions.begin() as desk:
            await self._subject.lock(desk, [each.news for each in failure.rest if each.news is not None])
            records = [ToPark(failed, "failed", repr(failure.error))]
            records += [ToPark(each, "queued") for each in followers]
            await desk.park(self._subject.consumer, records)


def _by_key(deliveries: Sequence[Delivery[News]]) -> list[list[Delivery[News]]]:
    """The deliveries of each key, in the order of arrival; those without a key stand alone."""
    groups: dict[object, list[Delivery[News]]] = {}
    for number, each in enumerate(deliveries):
        groups.setdefault(each.key if each.key is not None else number, []).append(each)
    return list(groups.values())
