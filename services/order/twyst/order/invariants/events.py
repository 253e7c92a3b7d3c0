"""What the topics say of orders, and what the order service took from them."""

from __future__ import annotations

from typing import Any, Final

from twyst.contracts import topics
from twyst.order.domain.lifecycle import PAID
from twyst.verify.invariant import Found, Rows, Rule, Scope, Verdict
from twyst.verify.mailbox import EventsAreTaken
from twyst.verify.seen import Seen

_ORDERS: Final = (topics.ORDERS_EVENTS.name,)
_TAKEN: Final = (topics.STRIPE_ORDER_EVENTS.name, topics.STRIPE_UNROUTED.name, topics.FULFILLMENT_EVENTS.name)
_TERMS: Final = ("lines", "total_minor", "currency", "destination", "venue_id", "table_id", "environment")
_INPUTS: Final = "SELECT input_id AS event_id FROM journal UNION SELECT event_id FROM unrouted UNION SELECT event_id FROM parked"


class EventsCount:
    """The last `seq` and `version` of each order. An order that begins later than at 1 lost its head to a bound in time,
    or to retention; then other records are missing at the topic's beginning as well.
    """

    def __init__(self, scope: Scope) -> None:
        self._is_whole = scope.since is None
        self._last: dict[str, tuple[int, int]] = {}
        self._seen: set[str] = set()
        self._firsts: dict[int, int] = {}
        self._headless: list[tuple[int, str]] = []
        self._broken: list[str] = []

    def see(self, record: Seen) -> None:
        self._firsts.setdefault(record.record.partition, record.record.offset)
        if record.ce_id in self._seen:
            return
        self._seen.add(record.ce_id)
        seq, version = int(record.body.get("seq", 0)), int(record.body.get("version", 0))
        before = self._last.get(record.key)
        if before is None and seq != 1:
            self._headless.append((record.record.partition, record.ce_id))
        elif before is not None and (seq != before[0] + 1 or version < before[1]):
            self._broken.append(f"{record.ce_id} version {version} after {before[0]} version {before[1]}")
        self._last[record.key] = (seq, version)

    def verdict(self, _found: Found) -> Verdict:
        headless = [
            f"{ce_id} is the first of its order"
            for partition, ce_id in self._headless
            if self._is_whole and self._firsts[partition] == 0
        ]
        return Verdict.of(len(self._seen), [*self._broken, *headless])


class TermsStay:
    """The terms of each order as its first record tells them."""

    def __init__(self, _scope: Scope) -> None:
        self._terms: dict[str, Any] = {}
        self._changed: list[str] = []

    def see(self, record: Seen) -> None:
        terms = [record.body.get(name) for name in _TERMS]
        if self._terms.setdefault(record.key, terms) != terms:
            self._changed.append(record.ce_id)

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(len(self._terms), self._changed)


class PaidBeforeServed:
    """Records that say an order is paid, and whether its own payment is what was agreed."""

    def __init__(self, _scope: Scope) -> None:
        self._count = 0
        self._unpaid: list[str] = []

    def see(self, record: Seen) -> None:
        order = record.body
        if order.get("state") not in PAID:
            return
        self._count += 1
        own = [each for each in order["payments"] if each["own"]]
        if not (own and own[0]["verified"] and own[0]["amount_received_minor"] == order["total_minor"]):
            self._unpaid.append(f"{record.ce_id} is {order['state']}")

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(self._count, self._unpaid)


class KeptOnce:
    """The last snapshot of each order that holds money: of how many payments it is kept."""

    def __init__(self, _scope: Scope) -> None:
        self._kept: dict[str, int] = {}

    def see(self, record: Seen) -> None:
        self._kept[record.key] = sum(each["money"] == "kept" for each in record.body.get("payments", ()))

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(len(self._kept), (key for key, count in self._kept.items() if count > 1))


EVENTS: Final = (
    Rule(
        "I7",
        "Every record about orders is an input, waits for its order, or is parked.",
        EventsAreTaken,
        _TAKEN,
        then={"taken": Rows("order", _INPUTS)},
    ),
    Rule("I15.topic", "An order's terms are the same in all its events.", TermsStay, _ORDERS),
    Rule("I19", "An event says paid or served only if the order's own payment is verified, to the cent.", PaidBeforeServed, _ORDERS),
    Rule("I20.kept", "Of an order at most one payment is kept.", KeptOnce, _ORDERS),
    Rule(
        "I28",
        "Copies dropped, an order's events are numbered without a gap and its version never falls back.",
        EventsCount,
        _ORDERS,
    ),
)  # fmt: skip
