"""What must hold of every record on every topic, whoever wrote it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any, Final

import msgspec

from twyst.contracts import topics
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.contracts.messages.order_event_v1 import OrderEvent
from twyst.contracts.messages.stripe_event_v1 import StripeEvent
from twyst.contracts.messages.venue_v1 import Venue
from twyst.verify.invariant import Found, Rule, Scope, Verdict
from twyst.verify.seen import Seen

STRIPE_TOPICS: Final = (
    topics.STRIPE_ORDER_EVENTS.name,
    topics.STRIPE_ACCOUNT_EVENTS.name,
    topics.STRIPE_UNROUTED.name,
)
DERIVED_TOPICS: Final = (topics.ORDERS_EVENTS.name, topics.FULFILLMENT_EVENTS.name)
ALL_TOPICS: Final = (*STRIPE_TOPICS, *DERIVED_TOPICS, topics.VENUES.name)
TOPICS_KEEP: Final = min(
    timedelta(milliseconds=int(spec.config["retention.ms"]))
    for spec in topics.ALL
    if spec.name in {*STRIPE_TOPICS, *DERIVED_TOPICS}
) - timedelta(days=1)
"""What was published so long ago is still there; a day less than the contracts say, so that nothing expires while we look."""
_DECODERS: Final[dict[str, msgspec.json.Decoder[Any]]] = {
    **{name: msgspec.json.Decoder(StripeEvent) for name in STRIPE_TOPICS},
    topics.ORDERS_EVENTS.name: msgspec.json.Decoder(OrderEvent),
    topics.FULFILLMENT_EVENTS.name: msgspec.json.Decoder(FulfillmentEvent),
    topics.VENUES.name: msgspec.json.Decoder(Venue),
}
_SECRET: Final = re.compile(rb"_secret_[A-Za-z0-9]{8}|\bwhsec_|\bsk_(live|test)_")
_PERSONAL: Final = re.compile(rb"[\w.+-]+@[\w-]+\.\w|\"(email|phone|name|address|ip|cvc|last4)\"\s*:")


class OneKeyOnePartition:
    """Where each key was first seen."""

    def __init__(self, _scope: Scope) -> None:
        self._places: dict[tuple[str, str], int] = {}
        self._moved: list[str] = []

    def see(self, record: Seen) -> None:
        at = record.record.partition
        first = self._places.setdefault((record.topic, record.key), at)
        if first != at:
            self._moved.append(f"{record.topic} {record.key}: partitions {first} and {at}")

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(len(self._places), self._moved)


class CopiesAreEqual:
    """The hash of the first record of each event id. Stripe's own bodies differ from attempt to attempt, so not of theirs."""

    def __init__(self, _scope: Scope) -> None:
        self._digests: dict[tuple[str, str], bytes] = {}
        self._different: list[str] = []

    def see(self, record: Seen) -> None:
        if self._digests.setdefault((record.topic, record.ce_id), record.digest) != record.digest:
            self._different.append(f"{record.place}: another content of {record.ce_id}")

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(len(self._digests), self._different)


class ContractsHold:
    """Decodes every record by its topic's contract, and encodes it again: nothing may be lost on the way."""

    def __init__(self, _scope: Scope) -> None:
        self._counts: Counter[str] = Counter()
        self._foreign: list[str] = []

    def see(self, record: Seen) -> None:
        self._counts[record.topic] += 1
        if record.record.value is None and record.topic == topics.VENUES.name:
            return
        try:
            whole = msgspec.to_builtins(_DECODERS[record.topic].decode(record.value)) == record.body
        except (msgspec.DecodeError, UnicodeDecodeError):
            whole = False
        if not whole:
            self._foreign.append(f"{record.place} {record.ce_id}")

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(self._counts.total(), self._foreign)


class NothingPersonal:
    """Looks for patterns that no contract allows, in the bytes as they are."""

    def __init__(self, _scope: Scope) -> None:
        self._count = 0
        self._found: list[str] = []

    def see(self, record: Seen) -> None:
        self._count += 1
        personal = record.topic in STRIPE_TOPICS and _PERSONAL.search(record.value)
        if personal or _SECRET.search(record.value):
            self._found.append(f"{record.place} {record.ce_id}")

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(self._count, self._found)


INVARIANTS: Final = (
    Rule("I5", "A key is always on the same partition, so its records keep their order.", OneKeyOnePartition, ALL_TOPICS),
    Rule("I29", "Two records of one derived event have the same bytes.", CopiesAreEqual, DERIVED_TOPICS),
    Rule("I32", "Every record is what its topic's contract says, and holds nothing beside it.", ContractsHold, ALL_TOPICS),
    Rule("I44", "No secret is on any topic, and nothing personal comes from Stripe.", NothingPersonal, ALL_TOPICS),
)  # fmt: skip
