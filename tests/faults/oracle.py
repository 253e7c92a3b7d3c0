"""What must hold once the platform has come to rest, whatever happened before: each invariant with a name and a sentence.

Some are SQL that finds what breaks them, some are rules over the evidence: rows, topics and Stripe's own books together.
`verify` first waits until everything has drained.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
from faults.evidence import Evidence, gather, is_passed_on, rows
from faults.queries import BOOKS, DRAINED, Query
from journeys.topic_log import STRIPE_TOPICS
from journeys.webhooks import OUR_ID_PREFIX

from twyst.contracts import topics
from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.contracts.messages.order_event_v1 import OrderEvent
from twyst.contracts.messages.stripe_event_v1 import StripeEvent
from twyst.contracts.messages.venue_v1 import Venue
from twyst.demo.clients import Platform
from twyst.testing.waiting import eventually

_MESSAGES = {
    topics.STRIPE_ORDER_EVENTS.name: StripeEvent,
    topics.STRIPE_ACCOUNT_EVENTS.name: StripeEvent,
    topics.STRIPE_UNROUTED.name: StripeEvent,
    topics.ORDERS_EVENTS.name: OrderEvent,
    topics.VENUES.name: Venue,
    topics.FULFILLMENT_EVENTS.name: FulfillmentEvent,
}
_DRAIN_SECONDS, _LOOK_SECONDS = 120.0, 0.5
_SHOWN = 20
_TERMS = ("lines", "total_minor", "currency", "destination", "venue_id", "table_id")
_PAID = ("PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED")
_TICKET_OF = {
    "PAYMENT_SUCCEEDED": {"ready_to_fulfill"},
    "FULFILLING": {"fulfilling"},
    "COMPLETED": {"completed", None},  # None: first heard of when it was over
    "CANCELED": {"voided", None},
}

Rule = Callable[[Evidence], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Breach:
    """An invariant that does not hold, and what breaks it."""

    name: str
    sentence: str
    what: tuple[str, ...]


def _heard_by_all(evidence: Evidence) -> Iterable[str]:
    """Fulfillment and reconciliation know the last event of every order."""
    followed = {row["order_id"]: row["seq"] for row in evidence.tables["followed"]}
    booked = {row["order_id"]: row["seq"] for row in evidence.tables["booked"]}
    for order in evidence.tables["orders"]:
        known = followed.get(order["order_id"]), booked.get(order["order_id"])
        if known != (order["seq"], order["seq"]):
            yield f"{order['order_id']} is at {order['seq']}, known up to {known}"


def _taken_from_topics(evidence: Evidence) -> Iterable[str]:
    """Every record of the order topics is an input, waiting or parked; every one about an account is in the inbox."""
    inputs = {row["input_id"] for row in evidence.tables["inputs"]}
    accounts = {row["event_id"] for row in evidence.tables["account_inputs"]}
    names = (topics.STRIPE_ORDER_EVENTS.name, topics.STRIPE_UNROUTED.name, topics.FULFILLMENT_EVENTS.name)
    yield from {record.ce_id for record in evidence.of_topic(*names)} - inputs
    yield from {record.ce_id for record in evidence.of_topic(topics.STRIPE_ACCOUNT_EVENTS.name)} - accounts


def _delivered_by_stripe(evidence: Evidence) -> Iterable[str]:
    """Stripe has nothing left to deliver."""
    return (row["event"] for row in evidence.deliveries if row["status"] == "pending")


def _accepted_is_kept(evidence: Evidence) -> Iterable[str]:
    """What was answered with 2xx is on a topic: nothing is acknowledged before the broker has it."""
    kept = {record.ce_id for record in evidence.of_topic(*STRIPE_TOPICS)}
    for row in evidence.deliveries:
        accepted = any(200 <= (attempt["status_code"] or 0) < 300 for attempt in row["attempts"])
        if is_passed_on(row) and accepted and row["event"] not in kept:
            yield f"{row['event']} {row['type']}"


def _kept_is_genuine(evidence: Evidence) -> Iterable[str]:
    """Nothing is on a Stripe topic that Stripe did not make, and each has the hash of a body that Stripe sent, if it did."""
    for record in evidence.of_topic(*STRIPE_TOPICS):
        if record.ce_id.startswith(OUR_ID_PREFIX):
            continue
        hashes = evidence.sent.get(record.ce_id)
        if hashes is None or (hashes and record.body.get("body_sha256") not in hashes):
            yield f"{record.topic}/{record.partition}/{record.offset} {record.ce_id}"


def _one_key_one_partition(evidence: Evidence) -> Iterable[str]:
    """A key is always on the same partition, so its records keep their order."""
    places = defaultdict(set)
    for record in evidence.topics:
        places[record.topic, record.key].add(record.partition)
    return (f"{topic} {key}" for (topic, key), partitions in places.items() if len(partitions) > 1)


def _topic_is_outbox(evidence: Evidence) -> Iterable[str]:
    """Without exact copies, a key's records are the outbox's rows, byte for byte and in their order."""
    wanted: dict[tuple[str, str], list[tuple[str, bytes]]] = defaultdict(list)
    for row in (*evidence.tables["order_outbox"], *evidence.tables["fulfillment_outbox"]):
        if row["topic"] != topics.VENUES.name:  # compacted, so older records may be gone
            wanted[row["topic"], row["key"]].append((row["ce_id"], (row["body"] or "").encode()))
    found: dict[tuple[str, str], dict[tuple[str, bytes], None]] = defaultdict(dict)
    for record in evidence.of_topic(topics.ORDERS_EVENTS.name, topics.FULFILLMENT_EVENTS.name):
        found[record.topic, record.key][record.ce_id, record.value] = None
    for place in wanted.keys() | found.keys():
        if list(found[place]) != wanted[place]:
            yield f"{place}: {[ce_id for ce_id, _ in found[place]]} instead of {[ce_id for ce_id, _ in wanted[place]]}"


def _events_count(evidence: Evidence) -> Iterable[str]:
    """An order's events are numbered from 1 without a gap, steps never fall back, and its terms never change."""
    history: dict[str, dict[int, Any]] = defaultdict(dict)
    for record in evidence.of_topic(topics.ORDERS_EVENTS.name):
        history[record.key][int(record.ce_id.rpartition(":")[2])] = record.body
    for order_id, events in history.items():
        versions = [event.get("version", 0) for event in events.values()]
        terms = {json.dumps([event.get(name) for name in _TERMS]) for event in events.values()}
        if list(events) != list(range(1, len(events) + 1)) or sorted(versions) != versions or len(terms) != 1:
            yield f"{order_id}: {list(events)} {versions}"


def _paid_before_served(evidence: Evidence) -> Iterable[str]:
    """An event says that an order is paid or served only if its own payment is verified, to the cent."""
    for record in evidence.of_topic(topics.ORDERS_EVENTS.name):
        event = record.body
        own = [payment for payment in event["payments"] if payment["own"]]
        is_paid = own and own[0]["verified"] and own[0]["amount_received_minor"] == event["total_minor"]
        if event["state"] in _PAID and not is_paid:
            yield f"{record.ce_id} is {event['state']}"


def _contracts_hold(evidence: Evidence) -> Iterable[str]:
    """Every record is what its topic's contract says: it has the type, and nothing beside it."""
    for topic, message in _MESSAGES.items():
        for record in evidence.of_topic(topic):
            try:
                is_whole = msgspec.to_builtins(msgspec.json.decode(record.value, type=message)) == record.body
            except msgspec.DecodeError:
                is_whole = False
            if not is_whole:
                yield f"{record.topic}/{record.partition}/{record.offset}"


def _one_ticket_per_order(evidence: Evidence) -> Iterable[str]:
    """A paid order has one ticket, which is where the order is; an order that was never paid has none."""
    tickets = {row["order_id"]: row["state"] for row in evidence.tables["tickets"]}
    paid = {row["order_id"] for row in evidence.tables["paid"]}
    yield from (f"{order_id} has a ticket and was never paid" for order_id in tickets.keys() - paid)
    for order in evidence.tables["orders"]:
        ticket = tickets.get(order["order_id"])
        if order["order_id"] in paid and ticket not in _TICKET_OF[order["state"]]:
            yield f"{order['order_id']} is {order['state']}, its ticket {ticket}"


def _one_effect_per_key(evidence: Evidence) -> Iterable[str]:
    """Payments and refunds are made under keys that were written down before, each once; one payment per order."""
    calls = {row["stripe_key"] for row in evidence.tables["calls"]}
    made: Counter[str] = Counter()
    for row in evidence.requests:
        if row["idempotency_key"] and row["path"] in ("/v1/payment_intents", "/v1/refunds"):
            made[row["idempotency_key"]] += row["status"] == 200 and not row["replayed"]
    yield from made.keys() - calls
    yield from (key for key, times in made.items() if times > 1)
    creates = Counter(row["order_id"] for row in evidence.tables["calls"] if row["kind"] == "create")
    yield from (order["order_id"] for order in evidence.tables["orders"] if creates[order["order_id"]] != 1)


def _money_agrees(evidence: Evidence) -> Iterable[str]:
    """What Stripe received and gave back for an order is what the order says, to the cent."""
    given_back: Counter[str] = Counter()
    for refund in evidence.refunds:
        given_back[refund["payment_intent"]] += refund["amount"] * (refund["status"] == "succeeded")
    snapshots = evidence.snapshots()
    for intent in evidence.payment_intents:
        snapshot = snapshots.get(intent["metadata"].get("order_id", ""))
        if snapshot is None:
            continue
        said = next((each for each in snapshot["payments"] if each["payment_intent"] == intent["id"]), None)
        ours = (said["amount_received_minor"], said["refunded_minor"]) if said else (0, 0)
        if ours != (intent["amount_received"], given_back[intent["id"]]):
            yield f"{intent['id']}: {ours} and at Stripe {(intent['amount_received'], given_back[intent['id']])}"


def _refunds_are_intended(evidence: Evidence) -> Iterable[str]:
    """Each refund that we meant exists once at Stripe with its amount, and each of ours at Stripe was meant."""
    at_stripe = Counter(
        (refund["metadata"]["refund_id"], refund["payment_intent"], refund["amount"])
        for refund in evidence.refunds
        if "refund_id" in refund["metadata"]
    )
    meant = Counter(
        (intent["refund_id"], intent["payment_intent"], intent["amount_minor"])
        for snapshot in evidence.snapshots().values()
        for intent in snapshot["refund_intents"]
        if intent["status"] != "refused"
    )
    yield from map(str, ((at_stripe - meant) + (meant - at_stripe)).elements())


DRAINED_RULES: Mapping[str, Rule] = {
    "stripe-delivered": _delivered_by_stripe,
    "topics-taken": _taken_from_topics,
    "heard-by-all": _heard_by_all,
}
RULES: Mapping[str, Rule] = {
    "accepted-is-kept": _accepted_is_kept,
    "kept-is-genuine": _kept_is_genuine,
    "one-key-one-partition": _one_key_one_partition,
    "topic-is-outbox": _topic_is_outbox,
    "events-count": _events_count,
    "paid-before-served": _paid_before_served,
    "contracts-hold": _contracts_hold,
    "one-ticket-per-order": _one_ticket_per_order,
    "one-effect-per-key": _one_effect_per_key,
    "money-agrees": _money_agrees,
    "refunds-are-intended": _refunds_are_intended,
}


async def broken_queries(described: Mapping[str, Any], queries: Iterable[Query]) -> list[Breach]:
    """What the databases alone can tell. `described` is `stack.json`."""
    found = []
    for query in queries:
        what = [row["what"] for row in await rows(described, query.database, query.sql)]
        found.append(Breach(query.name, query.sentence, tuple(what[:_SHOWN])))
    return [breach for breach in found if breach.what]


def broken_rules(evidence: Evidence, rules: Mapping[str, Rule]) -> list[Breach]:
    """What the evidence tells."""
    found = (
        Breach(name, rule.__doc__ or "", tuple(islice(rule(evidence), _SHOWN)))
        for name, rule in rules.items()
    )
    return [breach for breach in found if breach.what]


async def verify(described: Mapping[str, Any], platform: Platform) -> None:
    """Wait until everything has drained, without hands; then every invariant must hold. Raises AssertionError."""

    async def drained() -> Evidence:
        left = await broken_queries(described, DRAINED)
        assert left == [], f"does not come to rest: {left}"
        evidence = await gather(described, platform)
        left = broken_rules(evidence, DRAINED_RULES)
        assert left == [], f"does not come to rest: {left}"
        return evidence

    evidence = await eventually(drained, _DRAIN_SECONDS, _LOOK_SECONDS)
    breaches = [*await broken_queries(described, BOOKS), *broken_rules(evidence, RULES)]
    assert breaches == [], breaches
